import { createToken } from "../aws/sso-oidc.ts"
import { type Refusal, refusalOf, refusalThrown } from "../cache/refusal.ts"
import { instantText, type KeptToken, readToken, tokenPath, writeFields } from "../config/sso-files.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import type { SsoSignIn } from "../plan/plan.ts"
import type { Waiting, World } from "../types.ts"
import { signInLine, signInName } from "./sso-names.ts"
import { signIn } from "./sso-sign-in.ts"
import { isOwnHost } from "./sso-start-url.ts"

/** A token for the portal. SECRET. */
export interface SsoToken {
  readonly accessToken: string
  /** The region whose portal takes it. */
  readonly region: string
  /** By AWS's clock. */
  readonly expiresAt: number
  /** A new one can be had without a browser, while the sign-in lasts. */
  readonly refreshable: boolean
  /** `kept`: it was there; `refreshed`, `signed-in`: it was made just now. */
  readonly came: "kept" | "refreshed" | "signed-in"
}

export interface TokenWant {
  /** Seconds that one has to last which cannot be refreshed. */
  readonly lasting?: number
  /** The portal said that this one is dead. */
  readonly insteadOf?: string
  /** A new sign-in, whatever there is. */
  readonly anew?: boolean
}

/** Refreshed when it has less than this many seconds left, as in the SDKs. */
const refreshBelow = 300
/** One that cannot be refreshed serves to its end, less the time of a call. */
const callTime = 15
/** Seconds a program waits for a sign-in that somebody is at; SDKs give a `credential_process` a minute. */
const programPatience = 50
const refusalTtl = 300

/**
 * The token of a sign-in: the one that the AWS CLI, an SDK or guise left in ~/.aws/sso/cache, else by refresh, else by
 * signing in, where a person typed the command. Of many that ask at once one does it, in this process and in others.
 * Errors: `sign-in-needed`; those of `signIn`; `aws-unreachable` and `aws-throttled`, which say nothing about a sign-in;
 * `file-unreadable`.
 */
export async function ssoToken(to: SsoSignIn, world: World, want: TokenWant = {}): Promise<SsoToken> {
  const path = tokenPath(to, world.env)
  const since = world.now()
  const kept = await tokenOf(to, path, world)
  if (kept !== undefined && want.anew !== true && isGood(kept, want, world)) return asToken(kept, to, "kept")
  const key = `sso sign-in ${path}`
  return world.cache.exclusively(key, () => alone({ to, path, world, want, key, since, kept }), waitingFor(to, world))
}

/** The token of a sign-in as long as that lasts, by refresh if need be; undefined when it is over. Nobody is asked. */
export async function livingToken(to: SsoSignIn, world: World): Promise<SsoToken | undefined> {
  const path = tokenPath(to, world.env)
  const kept = await tokenOf(to, path, world)
  if (kept === undefined || isGood(kept, {}, world)) return kept && asToken(kept, to, "kept")
  const asked = { to, path, world, want: {}, key: "", since: world.now(), kept }
  const refreshed = await refresh(kept, asked)
  return refreshed && asToken(refreshed, to, "refreshed")
}

interface Asked {
  readonly to: SsoSignIn
  readonly path: string
  readonly world: World
  readonly want: TokenWant
  readonly key: string
  /** When this one began to ask, and what it found then. */
  readonly since: number
  readonly kept: KeptToken | undefined
}

/** What one does at a time. Whoever was before may have done it. */
async function alone(asked: Asked): Promise<SsoToken> {
  const { to, path, world, want, kept: before } = asked
  const kept = await tokenOf(to, path, world)
  const isNewer = kept !== undefined && kept.accessToken !== before?.accessToken
  if (kept !== undefined && (want.anew !== true || isNewer) && isGood(kept, want, world))
    return asToken(kept, to, "kept")
  const refreshed = kept === undefined || want.anew === true ? undefined : await refresh(kept, asked)
  if (refreshed !== undefined) return asToken(refreshed, to, refreshed === kept ? "kept" : "refreshed")
  return signInOnce(asked)
}

function isGood({ accessToken, expiresAt, refresh }: KeptToken, want: TokenWant, world: World): boolean {
  if (accessToken === want.insteadOf) return false
  const left = expiresAt - (world.now() + world.skew)
  return left >= (refresh === undefined ? Math.max(want.lasting ?? 0, callTime) : refreshBelow)
}

/** A token of another start URL was left by a session of the same name, before somebody edited it. */
async function tokenOf(to: SsoSignIn, path: string, world: World): Promise<KeptToken | undefined> {
  const kept = withoutIdleRefresh(to, await readToken(path, world))
  // What stands behind a vanity address only its owner knows.
  const isKnown = isOwnHost(URL.parse(to.startUrl)?.hostname ?? "")
  if (kept?.startUrl === undefined || !isKnown || isSameUrl(kept.startUrl, to.startUrl)) return kept
  world.detail(`${path} holds a sign-in to ${kept.startUrl}, and ${to.startUrl} is wanted`)
  return undefined
}

