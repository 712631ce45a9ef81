import { bareWord } from "./bash-line.ts"

/** How a name stands in the rows of a block. Both keep the order of names, and what two names begin with in common. */
export interface Form {
  readonly name: "plain" | "bash"
  /** A name, or the beginning of one, as it stands there. */
  spell(name: string): string
  row(name: string, note: string): string
}

/** `NAME<TAB>NOTE`. */
export const plainForm: Form = { name: "plain", spell: name => name, row: (name, note) => `${name}\t${note}\n` }

/** The name as bash takes it for one word; bash shows no notes. */
export const bashForm: Form = { name: "bash", spell: bareWord, row: name => `${bareWord(name)}\n` }
