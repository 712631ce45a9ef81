import { GuiseError } from "../errors.ts"
import { onOneLine } from "../printable.ts"
import { quoted } from "../quoted.ts"
import { Cursor } from "./cursor.ts"
import { refusedVariable } from "./extra-env.ts"

/** One variable as a file gives it, and the line it begins on. */
export interface Assignment {
  readonly name: string
  readonly value: string
  readonly line: number
}

/**
 * The variables that a dotenv file, or one of `export NAME=value` lines, gives, in their order; of a name that comes
 * twice the later one counts. Nothing is expanded and nothing is run. A line with `export` is read as a POSIX shell does
 * (Shell Command Language, 2.2 Quoting and 2.9.1 Simple Commands), one without as dotenv does; what a shell or another
 * reader of such files would make something else of is refused, a `$` and a backquote above all.
 * Errors, with file and line, and no word of any value, as such files hold secrets: `file-malformed`; `settings-invalid`
 * for a name that decides who one is or what code runs.
 */
export function readAssignments(text: string, file: string): readonly Assignment[] {
  const cursor = new Cursor(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"))
  const place = onOneLine(file)
  const hint = onOneLine(`\${EDITOR:-vi} ${quoted(file)}`)
  try {
    return assignmentsAt(cursor)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new GuiseError(error.code, `${place}:${error.line}: ${error.message}.`, { hint })
  }
}

/** What is wrong, on which line: said without the file's name, which only the door knows. */
class Fault extends Error {
  readonly line: number
  readonly code: "file-malformed" | "settings-invalid"

  constructor(message: string, line: number, code: Fault["code"] = "file-malformed") {
    super(message)
    this.line = line
    this.code = code
  }
}

function assignmentsAt(cursor: Cursor): readonly Assignment[] {
  const found: Assignment[] = []
  for (;;) {
    while (cursor.take(/[ \t]*(?:#[^\n]*)?\n/y) !== "");
    cursor.take(/[ \t]*(?:#[^\n]*)?/y)
    if (cursor.peek === "") return found
    found.push(assignmentAt(cursor))
  }
}

function assignmentAt(cursor: Cursor): Assignment {
  const { line } = cursor
  const exported = cursor.take(/export[ \t]+/y) !== ""
  const name = cursor.take(/[^\s=#"'`$;\\]+/y)
  if (name === "" || cursor.take(exported ? /=/y : /[ \t]*=/y) === "")
    throw new Fault("this is neither NAME=value, nor export NAME=value, nor a comment", line)
  // Not shown: the second line of a key without quotes may end with a `=`.
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Fault("a name has letters, digits and _, and begins with no digit", line)
  const refused = refusedVariable(name)
  if (refused !== undefined)
    throw new Fault(`${JSON.stringify(name)} may not be set here: it ${refused}`, line, "settings-invalid")
  const value = exported ? shellValue(cursor) : dotenvValue(cursor)
  if (cursor.peek !== "" && cursor.peek !== "\n") throw unclear(cursor)
  if (value.includes("\0")) throw new Fault(`the value of ${name} holds a zero byte, which no variable can`, line)
  return { name, value, line }
}

/** A word of pieces side by side. Then the end of the command, a comment, or nothing. */
function shellValue(cursor: Cursor): string {
  let word = ""
  for (let piece = shellPiece(cursor); piece !== undefined; piece = shellPiece(cursor)) word += piece
  cursor.take(/[ \t]*;/y)
  cursor.take(/[ \t]+#[^\n]*|[ \t]+/y)
  return word
}

function shellPiece(cursor: Cursor): string | undefined {
  if (isQuote(cursor.peek)) return quotedText(cursor, shellEscapes)
  if (cursor.peek === "\\") return cursor.take(/\\[^\n]/uy).slice(1) || undefined
  // What is left out makes other words of it, or another value: globs, tildes, braces, the ends of commands.
  return cursor.take(/(?:[\w%+,./:=@^!#\]-]|[^\p{ASCII}\p{Cc}\p{Z}])+/uy) || undefined
}

/** What stands after the `=` in a dotenv file. A comment begins with a `#` that a blank stands before. */
function dotenvValue(cursor: Cursor): string {
  const gap = cursor.take(/[ \t]*/y)
  if (isQuote(cursor.peek)) {
    const value = quotedText(cursor, dotenvEscapes)
    cursor.take(/[ \t]+#[^\n]*|[ \t]+/y)
    return value
  }
  const bare = `${gap}${cursor.take(/(?:[^#$`\p{Cc}]|\t)+/uy)}`
  if (cursor.peek === "#" && /[ \t]$/.test(bare)) cursor.take(/[^\n]*/y)
  return bare.trim()
}

/** Behind a backslash within double quotes. A shell leaves `\n` as it is, dotenv makes a line end of it. */
const shellEscapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", $: "$", "`": "`" }
const dotenvEscapes: Readonly<Record<string, string>> = { ...shellEscapes, n: "\n" }

function isQuote(character: string): boolean {
  return character === "'" || character === '"'
}

/** What stands between two quotes, over as many lines as it takes. */
function quotedText(cursor: Cursor, escapes: Readonly<Record<string, string>>): string {
  const { line } = cursor
  const isSingle = cursor.take(/['"]/y) === "'"
  let text = ""
  for (;;) {
    text += cursor.take(isSingle ? /[^']+/y : /[^"\\$`]+/y)
    if (cursor.take(/["']/y) !== "") return text
    if (cursor.peek === "") throw new Fault("the quote that is opened here is never closed", line)
    if (cursor.peek !== "\\") throw unclear(cursor)
    const behind = cursor.take(/\\[\s\S]?/uy).slice(1)
    if (!Object.hasOwn(escapes, behind)) throw new Fault(unclearEscape, cursor.line)
    text += escapes[behind]
  }
}

const unclearEscape =
  "readers of such files differ about what a backslash makes of the character after it here; single quotes leave both as they are, and two backslashes are one"

function unclear({ peek, line }: Cursor): Fault {
  if (peek === "$" || peek === "`")
    return new Fault(
      `some readers of such files would expand or run what ${peek} begins here, and guise does neither; single quotes make it the character itself`,
      line,
    )
  if (peek === "#")
    return new Fault("some readers of such files begin a comment here and others do not; quotes make it clear", line)
  return new Fault("the value does not end here, and should; quotes hold together what belongs together", line)
}
