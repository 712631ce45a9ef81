import type { Endpoint } from "../types.ts"
import { type Chain, type Device, isLongLived, type Link, type OpenLogin, type OpenRoot } from "./chain-shapes.ts"
import { chainedMax, checkDuration } from "./durations.ts"
import { type Route, routeFor, type Situation } from "./mfa.ts"
import { capNotices, durationNotices, mfaNotices } from "./notices.ts"
import type { Cap, Hop, Plan, Reason } from "./plan.ts"
import { type Request, sessionDurationOf } from "./request.ts"
import type { Root } from "./roots.ts"
import { ssoRegions } from "./sso.ts"

/** What a plan carries besides its chain. */
export interface Trip {
  readonly profile?: string
  readonly region?: string
  readonly request: Request
  readonly sts: Endpoint
  /** Where the services of IAM Identity Center are. */
  readonly sso: (service: "sso" | "sso_oidc", region: string) => Endpoint
  /** Where one signs in to AWS for a profile's `login_session`. */
  readonly signin: (root: OpenLogin) => Endpoint
  readonly why?: string
}

/** Roots that are a role's credentials: STS takes an MFA code from a user only. */
const roleRoots: ReadonlySet<OpenRoot["kind"]> = new Set(["sso", "web-identity", "container", "imds"])

/** Turns a chain into the plan that AWS will accept: MFA where the table puts it, durations within AWS's caps. */
export function build(chain: Chain, trip: Trip): Plan {
  const device = deviceOf(chain, trip.request)
  const route = routeFor(situationOf(chain, device, trip.request))
  const root = rootOf(chain, route, device, trip)
  const caps = capsOf(chain.links, route)
  const plan: Plan = {
    ...(trip.profile === undefined ? {} : { profile: trip.profile }),
    ...(trip.region === undefined ? {} : { region: trip.region }),
    root,
    hops: chain.links.map((link, index) => hopOf(link, index, route, device, caps, trip.sts)),
    reasons: reasonsOf(chain, route, trip),
    notices: [
      ...chain.links.flatMap(({ ignored }) => ignored ?? []),
      ...mfaNotices(chain, route, device),
      ...durationNotices(chain, route, trip.request),
      ...capNotices(chain.links, caps),
    ],
    ...(caps.length === 0 ? {} : { caps }),
  }
  const second = secondTry(plan, chain, route, device, trip)
  return second === undefined ? plan : { ...plan, ifDenied: second }
}

/** The device that MFA is done with: the flag's, the role's nearest to the keys, that of the session on the way. */
function deviceOf(chain: Chain, request: Request): Device | undefined {
  if (request.mfaSerial !== undefined) return { serial: request.mfaSerial, profile: "--serial-number" }
  const [first] = chain.links
  const asking = isLongLived(chain)
    ? chain.links.find(({ mfaSerial }) => mfaSerial !== undefined)
    : roleRoots.has(chain.base.root.kind)
      ? undefined
      : first
  if (asking?.mfaSerial !== undefined) return { serial: asking.mfaSerial, profile: asking.hop.profile ?? "--role-arn" }
  return isLongLived(chain) ? chain.demanded : undefined
}

function situationOf(chain: Chain, device: Device | undefined, request: Request): Situation {
  const { links } = chain
  return {
    keys: isLongLived(chain) ? "long-lived" : "temporary",
    roles: links.length === 0 ? "none" : links.length === 1 ? "one" : "many",
    mfa: device !== undefined,
    long: (links[links.length - 1]?.hop.duration ?? 0) > chainedMax,
    noSession: request.noSession === true,
  }
}

function rootOf(
  { base: { root }, links }: Chain,
  route: Route,
  device: Device | undefined,
  { request, sts, sso, signin }: Trip,
): Root {
  if (root.kind === "web-identity") return { ...root, sts }
  if (root.kind === "login") return { ...root, signin: signin(root) }
  if (root.kind === "sso") {
    const [region = root.ssoRegion] = ssoRegions(root.ssoRegion)
    return { ...root, oidc: sso("sso_oidc", region), portal: sso("sso", region) }
  }
  if (route.mfa !== "session" || root.kind !== "keys" || device === undefined) return root
  const asked = links.length === 0 ? request.duration : undefined
  const duration = asked === undefined ? sessionDurationOf(request) : checkDuration(asked, "session")
  const flagged = asked === undefined ? {} : { asked: true }
  return { kind: "session", keys: root, mfaSerial: device.serial, duration, sts, ...flagged }
}

function hopOf(
  { role, hop }: Link,
  index: number,
  route: Route,
  device: Device | undefined,
  caps: readonly Cap[],
  sts: Endpoint,
): Hop {
  const cap = caps.find(({ step }) => step === index + 1)
  const code = index === 0 && route.mfa === "code" && device !== undefined
  return {
    roleArn: role.arn,
    ...hop,
    ...(cap === undefined ? {} : { duration: cap.given }),
    ...(code ? { mfaSerial: device.serial } : {}),
    sts,
  }
}

function capsOf(links: readonly Link[], { capped }: Route): readonly Cap[] {
  if (capped === "none") return []
  return links.flatMap(({ hop }, index) =>
    hop.duration !== undefined && hop.duration > chainedMax && (capped === "all" || index > 0)
      ? [{ step: index + 1, asked: hop.duration, given: chainedMax }]
      : [],
  )
}

/** What to do when AWS says no to a role: a younger session, or the MFA of the keys' own profile that nobody used yet. */
function secondTry(plan: Plan, chain: Chain, route: Route, device: Device | undefined, trip: Trip): Plan | undefined {
  if (plan.hops.length === 0) return undefined
  if (route.renew && plan.root.kind === "session") return renewed(plan)
  if (device !== undefined || chain.offered === undefined || !isLongLived(chain)) return undefined
  const { offered, ...rest } = chain
  const plea = `AWS denied the role without MFA; profile ${JSON.stringify(offered.profile)} names a device, so it is tried with that.`
  return build({ ...rest, demanded: offered }, { ...trip, why: plea })
}

function renewed(plan: Plan & { readonly root: Root }): Plan {
  if (plan.root.kind !== "session") return plan
  const why = {
    step: 0,
    text: "AWS denied the role with the session there was: its MFA may be too old, so a new one is made.",
  }
  return { ...plan, root: { ...plan.root, renew: true }, reasons: [why, ...plan.reasons] }
}

function reasonsOf({ base, links }: Chain, route: Route, { why }: Trip): readonly Reason[] {
  const decided = route.mfa === "session" || links.length === 0 ? 0 : 1
  return [
    ...(why === undefined ? [] : [{ step: 0, text: why }]),
    { step: 0, text: base.why },
    ...(decided === 0 ? [{ step: 0, text: route.why }] : []),
    ...links.map((link, index) => ({ step: index + 1, text: link.why })),
    ...(decided === 1 ? [{ step: 1, text: route.why }] : []),
  ].sort((a, b) => a.step - b.step)
}