/** The older kind of sign-in, without a session, is refreshed by no SDK, whatever stands in the file. */
function withoutIdleRefresh({ session }: SsoSignIn, kept: KeptToken | undefined): KeptToken | undefined {
  if (session !== undefined || kept?.refresh === undefined) return kept
  const { refresh: _idle, ...rest } = kept
  return rest
}

function isSameUrl(one: string, other: string): boolean {
  const bare = (url: string) => url.replace(/[/#]+$/, "").toLowerCase()
  return bare(one) === bare(other)
}

/** Undefined when the sign-in itself is over. */
async function refresh(kept: KeptToken, asked: Asked): Promise<KeptToken | undefined> {
  const { to, path, world, want } = asked
  if (kept.refresh === undefined) return undefined
  const { refreshToken, ...client } = kept.refresh
  const endpoint = { ...to.oidc, region: regionOf(kept, to) }
  try {
    const tokens = await createToken(client, { by: "refresh", refreshToken }, endpoint, world)
    const expiresAt = world.now() + world.skew + tokens.expiresIn
    const next = { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken ?? refreshToken }
    const fields = { ...kept.fields, ...next, expiresAt: instantText(expiresAt) }
    writeFields(path, fields, world)
    return { ...kept, ...next, expiresAt, fields, refresh: { ...client, refreshToken: next.refreshToken } }
  } catch (error) {
    if (!isGuiseError(error)) throw error
    // An SDK, which takes no lock, may have spent the token and left another.
    const other = await tokenOf(to, path, world)
    if (other !== undefined && other.accessToken !== kept.accessToken && isGood(other, want, world)) return other
    if (!isGuiseError(error, "aws-unreachable") && !isGuiseError(error, "aws-throttled")) return undefined
    if (kept.accessToken === want.insteadOf || kept.expiresAt <= world.now() + world.skew + callTime) throw error
    world.detail(`the sign-in could not be refreshed, and still lasts: ${error.message}`)
    return kept
  }
}

/** A sign-in that came to nothing is told to those who waited for it: fifty of them do not open fifty windows. */
async function signInOnce(asked: Asked): Promise<SsoToken> {
  const { to, path, world, key, since } = asked
  const { browser } = world
  if (browser === undefined) throw signInNeeded(to)
  const refusal = refusalOf(await world.cache.recall(key))
  if (refusal !== undefined && refusal.at >= since) throw refusalThrown(refusal)
  try {
    const { tokens, registration, region } = await signIn(to, world, browser)
    const expiresAt = world.now() + world.skew + tokens.expiresIn
    const { clientId, clientSecret } = registration
    const { accessToken, refreshToken } = tokens
    const fields = {
      startUrl: to.startUrl,
      region,
      accessToken,
      expiresAt: instantText(expiresAt),
      clientId,
      clientSecret,
      registrationExpiresAt: instantText(registration.expiresAt),
      ...(refreshToken === undefined ? {} : { refreshToken }),
    }
    writeFields(path, fields, world)
    return { accessToken, region, expiresAt, refreshable: refreshToken !== undefined, came: "signed-in" }
  } catch (error) {
    await rememberRefusal(error, asked)
    throw error
  }
}

async function rememberRefusal(error: unknown, { key, world }: Asked): Promise<void> {
  if (!isGuiseError(error) || error.code === "aws-unreachable" || error.code === "aws-throttled") return
  const { code, message, hint } = error
  const refusal: Refusal = { code, message, at: world.now(), ...(hint === undefined ? {} : { hint }) }
  await world.cache.remember(key, JSON.stringify(refusal), refusalTtl)
}

/** What a command says that nobody typed, or that nobody is at. */
export function signInNeeded(to: SsoSignIn): GuiseError {
  return new GuiseError("sign-in-needed", `The sign-in to ${signInName(to)} is over, or was never made.`, {
    hint: signInLine(to),
  })
}

/** A person waits as long as it takes; a program is told where somebody else is at it. */
function waitingFor(to: SsoSignIn, { browser }: World): Waiting<SsoToken> {
  const say = `waiting for another guise that is signing in to ${signInName(to)} …`
  if (browser !== undefined) return { say }
  const instead = () => {
    throw signInNeeded(to)
  }
  return { say, giveUp: { afterSeconds: programPatience, instead } }
}

function asToken(kept: KeptToken, to: SsoSignIn, came: SsoToken["came"]): SsoToken {
  const { accessToken, expiresAt, refresh: renewal } = kept
  return { accessToken, region: regionOf(kept, to), expiresAt, refreshable: renewal !== undefined, came }
}

/** A token belongs to the region where it was made. */
function regionOf({ region }: KeptToken, to: SsoSignIn): string {
  return region ?? to.portal.region
}
