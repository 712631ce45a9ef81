import { needsPerson } from "../../fresh/refresh.ts"
import { entriesNamed } from "../../fresh/remove.ts"
import type { Entry } from "../../fresh/written.ts"
import type { RealWorld } from "../../world.ts"
import type { Io } from "../io.ts"
import { tableText } from "../lines/table.ts"
import { leftText } from "./words.ts"

/** Prints what was written, of one profile or of all. */
export function listWritten(
  named: string | undefined,
  flags: { readonly to?: string | undefined; readonly json?: true | undefined },
  world: RealWorld,
  io: Io,
): void {
  const entries = entriesNamed(named, flags.to, world)
  if (flags.json === true) io.out(`${JSON.stringify(entries)}\n`)
  else io.show(entries.length === 0 ? "Nothing was written.\n" : writtenTable(entries, world.now()))
}

/** A line for each section. */
export function writtenTable(entries: readonly Entry[], now: number): string {
  return tableText(
    ["WRITTEN", "FROM", "KEPT FRESH", "LEFT", "NOTE"],
    entries.map(entry => [
      entry.section,
      entry.source,
      entry.keep ? "yes" : "no",
      leftText(entry, now).replace(/ left$/, ""),
      noteOf(entry, now),
    ]),
  )
}

function noteOf(entry: Entry, now: number): string {
  const { trouble } = entry
  if (trouble === undefined || (trouble.person && !needsPerson(entry, now))) return ""
  return trouble.person ? `somebody is needed: ${trouble.hint ?? trouble.message}` : trouble.message
}
