import { entriesNamed, removeEntries } from "../../fresh/remove.ts"
import { nameOf } from "../../fresh/words.ts"
import type { RealWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import type { Io } from "../io.ts"

interface RemoveFlags {
  readonly to?: string | undefined
  readonly dryRun?: true | undefined
  readonly yes?: true | undefined
  readonly json?: true | undefined
}

/** Takes the keys of one profile or section, or after a yes of all, out of the credentials file again. */
export async function removeAsked(
  named: string | undefined,
  flags: RemoveFlags,
  world: RealWorld,
  io: Io,
): Promise<void> {
  const entries = entriesNamed(named, flags.to, world)
  if (flags.dryRun === true) {
    if (flags.json === true)
      return io.out(`${JSON.stringify({ wouldRemove: entries.map(({ section }) => section) })}\n`)
    return io.show(entries.map(entry => `would remove ${nameOf(entry)}\n`).join(""))
  }
  if (named === undefined && flags.to === undefined && flags.yes !== true && entries.length > 0) {
    const sections = entries.map(({ section }) => section).join(", ")
    await agree(
      `Take ${sections} out of the credentials file?`,
      "Nothing was removed",
      "guise write --remove --yes",
      world,
    )
  }
  const { entries: gone, timers } = await removeEntries(entries, world)
  for (const entry of gone)
    world.notice(
      entry.wasOurs
        ? `removed ${nameOf(entry)}`
        : `${nameOf(entry)} is forgotten; the section is not guise's, and stays`,
    )
  if (gone.length === 0) world.notice("nothing was written")
  if (timers.length > 0) world.notice(`the timer is gone (${timers.join(", ")})`)
  if (flags.json === true) io.out(`${JSON.stringify({ removed: gone.map(({ section }) => section), timers })}\n`)
}
