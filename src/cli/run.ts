import { openReading, type Reading } from "../config/reading.ts"
import { processDocument } from "../emit/json.ts"
import { rememberCaller } from "../sys/caller.ts"
import { useLibc } from "../sys/read.ts"
import type { Env } from "../types.ts"
import { execWarmly } from "./exec-warmly.ts"
import type { Io } from "./io.ts"
import { openIo } from "./open-io.ts"
import { plainWords } from "./plain-words.ts"
import { report } from "./report.ts"
import { takeShortcut } from "./shortcut.ts"
import { cutWords, type Words } from "./words.ts"

/**
 * Words in, exit status out. What SDKs and people run at every turn, `process NAME` and `exec NAME -- CMD` with
 * credentials in the cache, is done here and now, past the parser, the plan and their modules.
 */
export async function run(argv: readonly string[], env: Env): Promise<number> {
  const words = cutWords(argv)
  const isWarmVerb = words.command === "process" || words.command === "exec"
  await useLibc()
  // Before anything is opened: after that nobody can tell whose a descriptor is.
  const caller = words.command === "exec" ? await rememberCaller() : undefined
  const io = openIo(words, env, caller)
  let reading: Reading | undefined
  try {
    const plain = plainWords(words.rest)
    if (plain !== undefined && isWarmVerb) {
      reading = openReading(env)
      if (await goWarmly(words, plain.name, reading, io)) return io.status()
    }
  } catch (error) {
    return report(error, words, io)
  }
  const { runLong } = await import("./long-road.ts")
  return runLong(words, { env, caller, reading })
}

/** False when it takes more than the cache; nothing was done then. */
async function goWarmly(
  { command, child }: Words,
  name: string | undefined,
  reading: Reading,
  io: Io,
): Promise<boolean> {
  if (command === "exec") return execWarmly(name, reading, io)
  const served = child === undefined ? await takeShortcut(name, io.env, reading) : undefined
  if (served !== undefined) io.out(processDocument(served.credentials))
  return served !== undefined
}
