import type { Reading } from "../config/reading.ts"
import type { Caller } from "../sys/caller.ts"
import { compileHotCode } from "../sys/compiler.ts"
import { useLibc } from "../sys/read.ts"
import type { Env } from "../types.ts"
import { openIo } from "./open-io.ts"
import { plainWords } from "./plain-words.ts"
import { report } from "./report.ts"
import type { Words } from "./words.ts"

/** What was found out on the way to here. */
export interface Given {
  readonly env: Env
  readonly caller: Caller | undefined
  /** The files, if they were read already. */
  readonly reading: Reading | undefined
}

/**
 * Everything that the warm road (run.ts) does not do. In the binary that one is a bundle of its own: the same module
 * is there twice, and nothing but plain values goes from one to the other (an `instanceof` would not hold).
 */
export async function runLong(words: Words, { env, caller, reading }: Given): Promise<number> {
  compileHotCode()
  const io = openIo(words, env, caller, reading)
  try {
    await useLibc()
    const plain = plainWords(words.rest)
    if (plain !== undefined && words.command === "process" && words.child === undefined) {
      const { printProcessDocument } = await import("./process-document.ts")
      await printProcessDocument({ name: plain.name, options: reading === undefined ? {} : { reading } }, io)
    } else if (words.command === "complete") {
      const { complete } = await import("./complete/complete.ts")
      await complete(words, io)
    } else {
      const { dispatchVerb } = await import("./dispatch.ts")
      await dispatchVerb(words, io)
    }
    return io.status()
  } catch (error) {
    return report(error, words, io)
  }
}
