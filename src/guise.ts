import { surroundingsOf } from "./config/endpoint.ts"
import { type Chosen, chosenFor } from "./config/settings.ts"
import { defaultRegionOf } from "./plan/partition.ts"
import { keyOf, type Plan } from "./plan/plan.ts"
import { type Facts, type Request, resolve } from "./plan/resolve.ts"
import { storedKey } from "./store/known.ts"
import type { CacheEntry, Credentials, Endpoint } from "./types.ts"
import type { RealWorld } from "./world.ts"

export { credentialsFor } from "./source/chain.ts"

/**
 * The plan for a profile; with no name, for what the AWS CLI would use in this environment.
 * Durations that the request leaves open are those of the settings. Reads the AWS files and nothing else.
 * Errors: the exit-4 codes of errors.ts, each naming file and line.
 */
export function planFor(name: string | undefined, request: Request, world: RealWorld): Plan {
  const facts = factsOf(request.region, world)
  if (world.settings.layers.length === 0) return resolve(name, request, facts)
  // Which patterns speak is known once the name is.
  const profile = name ?? resolve(name, request, facts).profile
  return resolve(name, withDurations(request, chosenFor(world.settings, profile)), facts)
}

function withDurations(request: Request, chosen: Chosen): Request {
  return {
    ...request,
    sessionDuration: request.sessionDuration ?? chosen["session-duration"],
    roleDuration: request.roleDuration ?? chosen["role-duration"],
  }
}

/** What the cache keeps of credentials that were just got; the same made up here for those that it does not keep. */
export async function entryOf(plan: Plan, credentials: Credentials, world: RealWorld): Promise<CacheEntry> {
  const kept = await world.cache.peek(keyOf(plan))
  return kept?.credentials.accessKeyId === credentials.accessKeyId
    ? kept
    : { credentials, madeAt: world.now(), skew: world.skew }
}

/** Who AWS says the bearer of `credentials` is. Errors: those of aws/sts.ts. */
export async function callerOf(plan: Plan, credentials: Credentials, world: RealWorld) {
  const [{ getCallerIdentity }, { inUsableRegion }] = await Promise.all([
    import("./aws/sts.ts"),
    import("./source/region.ts"),
  ])
  try {
    return await inUsableRegion(await stsOf(plan, world), world, sts => getCallerIdentity(sts, credentials, world))
  } catch (error) {
    // Signed with what the whole plan gave: one step after its last.
    throw (await import("./source/explained.ts")).explained(error, { plan, depth: plan.hops.length + 1, world })
  }
}

function factsOf(region: string | undefined, world: RealWorld): Facts {
  const stored: Facts["stored"] = profile => storedKey(world.stored.known, profile)
  return { ...surroundingsOf(world.env, world.files, region), stored, now: world.now() }
}

/** The endpoint that the plan's last call goes to; for bare keys, the one a call of theirs would go to. */
async function stsOf(plan: Plan, world: RealWorld): Promise<Endpoint> {
  const hop = plan.hops.at(-1)
  if (hop !== undefined) return hop.sts
  if ("sts" in plan.root) return plan.root.sts
  const { profiles, region, endpoint } = factsOf(plan.region, world)
  const profile = plan.profile === undefined ? undefined : profiles.profile(plan.profile)
  const known = region(profile) ?? plan.region ?? (await regionOfMachine(plan, world))
  return endpoint("sts", profile, known ?? defaultRegionOf("aws"))
}

/** In a partition of its own an instance's keys are unknown to STS anywhere else. */
async function regionOfMachine({ root }: Plan, world: RealWorld): Promise<string | undefined> {
  return root.kind === "imds" ? (await import("./source/imds.ts")).regionOfInstance(root, world) : undefined
}
