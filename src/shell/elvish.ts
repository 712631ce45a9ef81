import type { EnvChange } from "../types.ts"
import { isVariableName, type Shell } from "./interface.ts"

export const elvish: Shell = { quote, apply, take }

/** Inside single quotes Elvish knows one escape, `''` (language reference, "Single-quoted string"). */
function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** `unset-env` of what is not there is no error. */
function apply({ set, unset }: EnvChange): string {
  const removals = unset.filter(isVariableName).map(name => `unset-env ${name};\n`)
  const values = Object.entries(set).map(([name, value]) => `set E:${name} = ${quote(value)};\n`)
  return [...removals, ...values].join("")
}

/** `slurp`, because `eval` wants one text and a command's lines are many values. */
function take(command: string): string {
  return `eval (${command} | slurp)`
}
