import type { EnvChange } from "../types.ts"
import { isVariableName, type Shell } from "./interface.ts"

export const fish: Shell = { quote, apply, take }

/** Inside single quotes fish knows two escapes, `\\` and `\'`, and nothing else (fish language, "Quotes"). */
function quote(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`
}

/**
 * `-g` beats a universal variable of the same name, and leaves it alone: every fish of the person has it, for good. So
 * it is not erased either, but covered by a global one that is not exported. To erase what is not there is no error.
 */
function apply({ set, unset }: EnvChange): string {
  const removals = unset.filter(isVariableName).map(name => `set -eg ${name}; set -qU ${name}; and set -gu ${name};\n`)
  const values = Object.entries(set).map(([name, value]) => `set -gx ${name} ${quote(value)};\n`)
  return [...removals, ...values].join("")
}

function take(command: string): string {
  return `${command} | source`
}
