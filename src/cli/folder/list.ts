import { onOneLine } from "../../printable.ts"
import type { World } from "../../types.ts"
import type { Io } from "../io.ts"
import { tableText } from "../lines/table.ts"
import type { ListedFolder } from "./consent.ts"

/** Prints what is remembered, as a table or as JSON; `nothing` is said where there is none of it. */
export function printFolders(
  rows: readonly ListedFolder[],
  nothing: string,
  flags: { readonly json?: boolean | undefined },
  io: Io,
  world: Pick<World, "notice">,
): void {
  const cells = rows.map(({ state, profile = "", file }) => [state, onOneLine(profile), onOneLine(file)])
  if (flags.json === true) io.out(`${JSON.stringify(rows)}\n`)
  else if (rows.length === 0) world.notice(nothing)
  else io.show(tableText(["STATE", "PROFILE", "FILE"], cells))
}
