import { partitionOfArn } from "./arn.ts"
import { checkDuration } from "./durations.ts"
import { defaultRegionOf, partitionOf } from "./partition.ts"
import type { Plan } from "./plan.ts"
import type { KeysRoot, Root } from "./roots.ts"

/** How the console is opened for a plan: plain data, decided before anything is done. */
export type ConsoleWay =
  /** Identity Center's own link, which makes the session itself: no credentials of ours are in it. */
  | {
      readonly kind: "shortcut"
      readonly startUrl: string
      readonly accountId: string
      readonly roleName: string
      readonly why: string
    }
  /** A sign-in token for the plan's credentials. */
  | {
      readonly kind: "federate"
      /** Seconds of the console session, where AWS lets that be named; without it, it ends with the credentials. */
      readonly duration?: number
      /** That length was asked for, so that to miss it is worth a word. */
      readonly asked?: boolean
      /** Tried when AWS takes no sign-in for those. */
      readonly otherwise?: FederatedUser
      readonly why: string
    }
  | FederatedUser

/** GetFederationToken from a user's own keys, which open no console themselves; then a sign-in token for that. */
export interface FederatedUser {
  readonly kind: "federated-user"
  readonly keys: KeysRoot
  /** Seconds; without it what AWS gives: 12 hours. */
  readonly duration?: number
  readonly why: string
}

export interface ConsoleWish {
  /** Seconds, asked for by flag. */
  readonly duration?: number | undefined
  /** Whoever is signed in is to be signed out first, which Identity Center's link has no place for. */
  readonly logout?: boolean | undefined
}

/**
 * The way to the console, and what to tell the person of a wish that cannot be had. SessionDuration may be named for a
 * role that was taken directly: with long-term keys, by a web identity, or from Identity Center; for a chained role AWS
 * refuses it, and to STS a role behind an MFA session is a chained one. Error: `usage` for a length that AWS never gives.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
export function consoleWay(plan: Plan, wish: ConsoleWish): { readonly way: ConsoleWay; readonly notices: string[] } {
  const way = wayOf(plan, wish)
  // Of an MFA session it is not known before.
  const idle = wish.duration !== undefined && way.kind === "federate" && !way.duration && !way.otherwise
  return { way, notices: idle ? [idleDuration(way)] : [] }
}

/** What to say where a length was asked for and cannot be named. */
export function idleDuration({ why }: Pick<ConsoleWay, "why">): string {
  return `--duration has no effect: ${why} The console ends with the credentials.`
}

/** True when the plan gives a role for whose console session a length may be named. */
export function takesSessionDuration({ root, hops }: Plan): boolean {
  const [, second] = hops
  if (hops.length > 0) return second === undefined && root.kind === "keys" && !root.temporary
  return root.kind === "web-identity" || root.kind === "sso"
}

/** The cloud the console of this plan is in. */
export function consolePartition(plan: Plan, region: string | undefined): string {
  const last = plan.hops.at(-1)
  return partitionOfArn(last?.roleArn ?? arnIn(plan.root) ?? "") ?? partitionOf(regionIn(plan.root) ?? region ?? "")
}

/** The region the console opens in: the one wished for if it lies in that cloud, else the cloud's first. */
export function consoleRegion(partition: string, region: string | undefined): string {
  return region !== undefined && partitionOf(region) === partition ? region : defaultRegionOf(partition)
}

/** AWS's own length of a role, named so that a console does not end early because its role came out of the cache. */
const usual = 3600

function wayOf(plan: Plan, { duration, logout }: ConsoleWish): ConsoleWay {
  const { root, hops } = plan
  if (hops.length === 0) {
    if (root.kind === "sso" && duration === undefined && logout !== true) return shortcut(root)
    if (root.kind === "keys" && !root.temporary) return federatedUser(root, duration)
    if (root.kind === "session") {
      const why = "an MFA session is what it is, and AWS takes no length for the console of such."
      return { kind: "federate", otherwise: federatedUser(root.keys, duration), why }
    }
  }
  if (takesSessionDuration(plan)) {
    const why = "AWS lets one name a length for the console of a role that is taken directly."
    if (duration !== undefined)
      return { kind: "federate", duration: checkDuration(duration, "console"), asked: true, why }
    return { kind: "federate", duration: hops.at(-1)?.duration ?? usual, why }
  }
  return { kind: "federate", why: unnamable(plan) }
}

function federatedUser(keys: KeysRoot, duration: number | undefined): FederatedUser {
  const length = duration === undefined ? {} : { duration: checkDuration(duration, "federated") }
  const why = "A user's own keys open no console: a federated session with the user's permissions is made."
  return { kind: "federated-user", keys, ...length, why }
}

function shortcut({ startUrl, accountId, roleName }: Root & { kind: "sso" }): ConsoleWay {
  const why = "Identity Center opens the console by a link of its own: no credentials are in it."
  return { kind: "shortcut", startUrl, accountId, roleName, why }
}

/** Why AWS lets nobody name a length. */
function unnamable({ root, hops }: Plan): string {
  if (hops.length > 1)
    return "the role is taken by way of another role, and AWS takes no length for the console of such."
  if (hops.length === 1)
    return "the role is taken with temporary credentials, and AWS takes no length for the console of such."
  return root.kind === "keys"
    ? "these keys are temporary already."
    : "the credentials come from the outside, and only a role's console has a length that can be named."
}

function arnIn(root: Root): string | undefined {
  if (root.kind === "web-identity") return root.roleArn
  return root.kind === "session" ? root.mfaSerial : undefined
}

function regionIn(root: Root): string | undefined {
  return root.kind === "sso" ? root.ssoRegion : undefined
}
