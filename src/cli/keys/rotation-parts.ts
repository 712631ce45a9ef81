import { endpointFor, regionOf } from "../../config/endpoint.ts"
import { awsPaths } from "../../config/files.ts"
import { loadProfiles } from "../../config/profiles.ts"
import { chosenFor } from "../../config/settings.ts"
import { orNothing } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import { putInFile } from "../../keys/put-in-file.ts"
import { keysBehind } from "../../keys/rotated-sessions.ts"
import { iamKeys } from "../../keys/rotation-iam.ts"
import type { RotationParts, RotationRequest } from "../../keys/rotation-parts.ts"
import type { PairFiles } from "../../keys/rotation-places.ts"
import { openRecords } from "../../keys/rotation-record.ts"
import { defaultRegionOf } from "../../plan/partition.ts"
import type { Plan } from "../../plan/plan.ts"
import type { SessionRoot } from "../../plan/roots.ts"
import { credentialsFor } from "../../source/chain.ts"
import { inUsableRegion } from "../../source/region.ts"
import type { StoredKeys } from "../../store/vault.ts"
import type { Endpoint, Env, World } from "../../types.ts"
import type { RealWorld } from "../../world.ts"

/** What a rotation needs, out of this process's World. `plan` is the profile's own. */
export function rotationParts(
  plan: Plan,
  request: RotationRequest,
  mfaSerial: string | undefined,
  world: RealWorld,
): RotationParts {
  const { env } = world
  const [sts, iam] = (["sts", "iam"] as const).map(service => endpointOf(service, plan, world)) as [Endpoint, Endpoint]
  const session = sessionOf(plan, request, mfaSerial, sts, world)
  return {
    vault: world.vault,
    files: pairFiles(env),
    records: openRecords(env),
    iam: iamKeys(iam, world),
    whoIs: whoIsIn(sts, world),
    callWith: async keys => (session === undefined ? keys : sessionFor(keys, session, plan, world)),
    forget: old => forget(old, request.profile, session === undefined ? [] : [sessionPlan(session, plan)], world),
    awsNow: () => world.now() + world.skew,
    sleep: milliseconds => world.sleep(milliseconds),
    notice: text => world.notice(text),
  }
}

function endpointOf(service: "sts" | "iam", plan: Plan, { files, env }: RealWorld): Endpoint {
  const profile = plan.profile === undefined ? undefined : files.profile(plan.profile)
  const region = regionOf(undefined, profile, env) ?? plan.region ?? defaultRegionOf("aws")
  return endpointFor(service, profile, files, env, region)
}

/** Every call after the first goes where that one was answered: a new key is not known everywhere at once. */
function whoIsIn(sts: Endpoint, world: RealWorld): RotationParts["whoIs"] {
  let answering: Endpoint | undefined
  return async keys => {
    const { getCallerIdentity } = await import("../../aws/sts.ts")
    if (answering !== undefined) return getCallerIdentity(answering, keys, world)
    return inUsableRegion(sts, world, async at => {
      const caller = await getCallerIdentity(at, keys, world)
      answering = at
      return caller
    })
  }
}

/** The MFA session that IAM is called with: the profile's own, or one with the device that the person names. */
function sessionOf(
  { root }: Plan,
  { profile, keys }: RotationRequest,
  mfaSerial: string | undefined,
  sts: Endpoint,
  { settings }: RealWorld,
): SessionRoot | undefined {
  const own = root.kind === "session" ? root : undefined
  if (mfaSerial === undefined) return own
  const duration = chosenFor(settings, profile)["session-duration"] ?? own?.duration ?? halfHour
  return { kind: "session", keys, duration, sts, ...own, mfaSerial }
}

/** Seconds: a session made for a rotation alone needs no more. */
const halfHour = 1800

/** Of this very pair, wherever it lies at the moment: the new one is asked for before any file names it. */
function sessionFor(keys: StoredKeys, session: SessionRoot, plan: Plan, world: RealWorld) {
  const pair = async () => keys
  const over: World = Object.create(world, { keysOf: { value: pair }, storedKeysOf: { value: pair } })
  const root: SessionRoot = { ...session, keys: { ...session.keys, keyId: keys.accessKeyId } }
  return credentialsFor(sessionPlan(root, plan), over, { minTtl: 120 })
}

function sessionPlan(root: SessionRoot, plan: Plan): Plan {
  return { ...plan, root, hops: [] }
}

function pairFiles(env: Env): PairFiles {
  return {
    read: only => loadProfiles(only === undefined ? env : { ...env, ...onlyThis(only, env) }),
    change: (section, keys, former) => putInFile(section, keys, [former], env),
  }
}

/** A file cannot have files in it, so the other one is not there, and counts as empty. */
function onlyThis(only: "config" | "credentials", env: Env): Env {
  const { config, credentials } = awsPaths(env)
  return only === "config"
    ? { GUISE_AWS_SHARED_CREDENTIALS_FILE: `${credentials}/none` }
    : { GUISE_AWS_CONFIG_FILE: `${config}/none` }
}

async function forget(old: string, profile: string, own: readonly Plan[], world: RealWorld): Promise<void> {
  const plans = [...own, ...world.files.names().flatMap(name => orNothing(() => planFor(name, {}, world)) ?? [])]
  await Promise.all(keysBehind(plans, profile, old).map(key => world.cache.forget(key)))
}
