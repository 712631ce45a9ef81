import { type Code, codes, GuiseError } from "../errors.ts"
import { printable } from "../printable.ts"
import type { Io } from "./io.ts"
import type { Words } from "./words.ts"

/** Says an error on stderr, as the words asked for; answers the exit status. */
export function report(
  error: unknown,
  { command, rest }: Pick<Words, "command" | "rest">,
  io: Pick<Io, "say">,
): number {
  const has = (flag: RegExp) => rest.some(word => flag.test(word))
  io.say(errorText(error, { command, json: has(/^--json$/), verbose: has(/^(--verbose|-[qv]*v[qv]*)$/) }))
  return exitStatusOf(error)
}

/** How an error is to be said: as one line of JSON, with its code and detail; and which command it ended. */
interface Manner {
  readonly command: string | undefined
  readonly json: boolean
  readonly verbose: boolean
}

/**
 * An error as the person or the script gets it, on stderr: a sentence and a hint, or with `--json` one line.
 * Anything that is not a GuiseError is a fault of guise; its stack is shown under --verbose only, and says no secret
 * because nothing that throws is handed one in its message.
 */
export function errorText(error: unknown, { command, json, verbose }: Manner): string {
  const { code, message, hint: own, detail } = asGuiseError(error)
  const hint = own ?? nextStep(code, command)
  if (json) return `${JSON.stringify({ error: { code, message, hint } })}\n`
  const lines = [`guise: ${message}`, `hint: ${hint}`]
  if (verbose) lines.push(...(detail?.split("\n").map(line => `  ${line}`) ?? []), `  code: ${code}`)
  return `${lines.map(printable).join("\n")}\n`
}

/** What to type where the error itself knows nothing better: every error names a next step (CLI.md). */
function nextStep(code: Code, command: string | undefined): string {
  switch (code) {
    case "usage":
      return command === undefined ? "guise --help" : `guise ${command} --help`
    case "unexpected":
      return "run it again with --verbose, and report what it says"
    case "nobody-to-ask":
      return "run it at a terminal"
    case "prompt-refused":
    case "mfa-code-used":
    case "cancelled":
      return "run it again to be asked again"
    default:
      return "guise doctor"
  }
}

/** The exit status of that error (CLI.md). */
export function exitStatusOf(error: unknown): number {
  return error instanceof GuiseError ? error.exitStatus : codes.unexpected.exit
}

function asGuiseError(error: unknown): GuiseError {
  if (error instanceof GuiseError) return error
  const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException
  if (syscall === "write")
    return new GuiseError("unexpected", `The answer could not be written: ${code}.`, {
      hint: "make room where it goes, or send it elsewhere",
    })
  const what = error instanceof Error ? `${error.name}: ${error.message}` : "something that is not an error was thrown"
  return new GuiseError("unexpected", `This should not have happened: ${what}`, {
    detail: error instanceof Error ? (error.stack ?? "") : "",
  })
}
