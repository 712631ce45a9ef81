import { resolve } from "node:path"
import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import type { TimerKind } from "../timer/timer.ts"
import type { RealWorld } from "../world.ts"
import { removeTimers } from "./install.ts"
import { removeWritten } from "./write.ts"
import { type Entry, readWritten } from "./written.ts"

/** What went: the entries, each with whether its section was still ours, and the timers that had nothing left to do. */
export interface Removed {
  readonly entries: readonly (Entry & { readonly wasOurs: boolean })[]
  readonly timers: readonly TimerKind[]
}

/**
 * The entries that a name means: the section of that name, else those of the profile; with `to` that section alone, and
 * it must be the profile's where one is named. Without either, all. Error: `profile-unknown` where nothing of it was
 * written.
 */
export function entriesNamed(name: string | undefined, to: string | undefined, world: RealWorld): readonly Entry[] {
  const file = resolve(world.files.paths.credentials)
  const entries = readWritten(world.env)
  const wanted = to ?? name
  if (wanted === undefined) return entries
  const here = entries.filter(({ files }) => files.credentials === file)
  const bySection = here.filter(({ section }) => section === wanted)
  const found = bySection.length > 0 || to !== undefined ? bySection : here.filter(({ source }) => source === name)
  const meant = to === undefined || name === undefined ? found : found.filter(({ source }) => source === name)
  if (meant.length > 0) return meant
  const sections = here.map(({ section }) => section)
  throw new GuiseError(
    "profile-unknown",
    `Nothing of ${JSON.stringify(wanted)} was written into ${file} by guise${found.length > 0 ? ` from ${JSON.stringify(name)}` : ""}.${nearestClause(wanted, sections)}`,
    { hint: "guise write --list" },
  )
}

/** Takes the keys out of the sections, and the timer away with the last entry that it kept fresh. */
export async function removeEntries(entries: readonly Entry[], world: RealWorld): Promise<Removed> {
  const gone = []
  for (const entry of entries) gone.push({ ...entry, wasOurs: await removeWritten(entry, world) })
  return { entries: gone, timers: await removeIdleTimers(world) }
}

/** Takes the timer away when the list has nothing for it. */
export async function removeIdleTimers({ env }: Pick<RealWorld, "env">): Promise<readonly TimerKind[]> {
  return readWritten(env).some(({ keep }) => keep) ? [] : removeTimers(env)
}
