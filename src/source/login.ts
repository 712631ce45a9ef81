import { accountOfArn } from "../arn.ts"
import { createOAuth2Token, type SignInTokens } from "../aws/sign-in.ts"
import { removeFile } from "../config/sso-files.ts"
import { GuiseError, isGuiseError, isOutage } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { LoginRoot } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import type { Credentials, Endpoint, World } from "../types.ts"
import { type KeptSignIn, loginFile, readLogin, writeLogin } from "./login-file.ts"
import { withOrigin } from "./login-origin.ts"

/** Seconds. AWS gives fifteen minutes; whoever is handed less than five asks again at every call. */
const enough = 600
/** Keys that AWS renews no more serve to their end, less the time of a call. */
const callTime = 15

/**
 * Credentials of an AWS sign-in: those that any AWS tool left in its file while they last, else renewed ones, which are
 * put there for all of them. Where nobody is signed in any more, a person who typed the command does so now.
 * https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html
 * Errors: `sign-in-needed`, `aws-denied`, `aws-throttled`, `aws-unreachable`, `file-unreadable`, and those of `signInToAws`.
 */
export async function fromLogin(root: LoginRoot, world: World): Promise<Credentials> {
  try {
    return (await keptLogin(root, world)).credentials
  } catch (error) {
    if (!isGuiseError(error, "sign-in-needed")) throw error
    if (world.browser === undefined) return toTheirEnd(root, world, error)
    world.notice(error.message)
    const { signInAs } = await import("./login-as.ts")
    return (await signInAs(root, world)).credentials
  }
}

/** A program is not stopped minutes before its keys end: who gave them is told that there will be no others. */
async function toTheirEnd(root: LoginRoot, world: World, error: GuiseError): Promise<Credentials> {
  const kept = await readLogin(loginFile(root.session, world.env)).catch(() => undefined)
  if (kept === undefined || kept.expiresAt - world.now() <= callTime) throw error
  world.notice(`${error.message} The last keys of it serve to their end; then: ${toSignIn(root)}`)
  return credentialsOf(kept, root, world)
}

/** Credentials, and when the person signed in for them. */
export interface KeptLogin {
  readonly credentials: Credentials
  readonly begunAt?: number
}

/** As `fromLogin`, without asking anybody. */
export function keptLogin(root: LoginRoot, world: World): Promise<KeptLogin> {
  const path = loginFile(root.session, world.env)
  return world.cache.exclusively(`login ${path}`, async () => {
    const kept = await withOrigin(await readOrAsk(path, root), world)
    const begun = kept.begunAt === undefined ? {} : { begunAt: kept.begunAt }
    const lasts = kept.expiresAt - world.now()
    if (lasts > enough) return { credentials: credentialsOf(kept, root, world), ...begun }
    try {
      return { credentials: await renew(kept, path, root, world), ...begun }
    } catch (error) {
      if (!isOutage(error) || lasts <= 0) throw hinted(error, root)
      world.notice(`the AWS sign-in could not be renewed, and its keys still last: ${error.message}`)
      return { credentials: credentialsOf(kept, root, world), ...begun }
    }
  })
}

/** Removes the file of a sign-in, for all AWS tools of this machine, while nobody renews it. False when there was none. Error: `file-unreadable`. */
export function removeLogin(path: string, world: Pick<World, "cache">): Promise<boolean> {
  return world.cache.exclusively(`login ${path}`, async () => removeFile(path))
}

/** The twelve digits in the ARN of whoever signed in, as every SDK reads them. */
export function accountIn(session: string): { readonly accountId?: string } {
  const accountId = accountOfArn(session)
  return accountId === undefined ? {} : { accountId }
}

async function readOrAsk(path: string, root: LoginRoot): Promise<KeptSignIn> {
  const kept = await readLogin(path).catch((error: unknown) => {
    if (!isGuiseError(error, "file-malformed")) throw error
    throw new GuiseError("sign-in-needed", error.message, { hint: toSignIn(root) })
  })
  if (kept !== undefined) return kept
  const message = `Nobody is signed in to AWS as ${root.session} (login_session of profile ${root.profile}): there is no ${path}.`
  throw new GuiseError("sign-in-needed", message, { hint: toSignIn(root) })
}

/** The keys that a kept sign-in holds, as credentials of its profile. SECRET. */
export function credentialsOf(kept: KeptSignIn, { session }: LoginRoot, { skew }: World): Credentials {
  const account = kept.accountId === undefined ? accountIn(session) : { accountId: kept.accountId }
  return { ...kept.keys, expiresAt: kept.expiresAt + skew, ...account }
}

async function renew(kept: KeptSignIn, path: string, root: LoginRoot, world: World): Promise<Credentials> {
  const { clientId, refreshToken, proofKey } = kept
  const endpoint = whereBegun(kept, root)
  const tokens = await createOAuth2Token({ clientId, refreshToken }, proofKey, endpoint, world)
  const expiresAt = Math.floor(world.now() + tokens.expiresIn)
  keep(kept, path, renewedFields(kept, tokens, expiresAt, endpoint), world)
  return credentialsOf({ ...kept, keys: tokens.keys, expiresAt }, root, world)
}

/** In another region AWS does not know the refresh token. */
function whereBegun({ region }: KeptSignIn, { signin }: LoginRoot): Endpoint {
  return region === undefined ? signin : { ...signin, region }
}

function renewedFields(kept: KeptSignIn, tokens: SignInTokens, expiresAt: number, endpoint: Endpoint) {
  const { accessToken, ...fields } = kept.fields
  const account = { accountId: kept.accountId }
  return {
    accessToken: { ...account, ...(accessToken as object), ...tokens.keys, expiresAt: isoTime(expiresAt) },
    ...fields,
    refreshToken: tokens.refreshToken,
    ...(tokens.idToken === undefined ? {} : { idToken: tokens.idToken }),
    // It was right: now every tool that knows the key finds it, whatever profile it comes by.
    ...(endpoint.url === undefined ? { signInRegion: endpoint.region } : {}),
  }
}

/** The keys are good whether they can be kept or not; what another tool wrote meanwhile is newer than ours. */
function keep(kept: KeptSignIn, path: string, fields: object, world: World): void {
  try {
    if (!writeLogin(path, { ...fields }, kept.text))
      world.detail(`${path} was changed meanwhile, and is left as it is.`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    world.notice(`${path} could not be written (${code}): the sign-in there may soon be over`)
  }
}

function hinted(error: unknown, root: LoginRoot): unknown {
  if (!isGuiseError(error, "sign-in-needed")) return error
  const { message, detail, cause } = error
  const said = `${message} (login_session ${root.session} of profile ${root.profile})`
  return new GuiseError("sign-in-needed", said, {
    hint: toSignIn(root),
    cause,
    ...(detail === undefined ? {} : { detail }),
  })
}

function toSignIn({ profile }: LoginRoot): string {
  return `guise login ${quoted(profile)}`
}
