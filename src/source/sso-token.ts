import { type KeptToken, writeFields } from "../config/sso-files.ts"
import { tokenPath } from "../config/sso-paths.ts"
import { GuiseError } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import type { Waiting, World } from "../types.ts"
import { isGood, type Renewal, refresh, regionOfToken, type TokenWant, tokenOf } from "./sso-kept.ts"
import { signInLine, signInName } from "./sso-lines.ts"
import { signInToSso } from "./sso-sign-in.ts"
import { toldToAll } from "./told-to-all.ts"

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

/** Seconds a program waits for a sign-in that somebody is at; SDKs give a `credential_process` a minute. */
const programPatience = 50

/**
 * The token of a sign-in: the one that the AWS CLI, an SDK or guise left in ~/.aws/sso/cache, else by refresh, else by
 * signing in, where a person typed the command. Of many that ask at once one does it, in this process and in others.
 * Errors: `sign-in-needed`; those of `signInToSso`; `aws-unreachable` and `aws-throttled`, which say nothing about a sign-in;
 * `file-unreadable`.
 */
export async function ssoToken(to: SsoSignIn, world: World, want: TokenWant = {}): Promise<SsoToken> {
  const path = tokenPath(to, world.env)
  const kept = await tokenOf(to, path, world)
  if (kept !== undefined && want.anew !== true && isGood(kept, want, world)) return asToken(kept, to, "kept")
  const key = turnKey(path)
  return world.cache.exclusively(key, () => alone({ to, path, world, want, key, kept }), waitingFor(to, world))
}

/** The token of a sign-in as long as that lasts, by refresh if need be; undefined when it is over. Nobody is asked. */
export async function livingToken(to: SsoSignIn, world: World): Promise<SsoToken | undefined> {
  const path = tokenPath(to, world.env)
  const kept = await tokenOf(to, path, world)
  if (kept === undefined || isGood(kept, {}, world)) return kept && asToken(kept, to, "kept")
  const refreshed = await refresh(kept, { to, path, world, want: {} })
  return refreshed && asToken(refreshed, to, "refreshed")
}

/** The turn that whoever changes a token's file takes, for `World.cache.exclusively`. */
export function turnKey(path: string): string {
  return `sso sign-in ${path}`
}

interface Asked extends Renewal {
  readonly key: string
  /** What this one found when it began to ask. */
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
  if (refreshed !== undefined)
    return asToken(refreshed, to, refreshed.accessToken === kept?.accessToken ? "kept" : "refreshed")
  return signInOnce(asked)
}

async function signInOnce({ to, path, world, key }: Asked): Promise<SsoToken> {
  const { browser } = world
  if (browser === undefined) throw signInNeeded(to)
  const { tokens, registration, region } = await toldToAll(key, world, () => signInToSso(to, world, browser))
  const expiresAt = world.now() + world.skew + tokens.expiresIn
  const { clientId, clientSecret } = registration
  const { accessToken, refreshToken } = tokens
  const fields = {
    startUrl: to.startUrl,
    region,
    accessToken,
    expiresAt: isoTime(expiresAt),
    clientId,
    clientSecret,
    registrationExpiresAt: isoTime(registration.expiresAt),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  }
  writeFields(path, fields, world)
  return { accessToken, region, expiresAt, refreshable: refreshToken !== undefined, came: "signed-in" }
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
  return { accessToken, region: regionOfToken(kept, to), expiresAt, refreshable: renewal !== undefined, came }
}
