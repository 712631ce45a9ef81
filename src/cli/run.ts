import { printable } from "../printable.ts"
import { write } from "../sys/write.ts"
import type { Env } from "../types.ts"
import type { Io } from "./io.ts"
import { cutWords, type Words } from "./words.ts"

/** Words in, exit status out: the only place that catches everything. */
export async function run(argv: readonly string[], env: Env): Promise<number> {
  let status = 0
  const words = cutWords(argv)
  // Before anything is opened: after that nobody can tell whose a descriptor is.
  const caller = words.command === "exec" ? (await import("../sys/caller.ts")).rememberCaller() : undefined
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

/** SDKs run `guise process NAME` for every call they make: it goes straight through, past the parser and its table. */
async function dispatch(words: Words, io: Io): Promise<void> {
  const { command, rest, child } = words
  if (command === "process" && child === undefined && rest.length <= 1 && !rest[0]?.startsWith("-")) {
    const { printProcessDocument } = await import("./process-document.ts")
    return printProcessDocument({ name: rest[0] }, io)
  }
  const { dispatchVerb } = await import("./dispatch.ts")
  return dispatchVerb(words, io)
}
