import type { EnvChange } from "../types.ts"
import { isVariableName, type Shell } from "./interface.ts"

/** PowerShell 7 and Windows PowerShell 5.1. */
export const pwsh: Shell = { quote, apply, take }

const plain = "[\\x20-\\x7e]+"

/**
 * ASCII in single quotes, where `''` is the only escape (about_Quoting_Rules); every other UTF-16 unit as `[char]0x…`.
 * Windows reads a program's output in the console's code page: the UTF-8 bytes of `Ñ` hold 0x91, which code page 1252
 * reads as a curly quote, and PowerShell takes ‘ ’ ‚ ‛ for quotes that end a string. Line breaks go the same way, since
 * output arrives as lines.
 */
function quote(value: string): string {
  const parts = (value.match(new RegExp(`${plain}|[^]`, "g")) ?? []).map(part =>
    new RegExp(plain).test(part) ? `'${part.replaceAll("'", "''")}'` : `[char]0x${part.charCodeAt(0).toString(16)}`,
  )
  const [first, second] = parts
  if (first === undefined) return "''"
  if (second === undefined && first.startsWith("'")) return first
  // A text must come first: a sum that begins with a char would be one of numbers.
  return `(${first.startsWith("'") ? "" : "'' + "}${parts.join(" + ")})`
}

function apply({ set, unset }: EnvChange): string {
  const removals = unset.filter(isVariableName).map(name => `Remove-Item Env:${name} -ErrorAction SilentlyContinue;\n`)
  const values = Object.entries(set).map(([name, value]) => `$env:${name} = ${quote(value)};\n`)
  return [...removals, ...values].join("")
}

/** `Out-String`, because a command's lines are many values and `Invoke-Expression` would take them one by one. */
function take(command: string): string {
  return `${command} | Out-String | Invoke-Expression`
}
