import { splitAtZeros } from "./environ.ts"
import { bytesOf } from "./proc.ts"

type Bytes = Uint8Array<ArrayBuffer>

/**
 * The words after the first `--` of this process's own command line, as bytes, each with its zero: `words` are the same
 * as text. Undefined where the text says it all, or where the system does not tell.
 */
export function ownWords(words: readonly string[]): readonly Bytes[] | undefined {
  // Bytes that are no UTF-8 reach us as U+FFFD; every other word is the same bytes again when it is encoded.
  if (!words.join().includes("\ufffd")) return undefined
  const raw = afterFirstDashes(splitAtZeros(bytesOf("/proc/self/cmdline")))
  return raw.length === words.length ? raw : undefined
}

function afterFirstDashes(commandLine: readonly Bytes[]): readonly Bytes[] {
  const dashes = commandLine.findIndex(word => word.length === 3 && word[0] === DASH && word[1] === DASH)
  return dashes === -1 ? [] : commandLine.slice(dashes + 1)
}

const DASH = 0x2d
