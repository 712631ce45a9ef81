/**
 * A table's row for a shell, by whatever people and systems call that: in any case, with or without Windows's `.exe`,
 * `powershell` and `nushell` for programs that are called otherwise. Undefined where the table has none.
 */
export function rowNamed<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const lower = name.toLowerCase().replace(/\.exe$/, "")
  const program = Object.hasOwn(programs, lower) ? programs[lower as keyof typeof programs] : lower
  return Object.hasOwn(table, program) ? table[program] : undefined
}

const programs = { powershell: "pwsh", nushell: "nu" } as const
