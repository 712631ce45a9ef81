import { endpointFor, regionOf } from "./config/endpoint.ts"
import { defaultRegionOf, type Plan } from "./plan/plan.ts"
import { type Facts, type Request, resolve } from "./plan/resolve.ts"
import type { Credentials, Endpoint } from "./types.ts"
import type { RealWorld } from "./world.ts"

export { credentialsFor } from "./source/chain.ts"

/**
 * The plan for a profile; with no name, for what the AWS CLI would use in this environment.
 * Reads the AWS files and nothing else. Errors: the exit-4 codes of errors.ts, each naming file and line.
 */
export function planFor(name: string | undefined, request: Request, world: RealWorld): Plan {
  return resolve(name, request, factsOf(request.region, world))
}

/** Who AWS says the bearer of `credentials` is. Errors: those of aws/sts.ts. */
export async function callerOf(plan: Plan, credentials: Credentials, world: RealWorld) {
  const { getCallerIdentity } = await import("./aws/sts.ts")
  return getCallerIdentity(stsOf(plan, world), credentials, world)
}

function factsOf(region: string | undefined, world: RealWorld): Facts {
  const { env, files } = world
  return {
    env,
    profiles: files,
    now: world.now(),
    region: profile => regionOf(region, profile, env),
    sts: (profile, region) => endpointFor("sts", profile, files, env, region),
  }
}

/** The endpoint that the plan's last call goes to; for bare keys, the one a call of theirs would go to. */
function stsOf(plan: Plan, world: RealWorld): Endpoint {
  const hop = plan.hops.at(-1)
  if (hop !== undefined) return hop.sts
  if ("sts" in plan.root) return plan.root.sts
  const { profiles, region, sts } = factsOf(plan.region, world)
  const profile = plan.profile === undefined ? undefined : profiles.profile(plan.profile)
  return sts(profile, region(profile) ?? plan.region ?? defaultRegionOf("aws"))
}
