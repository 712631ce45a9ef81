import type { EnvChange } from "../types.ts"
import { isVariableName, type Shell } from "./interface.ts"

/** bash, zsh and every POSIX sh. */
export const bash: Shell = { quote, apply, take }

/** Single quotes keep every byte but their own kind (POSIX, Shell Command Language 2.2.2). */
function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

function apply({ set, unset }: EnvChange): string {
  const names = unset.filter(isVariableName)
  const removals = names.length === 0 ? "" : `unset ${names.join(" ")};\n`
  const values = Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)};\n`)
  return removals + values.join("")
}

function take(command: string): string {
  return `eval "$(${command})"`
}
