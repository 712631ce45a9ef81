import type { EnvChange } from "../types.ts"
import { isVariableName, type Shell } from "./interface.ts"

export const nu: Shell = { quote, apply, take }

/** Escapes of a double-quoted string; all that could end it, open another escape, or break the line (Nushell book, "Strings"). */
function quote(value: string): string {
  return `"${value.replace(/["\\\p{Cc}]/gu, escaped)}"`
}

function escaped(char: string): string {
  return char === '"' || char === "\\" ? `\\${char}` : `\\u{${char.charCodeAt(0).toString(16)}}`
}

/**
 * A JSON record on one line: Nushell parses a script before it runs it and so cannot evaluate text, but `load-env` takes
 * a record. A variable that is null is not passed to commands (book, "Environment": only text is).
 */
function apply({ set, unset }: EnvChange): string {
  const gone = unset.filter(isVariableName).map(name => [name, null] as const)
  return `${JSON.stringify(Object.fromEntries([...gone, ...Object.entries(set)]))}\n`
}

function take(command: string): string {
  return `${command} | from json | load-env`
}
