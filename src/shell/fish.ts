import type { EnvChange } from "../types.ts"
import { isVariableName, type Shell } from "./interface.ts"

export const fish: Shell = { quote, apply, take }

/** Inside single quotes fish knows two escapes, `\\` and `\'`, and nothing else (fish language, "Quotes"). */
function quote(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`
}

/** `-g` beats a universal variable of the same name; erasing what is not there is no error worth hearing about. */
function apply({ set, unset }: EnvChange): string {
  const removals = unset.filter(isVariableName).map(name => `set -e ${name};\n`)
  const values = Object.entries(set).map(([name, value]) => `set -gx ${name} ${quote(value)};\n`)
  return [...removals, ...values].join("")
}

function take(command: string): string {
  return `${command} | source`
}
