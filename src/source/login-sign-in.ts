import { newProofKey } from "../aws/dpop.ts"
import { createOAuth2Token, type SignInTokens } from "../aws/sign-in.ts"
import { signInAddress } from "../aws/sign-in-address.ts"
import { GuiseError } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { Browser, Credentials, Endpoint, World } from "../types.ts"
import { openCallback } from "./callback.ts"
import { tokenClaims } from "./id-token.ts"
import { accountIn } from "./login.ts"
import { loginFile, writeLogin } from "./login-file.ts"
import { rememberOrigin, signInLife } from "./login-origin.ts"
import { pastedCode } from "./pasted-code.ts"
import { type Binding, newBinding } from "./pkce.ts"
import { inBrowserLines, show } from "./show.ts"

/** Somebody who has just signed in. */
export interface SignedInToAws {
  /** Who: the ARN that goes into `login_session`. */
  readonly session: string
  readonly credentials: Credentials
  /** When the sign-in is over, by AWS's clock. */
  readonly endsAt: number
}

/**
 * Signs a person in to AWS, as `aws login` does: in a browser on this machine that comes back by itself, or in one
 * anywhere, from which the person brings a code. What comes of it lies where every AWS tool finds it.
 * https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html
 * Errors: `sign-in-needed` (nobody to sign in, or somebody said no), `cancelled`, `prompt-refused`, `nobody-to-ask`,
 * `aws-denied`, `aws-throttled`, `aws-unreachable`, `file-unreadable` (it cannot be kept).
 */
export async function signInToAws(endpoint: Endpoint, world: World): Promise<SignedInToAws> {
  const { browser } = world
  if (browser === undefined) throw nobodyThere()
  const trip = newTrip(endpoint, world)
  const brought = browser.comesBack ? await byBrowser(trip, browser, world) : undefined
  const { tokens, clientId } = brought ?? (await byHand(trip, world))
  return kept(tokens, clientId, trip, world)
}

function nobodyThere(): GuiseError {
  return new GuiseError(
    "sign-in-needed",
    "A sign-in to AWS wants a person and a browser, and nobody typed this command.",
    {
      hint: "guise login PROFILE, in a terminal",
    },
  )
}

/** What binds the beginning of a sign-in to its end. SECRET. */
interface Trip {
  readonly endpoint: Endpoint
  readonly address: string
  readonly proofKey: string
  readonly binding: Binding
  exchange(code: string, clientId: string, redirectUri: string): Promise<SignInTokens>
}

function newTrip(endpoint: Endpoint, world: World): Trip {
  const [proofKey, binding] = [newProofKey(), newBinding()]
  const { codeVerifier } = binding
  return {
    endpoint,
    address: signInAddress(endpoint),
    proofKey,
    binding,
    exchange: (code, clientId, redirectUri) =>
      createOAuth2Token({ clientId, code, codeVerifier, redirectUri }, proofKey, endpoint, world),
  }
}

/** AWS's own public clients. */
const clients = {
  sameDevice: "arn:aws:signin:::devtools/same-device",
  crossDevice: "arn:aws:signin:::devtools/cross-device",
} as const

interface Brought {
  readonly tokens: SignInTokens
  readonly clientId: string
}

/** Undefined when no browser could be started. */
async function byBrowser(trip: Trip, browser: Browser, world: World): Promise<Brought | undefined> {
  const clientId = clients.sameDevice
  const callback = await openCallback(trip.binding.state)
  try {
    const page = pageOf(trip, clientId, callback.redirectUri)
    if (!(await browser.open(page))) return undefined
    await show(inBrowserLines(`AWS in ${trip.endpoint.region}`, page), world)
    return { tokens: await trip.exchange(await callback.code(), clientId, callback.redirectUri), clientId }
  } finally {
    await callback.close()
  }
}

async function byHand(trip: Trip, world: World): Promise<Brought> {
  const clientId = clients.crossDevice
  const redirectUri = `${trip.address}/v1/sessions/confirmation`
  const page = pageOf(trip, clientId, redirectUri)
  const code = await pastedCode(page, trip.binding.state, world)
  return { tokens: await trip.exchange(code, clientId, redirectUri), clientId }
}

function pageOf({ address, binding: { state, challenge } }: Trip, clientId: string, redirectUri: string): string {
  const words = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    state,
    // Elsewhere this is called S256.
    code_challenge_method: "SHA-256",
    scope: "openid",
    redirect_uri: redirectUri,
    code_challenge: challenge,
  })
  return `${address}/v1/authorize?${words}`
}

async function kept(tokens: SignInTokens, clientId: string, trip: Trip, world: World): Promise<SignedInToAws> {
  const session = tokenClaims(tokens.idToken ?? "")?.subject
  if (session === undefined)
    throw new GuiseError("aws-unreachable", `${trip.address} is not speaking as AWS: it does not say who signed in.`, {
      hint: "check the network, HTTPS_PROXY and AWS_ENDPOINT_URL_SIGNIN",
    })
  const expiresAt = Math.floor(world.now() + tokens.expiresIn)
  const { keys, tokenType, refreshToken, idToken } = tokens
  const fields = {
    accessToken: { ...keys, ...accountIn(session), expiresAt: isoTime(expiresAt) },
    tokenType,
    clientId,
    refreshToken,
    idToken,
    dpopKey: trip.proofKey,
    signInRegion: trip.endpoint.region,
  }
  const path = loginFile(session, world.env)
  await world.cache.exclusively(`login ${path}`, async () => keep(path, fields))
  const begunAt = Math.floor(world.now() + world.skew)
  await rememberOrigin(trip.proofKey, { region: trip.endpoint.region, begunAt }, world)
  const credentials = { ...keys, expiresAt: expiresAt + world.skew, ...accountIn(session) }
  return { session, credentials, endsAt: begunAt + signInLife }
}

function keep(path: string, fields: Readonly<Record<string, unknown>>): void {
  try {
    writeLogin(path, fields)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GuiseError("file-unreadable", `The sign-in could not be kept: ${path} could not be written (${code}).`, {
      hint: "make the folder writable, or name another one with AWS_LOGIN_CACHE_DIRECTORY",
      cause,
    })
  }
}
