import { openReading } from "../config/reading.ts"
import { processDocument } from "../emit/json.ts"
import { printable } from "../printable.ts"
import { useLibc } from "../sys/read.ts"
import { write } from "../sys/write.ts"
import type { Env } from "../types.ts"
import type { Io } from "./io.ts"
import { plainWords } from "./plain-words.ts"
import { takeShortcut } from "./shortcut.ts"
import { cutWords, type Words } from "./words.ts"

/** Words in, exit status out: the only place that catches everything. */
export async function run(argv: readonly string[], env: Env): Promise<number> {
  let status = 0
  const words = cutWords(argv)
  await useLibc()
  // Before anything is opened: after that nobody can tell whose a descriptor is.
  const caller = words.command === "exec" ? await (await import("./exec-warmly.ts")).rememberCaller() : undefined
  const io: Io = {
    env,
    child: words.child,
    caller,
    out: text => void write(1, text),
    show: text => void write(1, printable(text)),
    say: text => void write(2, text),
    end: childStatus => {
      status = childStatus
    },
  }
  try {
    await dispatch(words, io)
    return status
  } catch (error) {
    const { errorText, exitStatusOf } = await import("./report.ts")
    const has = (flag: RegExp) => words.rest.some(word => flag.test(word))
    io.say(errorText(error, { json: has(/^--json$/), verbose: has(/^(--verbose|-[qv]*v[qv]*)$/) }))
    return exitStatusOf(error)
  }
}

/** What SDKs and people run at every turn goes straight through, past the parser and its table, when it is said plainly. */
async function dispatch(words: Words, io: Io): Promise<void> {
  const { command, rest, child } = words
  const plain = plainWords(rest)
  if (plain !== undefined && command === "process" && child === undefined) return printProcess(plain.name, io)
  if (plain !== undefined && command === "exec") {
    const { execWarmly } = await import("./exec-warmly.ts")
    if (await execWarmly(plain.name, io)) return
  }
  const { dispatchVerb } = await import("./dispatch.ts")
  return dispatchVerb(words, io)
}

/** The long road is imported only where the warm one leads nowhere. */
async function printProcess(name: string | undefined, io: Io): Promise<void> {
  const reading = openReading(io.env)
  const served = await takeShortcut(name, io.env, reading)
  if (served !== undefined) return io.out(processDocument(served.credentials))
  const { printProcessDocument } = await import("./process-document.ts")
  return printProcessDocument({ name, options: { reading } }, io)
}
