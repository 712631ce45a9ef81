import { orNothing } from "../errors.ts"
import { planFor } from "../guise.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import type { RealWorld } from "../world.ts"
import { isDue } from "./due.ts"
import { keepsSession } from "./keeping.ts"
import { type Outcome, renew } from "./refresh.ts"
import { writeDecided, writingOf } from "./write.ts"
import { type Entry, readWritten } from "./written.ts"

/**
 * Brings the credentials file up to date with a session that was just made or found: the sections that keep this very
 * session, those of profiles on the way of `plan` that are to keep it from now on, and whatever waited for a person.
 * Answers what happened to each. Errors: those of the list.
 */
export async function afterLogin(plan: Plan, world: RealWorld): Promise<readonly Outcome[]> {
  const session = sessionKeyOf(plan)
  if (session === undefined && plan.root.kind !== "sso") return []
  const here = readWritten(world.env).filter(({ files }) => files.credentials === world.files.paths.credentials)
  const wanting = await Promise.all(here.map(entry => wantsRenewal(entry, session, world)))
  const outcomes = await Promise.all(
    here.filter((_entry, at) => wanting[at]).map(entry => renew(entry, world, Math.random)),
  )
  for (const name of keepersOn(plan, world)) {
    if (here.some(({ section }) => section === name)) continue
    outcomes.push(await begin(name, world))
  }
  return outcomes
}

async function wantsRenewal(entry: Entry, session: string | undefined, world: RealWorld): Promise<boolean> {
  if (entry.trouble?.person === true && isDue(entry, world.now())) return true
  if (session === undefined) return false
  const plan = orNothing(() => planFor(entry.source, { ...entry.request, fresh: true }, world))
  if (plan === undefined || plan.hops.length > 0 || keyOf(plan) !== session) return false
  return ((await world.cache.peek(session))?.madeAt ?? 0) > entry.madeAt
}

/** From the first login on. */
async function begin(name: string, world: RealWorld): Promise<Outcome> {
  return {
    does: "renewed",
    entry: await writeDecided(writingOf(name, undefined, {}, world), false, { minTtl: 0 }, world),
  }
}

/** The profiles on the way that are MFA sessions and keep them in the credentials file. */
function keepersOn({ profile, hops }: Plan, { files }: RealWorld): readonly string[] {
  const names = [profile, ...hops.map(hop => hop.profile)].flatMap(name => name ?? [])
  const sources = names.flatMap(name => files.profile(name)?.settings.get("source_profile")?.value ?? [])
  return [...new Set([...names, ...sources])].filter(name => {
    const found = files.profile(name)
    return found !== undefined && keepsSession(found)
  })
}

/** The session at the root, or at that of the way tried after a denial. */
function sessionKeyOf(plan: Plan): string | undefined {
  if (plan.root.kind === "session") return keyOf(plan, 0)
  return plan.ifDenied && sessionKeyOf(plan.ifDenied)
}
