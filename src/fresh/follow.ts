import { resolve } from "node:path"
import { awsPaths } from "../config/files.ts"
import type { Env } from "../types.ts"
import { changeWritten, type Entry, readWritten } from "./written.ts"

/**
 * What was written from a profile, and under its name, has its new name from now on: the timer goes on with it.
 * Nothing is touched where guise wrote nothing. Errors: those of the list.
 */
export async function followRename(from: string, to: string, env: Env): Promise<void> {
  const isHere = ofTheseFiles(env)
  const concerns = (entry: Entry) => isHere(entry) && [entry.section, entry.source].includes(from)
  if (!readWritten(env).some(concerns)) return
  const named = (name: string) => (name === from ? to : name)
  await changeWritten(env, entries =>
    entries.map(entry =>
      concerns(entry) ? { ...entry, section: named(entry.section), source: named(entry.source) } : entry,
    ),
  )
}

/**
 * A section that went with its profile is kept fresh no more. Answers the sections that are still written from that
 * profile, which has nothing for them any more. Errors: those of the list.
 */
export async function followRemoval(profile: string, env: Env): Promise<readonly string[]> {
  const isHere = ofTheseFiles(env)
  const isGone = (entry: Entry) => isHere(entry) && entry.section === profile
  const entries = readWritten(env)
  if (entries.some(isGone)) {
    await changeWritten(env, all => all.filter(entry => !isGone(entry)))
    const { removeIdleTimers } = await import("./remove.ts")
    await removeIdleTimers({ env })
  }
  return entries
    .filter(entry => isHere(entry) && !isGone(entry) && entry.source === profile)
    .map(({ section }) => section)
}

function ofTheseFiles(env: Env): (entry: Entry) => boolean {
  const file = resolve(awsPaths(env).credentials)
  return entry => entry.files.credentials === file
}
