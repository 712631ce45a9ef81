import { binaryText } from "./bytes.ts"
import { execCalls } from "./exec-calls.ts"
import { nodeFs } from "./node-fs.ts"
import { fileCalls } from "./read.ts"

/** A file of /proc as bytes; none when it is not there or not ours to read. */
export function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  const calls = fileCalls()
  if (calls !== undefined) return calls.proc(path) ?? new Uint8Array()
  try {
    return new Uint8Array(nodeFs().readFileSync(path))
  } catch {
    return new Uint8Array()
  }
}

/** The same as text, one character a byte. */
export function textOf(path: string): string {
  return binaryText(bytesOf(path))
}

/** What a link points to, if it is there and ours to read. */
export function linkOf(path: string): string | undefined {
  const proc = execCalls()?.proc
  if (proc !== undefined) return proc.link(path)
  try {
    return nodeFs().readlinkSync(path)
  } catch {
    return undefined
  }
}

/** The names in a folder. Errors: what the system says, as Node gives it. */
export function namesIn(folder: string): readonly string[] {
  return execCalls()?.proc?.list(folder) ?? nodeFs().readdirSync(folder)
}

/** What follows a name at the beginning of a line, or nothing. */
export function fieldOf(text: string, name: string): string {
  const at = text.startsWith(name) ? 0 : text.indexOf(`\n${name}`) + 1
  if (at === 0 && !text.startsWith(name)) return ""
  const end = text.indexOf("\n", at)
  return text.slice(at + name.length, end === -1 ? undefined : end).trim()
}
