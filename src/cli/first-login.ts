import { changeFile } from "../config/edit.ts"
import { endpointFor, regionOf } from "../config/endpoint.ts"
import { type GuiseError, isGuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import { defaultRegionOf } from "../plan/partition.ts"
import type { Plan } from "../plan/plan.ts"
import { textOfKind } from "../plan/texts.ts"
import type { RealWorld } from "../world.ts"
import { agree } from "./agree.ts"
import type { Which } from "./which.ts"

/** A profile that a sign-in has just made, or given its first credentials. */
export interface FirstLogin {
  readonly profile: string
  /** Who signed in. */
  readonly session: string
  readonly region: string
  readonly endsAt: number
}

/** A profile without any credentials: a sign-in to AWS can be its first. */
export interface Lacking {
  readonly lacking: string
  /** What a person without a browser is told. */
  readonly why: GuiseError
}

/** The plan; or, where a person with a browser named a profile that has no credentials of any kind, that one. Errors: those of `plan`. */
export function planUnlessFirst(which: Which, world: RealWorld, plan: () => Plan): Plan | Lacking {
  try {
    return plan()
  } catch (error) {
    if (which.kind !== "named" || world.browser === undefined || !isLack(error)) throw error
    const { name } = which
    const profile = world.files.profile(name)
    if (profile !== undefined && (profile.keys !== undefined || others.some(key => profile.settings.has(key))))
      throw error
    return { lacking: name, why: error }
  }
}

function isLack(error: unknown): error is GuiseError {
  return isGuiseError(error, "profile-unknown") || isGuiseError(error, "no-credentials")
}

/** What begins credentials of another kind. */
const others = [
  ...["role_arn", "source_profile", "mfa_serial", "mfa_device_arn", "web_identity_token_file", "credential_source"],
  ...["credential_process", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name"],
] as const

/**
 * Signs in to AWS for a profile without credentials and writes `login_session` and `region` into it, as `aws login`
 * does. A name may be a slip of the finger, so a yes comes first.
 * Errors: `prompt-refused`; those of `signInToAws` and `changeFile`.
 */
export async function firstLogin(
  { lacking: name, why }: Lacking,
  asked: string | undefined,
  world: RealWorld,
): Promise<FirstLogin> {
  const { env, files } = world
  const profile = files.profile(name)
  const own = profile && textOfKind("region", profile)
  const region = asked ?? own ?? regionOf(undefined, profile, env) ?? defaultRegionOf("aws")
  await agree(
    question(name, region, profile === undefined, world),
    "No profile was made or changed",
    why.hint ?? "",
    world,
  )
  const { signInToAws } = await import("../source/login-sign-in.ts")
  const { session, endsAt } = await signInToAws(endpointFor("signin", profile, files, env, region), world)
  const set = own === undefined ? { login_session: session, region } : { login_session: session }
  const edit = { do: "change", kind: "profile", name, change: { set } } as const
  await changeFile({ path: files.paths.config, role: "config", edits: [edit] }, env)
  return { profile: name, session, region: own ?? region, endsAt }
}

function question(name: string, region: string, isNew: boolean, { files }: RealWorld): string {
  const known = nearestClause(name, files.names()).trim()
  const state = isNew
    ? `There is no profile ${JSON.stringify(name)}.${known === "" ? "" : ` ${known}`}`
    : `Profile ${JSON.stringify(name)} has no credentials.`
  return `${state} Sign in to AWS (${region}) in the browser, and ${isNew ? "make it" : "use that for it"}?`
}
