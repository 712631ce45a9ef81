import type { Answer } from "./answer.ts"
import { readBashLine, untilPoint } from "./bash-line.ts"
import { bashForm, type Form, plainForm } from "./forms.ts"
import { readFishToken, readNuWord } from "./open-words.ts"
import type { TypedWords } from "./place.ts"
import { bashText, nuText, type Printed, pwshText, tabbedText, zshText } from "./printed.ts"

/** What the shell said was typed, and how an answer is put for it. */
export interface Asked extends TypedWords {
  /** The form in which kept names are wanted. */
  readonly form: Form
  print(answer: Answer): Printed
}

/** Reads what one shell's function passes after `--`; undefined when that makes no sense. */
type Dialect = (given: readonly string[]) => Asked | undefined

/** The shell's way of asking, by the name it gives itself (src/shell/completion). */
export function dialectNamed(name: string | undefined): Dialect | undefined {
  return name !== undefined && Object.hasOwn(dialects, name) ? dialects[name as keyof typeof dialects] : undefined
}

const dialects = {
  /** `VERSION POINT LINE REPLACED`: what bash has, untouched. Back come words as they are to stand in the line. */
  bash([version = "", point, line = "", replaced = ""]) {
    const read = readBashLine(untilPoint(line, Number(point), version), replaced)
    const form = read?.quote === "none" ? bashForm : plainForm
    return read && { ...read, form, print: answer => bashText(answer, read) }
  },
  /** `WORD:NOTE`, as `_describe` takes it. */
  zsh: given => asked(given, zshText),
  fish: given => asked(withLast(given, readFishToken), tabbedText),
  elvish: given => asked(given, tabbedText),
  /** JSON: a list of suggestions, or null, which for Nushell means files. */
  nu: given => asked(given.map(readNuWord), nuText),
  /**
   * One word, in base64: the words with zero bytes between them. PowerShell drops empty arguments, and quotes in others,
   * before 7.3; and reads output in the console's code page, so back comes JSON in ASCII.
   */
  pwsh: ([encoded = ""]) => asked(Buffer.from(encoded, "base64").toString("utf8").split("\0"), pwshText),
} as const satisfies Readonly<Record<string, Dialect>>

function asked(words: readonly string[], print: Asked["print"]): Asked | undefined {
  const current = words.at(-1)
  return current === undefined ? undefined : { before: words.slice(0, -1), current, form: plainForm, print }
}

function withLast(given: readonly string[], read: (word: string) => string): readonly string[] {
  return given.map((word, at) => (at === given.length - 1 ? read(word) : word))
}
