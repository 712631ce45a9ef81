import { type Bytes, textOf } from "./names-file.ts"

/** One word that could stand where the cursor is. */
export interface Candidate {
  readonly value: string
  /** What it is, in a few words. */
  readonly note?: string
}

/** What a shell is told: words to offer, or whose business the rest is. `what` they are is a word for headings. */
export type Answer =
  | { readonly kind: "words"; readonly what: string; readonly offers: readonly Candidate[] }
  /** Kept names that fit, in the form that was asked for; `lead` belongs before each (`--profile=`). */
  | { readonly kind: "names"; readonly what: string; readonly rows: Bytes; readonly lead: string }
  | { readonly kind: "files" }
  | { readonly kind: "command" }
  | { readonly kind: "nothing" }

/** Rows of the plain form, one by one. */
export function candidatesIn(rows: Bytes, lead: string): readonly Candidate[] {
  return textOf(rows)
    .split("\n")
    .slice(0, -1)
    .map(row => {
      const tab = row.indexOf("\t")
      return { value: lead + row.slice(0, tab), note: row.slice(tab + 1) }
    })
}
