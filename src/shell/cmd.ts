import { GuiseError } from "../errors.ts"
import type { EnvChange } from "../types.ts"
import { isVariableName, type Shell } from "./interface.ts"

/** cmd.exe of Windows: lines for `for /f`, or for a batch file. */
export const cmd: Shell = { quote, apply, take }

/** Error: `not-supported` for a value that no quoting carries. */
function quote(value: string): string {
  return quoted(value, "A value")
}

/** `set "NAME=value"` takes all between the first quote and the last, and `&|<>^` are plain in between (`set /?`, `cmd /?`). */
function apply({ set, unset }: EnvChange): string {
  const removals = unset.filter(isVariableName).map(name => `set "${name}="\r\n`)
  const values = Object.entries(set).map(
    ([name, value]) => `set ${quoted(`${name}=${value}`, `The value of ${name}`)}\r\n`,
  )
  return [...removals, ...values].join("")
}

function take(command: string): string {
  return `for /f "delims=" %i in ('${command}') do @%i`
}

/**
 * What cmd may read as something else is refused. A quote ends the quoting; `%` means a variable in a batch file and
 * itself after `for /f`, so no form is right in both; `!` is a variable when delayed expansion is on; line breaks cannot
 * be written; and all but ASCII is read in the console's code page.
 */
function quoted(text: string, whose: string): string {
  const bad = /[^\x20-\x7e]|["%!]/u.exec(text)?.[0]
  if (bad === undefined) return `"${text}"`
  const what = /[\x20-\x7e]/.test(bad)
    ? bad
    : `the character U+${bad.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`
  throw new GuiseError("not-supported", `${whose} holds ${what}, which text for cmd cannot carry unharmed.`, {
    hint: "guise exec PROFILE -- cmd, or --format pwsh in PowerShell",
  })
}
