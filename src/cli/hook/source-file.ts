import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { readAssignments } from "../../config/assignments.ts"
import { GuiseError } from "../../errors.ts"
import { onOneLine } from "../../printable.ts"
import { quoted } from "../../quoted.ts"

/** The variables of a file (`guise use --source`), and what the prompt calls them. */
export interface Sourced {
  readonly label: string
  readonly values: Readonly<Record<string, string>>
}

/**
 * Reads a dotenv file, or one of `export` lines, or what a pipe gives (`--source <(pass show env)`).
 * Errors: `file-unreadable`; those of `readAssignments`.
 */
export function readSource(file: string, label: string | undefined): Sourced {
  const assignments = readAssignments(textOf(file), file)
  const values = Object.fromEntries(assignments.map(({ name, value }) => [name, value]))
  return { values, label: onOneLine(label ?? basename(file).replace(/(?<=.)\.[^.]*$/, "")) }
}

function textOf(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (cause) {
    const { code = "not UTF-8" } = cause as NodeJS.ErrnoException
    throw new GuiseError(
      "file-unreadable",
      `--source wants a file of variables, and ${file} cannot be read (${code}).`,
      {
        hint: `ls -ld ${quoted(file)}`,
        cause,
      },
    )
  }
}
