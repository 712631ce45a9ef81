import type { Service } from "../config/endpoint.ts"
import type { Profile, Profiles } from "../config/profile.ts"
import { isGuiseError, orNothing } from "../errors.ts"
import { present } from "../record.ts"
import type { Endpoint, Env } from "../types.ts"
import { partitionOfArn } from "./arn.ts"
import { build } from "./build.ts"
import { chainOf } from "./chain.ts"
import type { Chain, Context, OpenLogin, Stored } from "./chain-shapes.ts"
import { narrow } from "./narrow.ts"
import { callRegion, onePartition, partitionFor } from "./partition.ts"
import type { Plan } from "./plan.ts"
import { checkRequest, type Request } from "./request.ts"
import { ssoChain } from "./sso-words.ts"
import { type Start, startOf } from "./start.ts"
import { textInEnvironment, textOfKind } from "./texts.ts"

export type { Request } from "./request.ts"

/** What a plan depends on besides the words: handed in, so that plans are pure. */
export interface Facts {
  readonly env: Env
  readonly profiles: Profiles
  readonly stored: Stored
  /** Unix seconds: decides whether kept temporary keys still serve. */
  readonly now: number
  /** Where a service is spoken to, by the settings of that profile; `region` is the one to sign for. */
  endpoint(service: Service, profile: Profile | undefined, region: string): Endpoint
  /** The region AWS tools would work in with this profile: AWS_REGION, AWS_DEFAULT_REGION, then the profile's. */
  region(profile: Profile | undefined): string | undefined
}

/**
 * What will be done to get credentials for a profile, or without a name for what the AWS CLI would use.
 * The same words and facts always make the same plan. Nothing is read, asked or called.
 * Errors: `profile-unknown`, `profile-invalid`, `profile-loop`, `source-missing`, `no-credentials`,
 * `credentials-expired`, `usage`; each names the file and line, or the flag, and the whole path.
 */
export function resolve(name: string | undefined, request: Request, facts: Facts): Plan {
  checkRequest(request)
  const { env, profiles, stored, now } = facts
  const context = { env, profiles, stored, now, fresh: request.fresh === true }
  const start = request.sso === undefined ? startOf(name, context) : { chain: ssoChain(request.sso, context) }
  const derived = derivedChain(start, context)
  const plan = planOf(start.chain, start, request, facts)
  if (derived === undefined) return plan
  const second = planOf(derived, start, request, facts)
  // A role for longer than an hour, or one whose trust policy wants a young MFA, cannot be had with a kept session.
  const longer = plan.hops.length === 1 && plan.caps !== undefined && second.caps === undefined
  return longer ? second : { ...plan, ifDenied: second }
}

/** The same way without the temporary keys that a section of the files keeps, when there is one. */
function derivedChain({ profile, chain }: Start, context: Context): Chain | undefined {
  const { root } = chain.base
  if (profile === undefined || root.kind !== "keys" || !root.temporary || root.from === "environment") return undefined
  // The kept keys are good; that they could not be made again is no reason to refuse them.
  const derived = orNothing(() => chainOf(profile, { ...context, fresh: true }))
  const other = derived?.base.root
  return other?.kind === "keys" && other.keyId === root.keyId ? undefined : derived
}

/** In the region of the profile that says login_session, as every SDK does, whichever profile was asked for. */
function signinOf(
  { profile: name, session }: OpenLogin,
  regions: readonly (string | undefined)[],
  facts: Facts,
): Endpoint {
  const profile = facts.profiles.profile(name)
  const own = profile && textOfKind("region", profile)
  return facts.endpoint("signin", profile, callRegion(partitionOfArn(session), [own, ...regions]))
}

function planOf(chain: Chain, start: Start, request: Request, facts: Facts): Plan {
  const named = request.region ?? textInEnvironment("region", facts.env)
  const { own, odd } = ownRegion(start.profile, named !== undefined || !callsAws(chain, request))
  const regions = [request.region, facts.region(odd === undefined ? start.profile : undefined), own]
  const narrowed = narrow(chain, request, partitionFor(chain, request, regions))
  const partition = onePartition(narrowed.chain, start.name)
  const region = request.region ?? own
  const plan = build(narrowed.chain, {
    request,
    sts: facts.endpoint("sts", start.profile, callRegion(partition, regions)),
    sso: (service, at) => facts.endpoint(service, start.profile, at),
    signin: root => signinOf(root, regions, facts),
    ...(start.name === undefined ? {} : { profile: start.name }),
    ...(region === undefined ? {} : { region }),
    ...(start.why === undefined ? {} : { why: start.why }),
  })
  return { ...plan, notices: [...(odd === undefined ? [] : [odd]), ...narrowed.notices, ...plan.notices] }
}

/**
 * The profile's own region. One that can be none is left out, and said, where nothing hangs on it: SDKs hand out a key
 * pair beside it all the same. Error: `profile-invalid` where it would become a part of the host that is called.
 */
function ownRegion(profile: Profile | undefined, spare: boolean): { readonly own?: string; readonly odd?: string } {
  if (profile === undefined) return {}
  try {
    return present({ own: textOfKind("region", profile) })
  } catch (error) {
    if (!spare || !isGuiseError(error, "profile-invalid")) throw error
    return { odd: `${error.message} It is left out.` }
  }
}

/** False for what stands in a file, in the environment or in what the machine answers: no region decides on those. */
function callsAws({ base: { root }, links, demanded }: Chain, request: Request): boolean {
  const asked = demanded !== undefined || request.mfaSerial !== undefined || (request.roles ?? []).length > 0
  return asked || links.length > 0 || !callsNobody.has(root.kind)
}

const callsNobody: ReadonlySet<string> = new Set(["keys", "process", "container", "imds"])
