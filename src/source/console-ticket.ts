import { getSigninToken } from "../aws/federation.ts"
import { getCallerIdentity, getFederationToken } from "../aws/sts.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { partitionOfArn } from "../plan/arn.ts"
import { type ConsoleWay, type FederatedUser, idleDuration } from "../plan/console.ts"
import { inWords } from "../plan/durations.ts"
import type { Plan } from "../plan/plan.ts"
import type { Credentials, Endpoint, Freshness, World } from "../types.ts"
import { credentialsFor } from "./chain.ts"
import { keysFrom } from "./keys.ts"
import { inUsableRegion } from "./region.ts"

/** A ticket to the console. SECRET. */
export interface ConsoleTicket {
  readonly token: string
  readonly accountId?: string
  /** When the console session ends, by AWS's clock; absent where nobody can tell. */
  readonly endsAt?: number
}

export interface ConsolePlaces {
  readonly signin: Endpoint & { readonly url: string }
  /** Where GetFederationToken is asked for. */
  readonly sts: Endpoint
}

/** The ways for which credentials of ours are needed. */
export type TokenWay = Exclude<ConsoleWay, { readonly kind: "shortcut" }>

/**
 * Carries out a way to the console: nothing of it is kept, and the token goes into no error.
 * Errors: those of `credentialsFor`, `getFederationToken` and `getSigninToken`.
 */
export async function consoleTicket(
  way: TokenWay,
  plan: Plan,
  places: ConsolePlaces,
  want: Freshness,
  world: World,
): Promise<ConsoleTicket> {
  if (way.kind === "federated-user") return asFederatedUser(way, places, world)
  const credentials = await credentialsFor(plan, world, want)
  const { duration, asked, otherwise } = way
  try {
    const made = await signin(credentials, duration, places, world)
    if (otherwise?.duration !== undefined) world.notice(idleDuration(way))
    return made
  } catch (error) {
    if (!isGuiseError(error, "aws-refused")) throw error
    if (otherwise !== undefined) {
      world.notice(
        "AWS opens no console for an MFA session: a federated session is made from the user's own keys, without MFA.",
      )
      return asFederatedUser(otherwise, places, world)
    }
    if (duration === undefined) throw error
    // A role whose own maximum is less, or one that was taken along a chain that the plan does not see.
    const made = await signin(credentials, undefined, places, world)
    if (asked === true)
      world.notice(`AWS took no console session of ${inWords(duration)}: this one ends with the credentials.`)
    return made
  }
}

async function signin(
  credentials: Credentials,
  duration: number | undefined,
  { signin: at }: ConsolePlaces,
  world: World,
): Promise<ConsoleTicket> {
  const { accountId } = credentials
  const token = await getSigninToken({ credentials, ...(duration === undefined ? {} : { duration }) }, at, world)
  const endsAt = duration === undefined ? credentials.expiresAt : world.now() + world.skew + duration
  return {
    token,
    ...(accountId === undefined ? {} : { accountId }),
    ...(endsAt === undefined ? {} : { endsAt }),
  }
}

async function asFederatedUser(
  { keys: root, duration }: FederatedUser,
  places: ConsolePlaces,
  world: World,
): Promise<ConsoleTicket> {
  const keys = await keysFrom(root, world)
  const { arn } = await inUsableRegion(places.sts, world, sts => getCallerIdentity(sts, keys, world))
  // What is allowed is what both the user and these policies allow: with this one, all that the user may.
  const policyArns = [`arn:${partitionOfArn(arn) ?? "aws"}:iam::aws:policy/AdministratorAccess`]
  const request = { name: federatedName(arn), policyArns, ...(duration === undefined ? {} : { duration }) }
  try {
    const made = await inUsableRegion(places.sts, world, sts => getFederationToken(request, sts, keys, world))
    return await signin(made, undefined, places, world)
  } catch (error) {
    throw isGuiseError(error, "aws-denied") && error.message.includes("GetFederationToken") ? denied(arn, error) : error
  }
}

/** The user's name, as CloudTrail will show it; 2 to 32 characters. */
function federatedName(arn: string): string {
  const name = arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1).slice(0, 32)
  return name.length < 2 ? `${name}-guise` : name
}

function denied(arn: string, cause: GuiseError): GuiseError {
  return new GuiseError(
    "aws-denied",
    `${arn} opens the console by GetFederationToken, and AWS denied it that: its policies must allow sts:GetFederationToken.`,
    {
      hint: "take a role to the console instead: guise console PROFILE --role-arn 123456789012:NAME",
      ...(cause.detail === undefined ? {} : { detail: cause.detail }),
      cause,
    },
  )
}
