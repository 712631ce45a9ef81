import { createToken } from "../aws/sso-oidc.ts"
import { type KeptToken, readToken, writeFields } from "../config/sso-files.ts"
import { isGuiseError, isOutage } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import { isSamePortal } from "../plan/sso-words.ts"
import type { World } from "../types.ts"
import { isOwnHost } from "./sso-start-url.ts"

/** What is wanted of a token. */
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

/** True for a token that serves as it is. */
export function isGood({ accessToken, expiresAt, refresh }: KeptToken, want: TokenWant, world: World): boolean {
  if (accessToken === want.insteadOf) return false
  const left = expiresAt - (world.now() + world.skew)
  return left >= (refresh === undefined ? Math.max(want.lasting ?? 0, callTime) : refreshBelow)
}

/**
 * The token of a sign-in as it is kept; not one of another start URL, which a session of the same name left before
 * somebody edited it. Error: `file-unreadable`.
 */
export async function tokenOf(to: SsoSignIn, path: string, world: World): Promise<KeptToken | undefined> {
  const kept = withoutIdleRefresh(to, await readToken(path, world))
  // What stands behind a vanity address only its owner knows.
  const isKnown = isOwnHost(URL.parse(to.startUrl)?.hostname ?? "")
  if (kept?.startUrl === undefined || !isKnown || isSamePortal(kept.startUrl, to.startUrl)) return kept
  world.detail(`${path} holds a sign-in to ${kept.startUrl}, and ${to.startUrl} is wanted`)
  return undefined
}

/** The older kind of sign-in, without a session, is refreshed by no SDK, whatever stands in the file. */
function withoutIdleRefresh({ session }: SsoSignIn, kept: KeptToken | undefined): KeptToken | undefined {
  if (session !== undefined || kept?.refresh === undefined) return kept
  const { refresh: _idle, ...rest } = kept
  return rest
}

/** Whose token is renewed, where it is kept, and what is wanted of it. */
export interface Renewal {
  readonly to: SsoSignIn
  readonly path: string
  readonly world: World
  readonly want: TokenWant
}

/**
 * A newer token, kept in the place of this one; undefined when the sign-in itself is over. While AWS cannot be reached one
 * that still lasts is as good, and one that AWS renews no more serves to its end. Errors: `aws-unreachable`, `aws-throttled`.
 */
export async function refresh(kept: KeptToken, { to, path, world, want }: Renewal): Promise<KeptToken | undefined> {
  if (kept.refresh === undefined) return undefined
  const { refreshToken, ...client } = kept.refresh
  const endpoint = { ...to.oidc, region: regionOfToken(kept, to) }
  try {
    const tokens = await createToken(client, { by: "refresh", refreshToken }, endpoint, world)
    const expiresAt = world.now() + world.skew + tokens.expiresIn
    const next = { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken ?? refreshToken }
    const fields = { ...kept.fields, ...next, expiresAt: isoTime(expiresAt) }
    const isKept = writeFields(path, fields, world, kept.accessToken)
    const other = isKept ? undefined : await tokenOf(to, path, world)
    if (other !== undefined && other.accessToken !== kept.accessToken && isGood(other, want, world)) return other
    return { ...kept, ...next, expiresAt, fields, refresh: { ...client, refreshToken: next.refreshToken } }
  } catch (error) {
    if (!isGuiseError(error)) throw error
    // An SDK, which takes no lock, may have spent the token and left another.
    const other = await tokenOf(to, path, world)
    if (other !== undefined && other.accessToken !== kept.accessToken && isGood(other, want, world)) return other
    if (!isOutage(error)) return toItsEnd(kept, want, world)
    if (kept.accessToken === want.insteadOf || kept.expiresAt <= world.now() + world.skew + callTime) throw error
    world.detail(`the sign-in could not be refreshed, and still lasts: ${error.message}`)
    return kept
  }
}

/** The sign-in is over, and its last token may still have minutes. */
function toItsEnd({ refresh: _refused, ...kept }: KeptToken, want: TokenWant, world: World): KeptToken | undefined {
  return isGood(kept, want, world) ? kept : undefined
}

/** A token belongs to the region where it was made. */
export function regionOfToken({ region }: KeptToken, to: SsoSignIn): string {
  return region ?? to.portal.region
}
