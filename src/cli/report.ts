import { codes, GuiseError } from "../errors.ts"
import { printable } from "../printable.ts"
import type { Io } from "./io.ts"
import type { Words } from "./words.ts"

/** Says an error on stderr, as the words asked for; answers the exit status. */
export function report(error: unknown, { rest }: Pick<Words, "rest">, io: Pick<Io, "say">): number {
  const has = (flag: RegExp) => rest.some(word => flag.test(word))
  io.say(errorText(error, { json: has(/^--json$/), verbose: has(/^(--verbose|-[qv]*v[qv]*)$/) }))
  return exitStatusOf(error)
}

/**
 * An error as the person or the script gets it, on stderr: a sentence and a hint, or with `--json` one line.
 * Anything that is not a GuiseError is a fault of guise; its stack is shown under --verbose only, and says no secret
 * because nothing that throws is handed one in its message.
 */
export function errorText(error: unknown, options: { json: boolean; verbose: boolean }): string {
  const known = asGuiseError(error)
  if (options.json) {
    const { code, message, hint } = known
    return `${JSON.stringify({ error: hint === undefined ? { code, message } : { code, message, hint } })}\n`
  }
  const lines = [`guise: ${known.message}`]
  if (known.hint !== undefined) lines.push(`hint: ${known.hint}`)
  if (options.verbose)
    lines.push(...(known.detail?.split("\n").map(line => `  ${line}`) ?? []), `  code: ${known.code}`)
  return `${lines.map(printable).join("\n")}\n`
}

/** The exit status of that error (CLI.md). */
export function exitStatusOf(error: unknown): number {
  return error instanceof GuiseError ? error.exitStatus : codes.unexpected.exit
}

function asGuiseError(error: unknown): GuiseError {
  if (error instanceof GuiseError) return error
  const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException
  if (syscall === "write") return new GuiseError("unexpected", `The answer could not be written: ${code}.`)
  const what = error instanceof Error ? `${error.name}: ${error.message}` : "something that is not an error was thrown"
  return new GuiseError("unexpected", `This should not have happened: ${what}`, {
    hint: "run it again with --verbose, and report what it says",
    detail: error instanceof Error ? (error.stack ?? "") : "",
  })
}
