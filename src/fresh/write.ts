import { resolve } from "node:path"
import type { Profile } from "../config/profile.ts"
import { nameSection } from "../config/section-name.ts"
import { otherKinds, type Target, takeFrom, writeInto } from "../emit/write.ts"
import { GuiseError } from "../errors.ts"
import { credentialsFor, entryOf, planFor } from "../guise.ts"
import { isLongLived, type Plan } from "../plan/plan.ts"
import type { Request } from "../plan/resolve.ts"
import { flagsMark, sourceMark } from "../plan/words.ts"
import { quoted } from "../quoted.ts"
import { storedKey } from "../store/known.ts"
import type { Credentials, Freshness } from "../types.ts"
import type { RealWorld } from "../world.ts"
import { keepsSession } from "./keeping.ts"
import { changeWritten, type Entry, isEntryOf, readWritten, withEntry } from "./written.ts"

/** What is to be written where; decided, and nothing done yet. */
export interface Writing {
  readonly plan: Plan
  readonly entry: Pick<Entry, "section" | "source" | "files" | "request" | "settings">
  readonly target: Target
}

/**
 * Decides what `guise write PROFILE [--to SECTION]` does. Nothing is asked, called or written.
 * Errors: those of `planFor`; `not-supported` for a profile that leads to long-lived keys; `profile-invalid` for a section
 * that holds anything but temporary keys; `usage` for a name that no section can have.
 */
export function writingOf(profile: string, to: string | undefined, request: Request, world: RealWorld): Writing {
  const { fresh: _once, ...lasting } = request
  const named = world.files.profile(profile)
  const mark = named?.settings.get(sourceMark)?.value
  // A section that was written before, called by its own name.
  const source = to === undefined && mark !== undefined ? mark : profile
  const plan = planFor(source, { ...request, fresh: true }, world)
  if (isLongLived(plan)) throw longLived(source)
  const section =
    to ?? (mark !== undefined || (named !== undefined && keepsSession(named)) ? profile : `${profile}_mfa`)
  checkSection(section, world)
  const { config, credentials } = world.files.paths
  const files = { config: resolve(config), credentials: resolve(credentials) }
  const settings = settingsFor(section, plan, world)
  const entry = { section, source, files, request: lasting, settings }
  return { plan, entry, target: targetOf(entry) }
}

/** What is written for an entry of the list. */
export function targetOf({ section, source, files, request, settings }: Writing["entry"]): Target {
  const flagged = Object.keys(request).some(flag => flag !== "region")
  return {
    file: files.credentials,
    section,
    settings,
    marks: { [sourceMark]: source, [flagsMark]: flagged ? "yes" : undefined },
  }
}

/** Gets the credentials and writes them. `keep` stays as it is for a section that is kept fresh already. */
export async function writeDecided(
  { plan, entry, target }: Writing,
  keep: boolean,
  want: Freshness,
  world: RealWorld,
): Promise<Entry> {
  const credentials = await credentialsFor(plan, world, want)
  insistOnToken(credentials, entry.source)
  const isListed = (each: Entry) => isEntryOf(each, entry.section, entry.files.credentials)
  await writeInto(target, credentials, world.env, readWritten(world.env).some(isListed))
  const made = await madeOf(plan, credentials, world)
  const written: Entry = { ...entry, ...made, keep }
  await changeWritten(world.env, entries => {
    const before = entries.find(isListed)
    const settings = { ...before?.settings, ...entry.settings }
    return withEntry(entries, { ...written, settings, keep: keep || before?.keep === true })
  })
  return written
}

/** Takes a section's keys and the entry away. Answers whether there were keys of ours to take. */
export async function removeWritten(entry: Entry, world: Pick<RealWorld, "env">): Promise<boolean> {
  const wasOurs = await takeFrom(targetOf(entry), world.env)
  await changeWritten(world.env, entries =>
    entries.filter(each => !isEntryOf(each, entry.section, entry.files.credentials)),
  )
  return wasOurs
}

/** What the list keeps of credentials. */
export async function madeOf(
  plan: Plan,
  credentials: Credentials,
  world: RealWorld,
): Promise<Pick<Entry, "keyId" | "madeAt" | "expiresAt" | "skew">> {
  const { accessKeyId, expiresAt } = credentials
  const { madeAt, skew } = await entryOf(plan, credentials, world)
  return { keyId: accessKeyId, madeAt, skew, ...(expiresAt === undefined ? {} : { expiresAt }) }
}

/** A `credential_process` may print long-lived keys, which nobody knows beforehand. */
export function insistOnToken({ sessionToken }: Credentials, profile: string): void {
  if (sessionToken === undefined) throw longLived(profile)
}

function longLived(profile: string): GuiseError {
  return new GuiseError(
    "not-supported",
    `Profile ${JSON.stringify(profile)} leads to a long-lived key pair, and only temporary credentials are written into the credentials file.`,
    { hint: `name an MFA device for a session (mfa_serial in profile ${quoted(profile)}), or a role` },
  )
}

function checkSection(section: string, { files, stored }: RealWorld): void {
  const isProfile = nameSection(section, "credentials").kind === "profile"
  if (!isProfile || section.trim() !== section || /[\][#;\p{Cc}]/u.test(section))
    throw new GuiseError("usage", `No section of an AWS file can be called ${JSON.stringify(section)}.`, {
      hint: "guise write PROFILE --to NAME",
    })
  const profile = files.profile(section)
  const why =
    storedKey(stored.known, section) === undefined ? profile && otherThanKeys(profile) : "a long-lived pair in a store"
  if (why === undefined) return
  throw new GuiseError(
    "profile-invalid",
    `Profile ${JSON.stringify(section)} has ${why}. Temporary credentials go into a section that is missing, empty, or holds temporary keys alone; nothing was written.`,
    { hint: "guise write PROFILE --to ANOTHER-NAME" },
  )
}

/** In either file: tools that read both would find two identities under one name. */
function otherThanKeys({ settings, keys }: Profile): string | undefined {
  if (keys !== undefined && !keys.hasToken) return `a long-lived key pair (${keys.place.file}:${keys.place.line})`
  const setting = otherKinds.flatMap(key => {
    const found = settings.get(key)
    return found === undefined ? [] : [`${key} (${found.place.file}:${found.place.line})`]
  })
  return setting[0]
}

/** Where AWS is spoken to: without it a tool that reads the section would ask in another region, or another place. */
const carried = ["services", "endpoint_url", "use_fips_endpoint", "use_dualstack_endpoint", "ca_bundle"] as const

function settingsFor(section: string, plan: Plan, { files }: RealWorld): Readonly<Record<string, string>> {
  const [from, to] = [files.profile(plan.profile ?? ""), files.profile(section)]
  const settings: Record<string, string> = {}
  for (const key of ["region", ...carried]) {
    const value = key === "region" ? plan.region : from?.settings.get(key)?.value
    if (value !== undefined && !to?.settings.has(key)) settings[key] = value
  }
  return settings
}
