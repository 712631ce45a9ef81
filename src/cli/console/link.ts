import { endpointFor, regionOf } from "../../config/endpoint.ts"
import { chosenFor } from "../../config/settings.ts"
import {
  afterLogout,
  type Destination,
  destinationOf,
  shortcutLink,
  signinLink,
  signinOrigin,
} from "../../emit/console.ts"
import {
  type ConsoleWay,
  consolePartition,
  consoleRegion,
  consoleWay,
  takesSessionDuration,
} from "../../plan/console.ts"
import type { Plan } from "../../plan/plan.ts"
import type { Endpoint } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { type CredentialFlagValues, freshnessOf, requestOf } from "../flags.ts"
import { planForWho, type Who } from "../who.ts"

export interface ConsoleFlags extends CredentialFlagValues {
  readonly service?: string | undefined
  readonly destination?: string | undefined
  readonly logout?: boolean | undefined
}

/** All that is decided before anything is done. No secret. */
export interface ConsoleVisit {
  readonly plan: Plan
  readonly way: ConsoleWay
  readonly destination: Destination
  /** Where sign-in is asked for, and where the link leads. */
  readonly signin: Endpoint & { readonly url: string }
  readonly sts: Endpoint
}

/** A link that opens the console; SECRET but for Identity Center's own. */
export interface ConsoleLink {
  readonly url: string
  readonly accountId?: string
  /** When the console session ends, by AWS's clock. */
  readonly endsAt?: number
}

/**
 * How the console is opened for who is meant, and where in it. Says what the person should know of it.
 * Errors: those of `planForWho`, `consoleWay` and `destinationOf`.
 */
export function consoleVisit(who: Who<ConsoleFlags>): ConsoleVisit {
  const { world, flags } = who
  const plan = planOf(who)
  const { way, notices } = consoleWay(plan, { duration: requestOf(flags).duration, logout: flags.logout })
  const profile = plan.profile === undefined ? undefined : world.files.profile(plan.profile)
  const wished = regionOf(flags.region, profile, world.env)
  const partition = consolePartition(plan, wished)
  const region = consoleRegion(partition, wished)
  const endpoint = (service: "signin" | "sts") => endpointFor(service, profile, world.files, world.env, region)
  const signin = endpoint("signin")
  // A region that asks for FIPS in its name is no host of the console's; the endpoint has it bare.
  const place = { partition, region: signin.region }
  const destination = destinationOf(flags, place)
  for (const text of [...plan.notices, ...notices]) world.notice(text)
  world.detail(`The way to the console: ${way.kind}. ${way.why[0]?.toUpperCase()}${way.why.slice(1)}`)
  if (flags.region !== undefined && flags.region !== region)
    world.notice(`--region ${flags.region} is not of the partition ${partition}: the console opens in ${place.region}.`)
  if (destination.guessed === true)
    world.notice(`guise knows no service ${flags.service}: its name is tried as it is. --destination takes any page.`)
  return {
    plan,
    way,
    destination,
    signin: { ...signin, url: (signin.url ?? signinOrigin(place)).replace(/\/+$/, "") },
    sts: endpoint("sts"),
  }
}

/** The link of a visit. Errors: those of `consoleTicket`. */
export async function consoleLink(visit: ConsoleVisit, flags: ConsoleFlags, world: RealWorld): Promise<ConsoleLink> {
  const { plan, way, destination, signin } = visit
  if (way.kind === "shortcut") {
    const wanted = flags.service !== undefined || flags.destination !== undefined
    return { url: shortcutLink(way, wanted ? destination : undefined), accountId: way.accountId }
  }
  const { consoleTicket } = await import("../../source/console-ticket.ts")
  const want = freshnessOf(flags, chosenFor(world.settings, plan.profile))
  const { token, ...made } = await consoleTicket(way, plan, visit, want, world)
  const url = signinLink(signin.url, token, destination)
  return { ...made, url: flags.logout === true ? afterLogout(signin.url, url) : url }
}

/**
 * `--duration` is about the console: where its length can be named by itself, the role is taken (or out of the cache) as
 * ever. Only where it can be named for a role of that length alone is the role asked for that long.
 */
function planOf(who: Who<ConsoleFlags>): Plan {
  const { duration, ...request } = requestOf(who.flags)
  const plan = planForWho(who, request)
  if (duration === undefined || takesSessionDuration(plan)) return plan
  const long = planForWho(who, { ...request, duration })
  return takesSessionDuration(long) ? long : plan
}
