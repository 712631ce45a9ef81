import { readAwsFile } from "../config/files.ts"
import { renewIn } from "../emit/write.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { credentialsFor, planFor } from "../guise.ts"
import type { Plan } from "../plan/plan.ts"
import { sourceMark } from "../plan/words.ts"
import { quoted } from "../quoted.ts"
import type { Credentials, Freshness } from "../types.ts"
import type { RealWorld } from "../world.ts"
import { isDue, isHeldBack, isPressing, wantedLife } from "./due.ts"
import { troubleAfter } from "./trouble.ts"
import { insistOnToken, madeOf, targetOf } from "./write.ts"
import { changeWritten, type Entry, isEntryOf, type Trouble } from "./written.ts"

/** What became of an entry. */
export type Outcome =
  | { readonly does: "stays" | "waits"; readonly entry: Entry }
  | { readonly does: "renewed"; readonly entry: Entry }
  /** The section is not ours any more: removed by hand, or taken over; it is on the list no longer. */
  | { readonly does: "let-go"; readonly entry: Entry }
  /** `pressing`: what is there will not last for long. */
  | { readonly does: "failed"; readonly entry: Entry; readonly trouble: Trouble; readonly pressing: boolean }

/** What refreshing needs of this process. */
export interface Refreshing {
  /** A World over these AWS files. */
  open(files: Entry["files"]): Promise<RealWorld>
  /** From 0 up to 1. */
  random(): number
}

/**
 * Gets new credentials for every entry that has less than 40 % of its life left, all at once: those behind one session
 * share one call for it, with whatever other process is at it too. Nothing is thrown for a single entry: what happened
 * is its outcome, and stands in the list. Errors: those of the list, and of opening a World.
 */
export async function refresh(entries: readonly Entry[], refreshing: Refreshing): Promise<readonly Outcome[]> {
  const worlds = new Map<string, Promise<RealWorld>>()
  const worldOf = ({ files }: Entry) => {
    const key = JSON.stringify([files.config, files.credentials])
    const world = worlds.get(key) ?? refreshing.open(files)
    worlds.set(key, world)
    return world
  }
  return Promise.all(entries.map(async entry => refreshOne(entry, await worldOf(entry), refreshing.random)))
}

async function refreshOne(entry: Entry, world: RealWorld, random: () => number): Promise<Outcome> {
  const now = world.now()
  if (!isDue(entry, now)) return { does: "stays", entry }
  return isHeldBack(entry, now) ? { does: "waits", entry } : renew(entry, world, random)
}

/** Gets new credentials for one entry now, and writes them. Errors: those of the list. */
export async function renew(entry: Entry, world: RealWorld, random: () => number): Promise<Outcome> {
  try {
    const renewed = await newer(entry, world)
    if (renewed === undefined) {
      await replace(entry, undefined, world)
      return { does: "let-go", entry }
    }
    await replace(entry, renewed, world)
    return { does: "renewed", entry: renewed }
  } catch (error) {
    const now = world.now()
    const pressing = isPressing(entry, now)
    const trouble = troubleAfter(error, entry, now, random)
    const troubled = { ...entry, trouble }
    await replace(entry, troubled, world)
    return { does: "failed", entry: troubled, trouble, pressing }
  }
}

/** Undefined when the section is not ours any more. */
async function newer(entry: Entry, world: RealWorld): Promise<Entry | undefined> {
  const { trouble: _over, ...lasting } = entry
  insistOnFile(entry)
  if (!world.files.profile(entry.section)?.settings.has(sourceMark)) return undefined
  const plan = planFor(entry.source, { ...entry.request, fresh: true }, world)
  const credentials = await credentialsFor(plan, world, wantOf(entry)).catch(error => {
    throw withOwnHint(error, plan, entry)
  })
  insistOnNewer(credentials, entry)
  const { expiresAt: _former, ...rest } = lasting
  const renewed = { ...rest, ...(await madeOf(plan, credentials, world)) }
  return (await renewIn(targetOf(entry), credentials, world.env)) ? renewed : undefined
}

/** A home that is not mounted when cron runs is no reason to give anything up. */
function insistOnFile({ files: { credentials } }: Entry): void {
  if (readAwsFile(credentials) !== undefined) return
  throw new GuiseError("file-unreadable", `${credentials}, which it was written into, is not there.`, {
    hint: "guise write --remove, where it is gone for good",
  })
}

/** What to type is a matter of this entry: whoever asked first for the session they share may be another one. */
function withOwnHint(error: unknown, { root }: Plan, { source }: Entry): unknown {
  if (!isGuiseError(error, "nobody-to-ask") || root.kind !== "session" || !error.message.includes(root.mfaSerial))
    return error
  return new GuiseError(error.code, error.message, { hint: `guise login ${quoted(source)}`, cause: error })
}

/** What another guise has made since will do, when enough of it is left. */
function wantOf(entry: Entry): Freshness {
  return { minTtl: wantedLife(entry), strict: true, madeAfter: entry.madeAt }
}

function insistOnNewer(credentials: Credentials, { source, keyId, expiresAt }: Entry): void {
  insistOnToken(credentials, source)
  if (credentials.accessKeyId !== keyId || (credentials.expiresAt ?? 0) > (expiresAt ?? 0)) return
  throw new GuiseError(
    "credentials-expired",
    `Profile ${JSON.stringify(source)} gives the same temporary keys as before: there is nothing to make new ones from.`,
    { hint: `guise explain ${quoted(source)}` },
  )
}

/** Undefined takes it off the list. One that somebody removed meanwhile stays removed, one that was renamed is not this one. */
async function replace(entry: Entry, next: Entry | undefined, world: RealWorld): Promise<void> {
  await changeWritten(world.env, entries =>
    entries.flatMap(each => {
      if (!isEntryOf(each, entry.section, entry.files.credentials) || each.source !== entry.source) return [each]
      return next === undefined ? [] : [{ ...next, keep: each.keep, settings: each.settings }]
    }),
  )
}

/** True for an entry that a person is to be told about. */
export function needsPerson(entry: Entry, now: number): boolean {
  return entry.trouble?.person === true && isPressing(entry, now)
}
