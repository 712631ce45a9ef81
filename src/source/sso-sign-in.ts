import { createHash, randomBytes, randomUUID } from "node:crypto"
import { refusalIn } from "../aws/refusal.ts"
import {
  browserGrants,
  createToken,
  type DeviceAuthorization,
  registerClient,
  startDeviceAuthorization,
  type Tokens,
} from "../aws/sso-oidc.ts"
import {
  instantText,
  type KeptRegistration,
  readRegistration,
  registrationPath,
  writeFields,
} from "../config/sso-files.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import type { SsoSignIn } from "../plan/plan.ts"
import type { Browser, Endpoint, World } from "../types.ts"
import { openCallback } from "./callback.ts"
import { signInName } from "./sso-names.ts"
import { type Portal, portalOf } from "./sso-start-url.ts"

/** What a sign-in brought, and what is needed to renew it. SECRET. */
export interface SignedIn {
  readonly tokens: Tokens
  readonly registration: KeptRegistration
  readonly region: string
}

/** A sign-in on its way: where, who for, and how far. */
interface Way {
  readonly to: SsoSignIn
  readonly portal: Portal
  readonly region: string
  readonly endpoint: Endpoint
  readonly world: World
  readonly browser: Browser
}

/**
 * Signs a person in: in the browser of this machine where it can come back (PKCE, RFC 7636), else by device code
 * (RFC 8628), as the AWS CLI does. What has to be opened is shown as well, for whoever has no browser here.
 * Errors: `sign-in-needed` (nobody came, or said no), `aws-refused`, `profile-invalid`, `aws-unreachable`.
 */
export async function signIn(to: SsoSignIn, world: World, browser: Browser): Promise<SignedIn> {
  const portal = await portalOf(to, world)
  return firstThatAnswers(portal.regions, world, async region => {
    const way: Way = { to, portal, region, endpoint: { ...to.oidc, region }, world, browser }
    try {
      const byCode = to.session !== undefined && browser.comesBack ? await inBrowser(way) : undefined
      return byCode ?? (await withRegistration(way, false, registration => byDevice(way, registration)))
    } catch (error) {
      throw isNamed(error, ["InvalidRequestException"]) ? unknownPortal(way, error) : error
    }
  })
}

/** So AWS answers to a start URL that is another region's, or nobody's. */
function unknownPortal({ to, region }: Way, cause: GuiseError): GuiseError {
  const place = to.session === undefined ? `profile ${to.profile ?? ""}`.trim() : `[sso-session ${to.session}]`
  const message = `IAM Identity Center in ${region} does not know the start URL ${to.startUrl}.`
  const more = { hint: `correct sso_start_url or sso_region of ${place}`, cause: cause.cause }
  return new GuiseError("aws-refused", message, cause.detail === undefined ? more : { ...more, detail: cause.detail })
}

function isNamed(error: unknown, names: readonly string[]): error is GuiseError {
  return isGuiseError(error) && names.includes(refusalIn(error)?.name ?? "")
}

/**
 * What `call` answers for the first region that can be reached: an Identity Center may be in several.
 * Errors: the first region's, when none can be reached; those of `call`.
 */
export async function firstThatAnswers<T>(
  regions: readonly string[],
  world: Pick<World, "notice">,
  call: (region: string) => Promise<T>,
): Promise<T> {
  const [region = "", ...others] = regions
  try {
    return await call(region)
  } catch (error) {
    const [next] = others
    if (next === undefined || !isGuiseError(error, "aws-unreachable")) throw error
    world.notice(`IAM Identity Center in ${region} cannot be reached: trying ${next}`)
    try {
      return await firstThatAnswers(others, world, call)
    } catch (later) {
      throw isGuiseError(later, "aws-unreachable") ? error : later
    }
  }
}

/** Registered without a port: the system chooses one for each sign-in. RFC 8252, 7.3. */
const registeredRedirect = "http://127.0.0.1/oauth/callback"

/** Undefined where no browser could be started. */
async function inBrowser(way: Way): Promise<SignedIn | undefined> {
  return withRegistration(way, true, async registration => {
    const { endpoint, world, browser, to } = way
    const [state, codeVerifier] = [randomUUID(), randomBytes(48).toString("base64url")]
    const callback = await openCallback(state)
    try {
      const { redirectUri } = callback
      const url = await authorizeUrl(way, { clientId: registration.clientId, redirectUri, state, codeVerifier })
      world.notice(
        `signing in to ${signInName(to)} in the browser. Where none opens, open this in one on this machine:`,
      )
      world.notice(url)
      if (!(await browser.open(url))) return undefined
      const code = await callback.code()
      const tokens = await createToken(registration, { by: "code", code, codeVerifier, redirectUri }, endpoint, world)
      return { ...way, tokens, registration }
    } finally {
      await callback.close()
    }
  })
}

interface Authorization {
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string
  readonly codeVerifier: string
}

async function authorizeUrl({ to, endpoint, world }: Way, asked: Authorization): Promise<string> {
  const { oidcUrl } = await import("../aws/sso-url.ts")
  const url = new URL(await oidcUrl(endpoint, world))
  url.pathname = `${url.pathname.replace(/\/$/, "")}/authorize`
  const words = {
    response_type: "code",
    client_id: asked.clientId,
    redirect_uri: asked.redirectUri,
    state: asked.state,
    code_challenge_method: "S256",
    // AWS's own word, where OAuth says `scope`.
    ...(to.scopes === undefined ? {} : { scopes: to.scopes.join(" ") }),
    code_challenge: createHash("sha256").update(asked.codeVerifier).digest("base64url"),
  }
  url.search = new URLSearchParams(words).toString()
  return url.href
}

async function byDevice(way: Way, registration: KeptRegistration): Promise<SignedIn> {
  const { to, portal, endpoint, world, browser } = way
  const client = { ...registration }
  const device = await startDeviceAuthorization(client, portal.startUrl, endpoint, world)
  world.notice(`signing in to ${signInName(to)}: in a browser, on any machine, open`)
  world.notice(device.verificationUriComplete)
  world.notice(`and allow it there if it shows the code ${device.userCode}`)
  await browser.open(device.verificationUriComplete)
  return { ...way, tokens: await polled(way, registration, device), registration }
}

/** RFC 8628, 3.5: five seconds more after each plea to slow down. A network that fails for a moment ends nothing. */
async function polled(
  { endpoint, world }: Way,
  registration: KeptRegistration,
  { deviceCode, expiresIn, interval }: DeviceAuthorization,
): Promise<Tokens> {
  const until = world.now() + expiresIn
  let pause = interval
  while (world.now() < until) {
    await world.sleep(pause * 1000)
    try {
      return await createToken(registration, { by: "device", deviceCode }, endpoint, world)
    } catch (error) {
      const answer = error instanceof Error ? refusalIn(error)?.name : undefined
      if (answer === "SlowDownException") pause += 5
      else if (answer === "ExpiredTokenException") break
      else if (answer === "AccessDeniedException")
        throw new GuiseError("sign-in-needed", "The sign-in was denied in the browser.", { cause: error })
      else if (answer !== "AuthorizationPendingException" && !isPassing(error)) throw error
    }
  }
  throw new GuiseError("sign-in-needed", `Nobody signed in within ${Math.round(expiresIn / 60)} minutes.`)
}

function isPassing(error: unknown): boolean {
  return isGuiseError(error, "aws-unreachable") || isGuiseError(error, "aws-throttled")
}

/** What AWS says of a registration that it no longer knows. */
const strangers = ["InvalidClientException", "UnauthorizedClientException"] as const

/** With the registration that is kept, and with a new one when AWS does not know that one any more. */
async function withRegistration<T>(
  way: Way,
  forBrowser: boolean,
  use: (registration: KeptRegistration) => Promise<T>,
): Promise<T> {
  const path = registrationPath(way.to, way.region, way.world.env)
  const kept = await readRegistration(path, way.world)
  // One registration cannot serve both: a client has the grants that it registered for.
  const serves = kept !== undefined && forBrowser === (kept.grantTypes?.includes("authorization_code") ?? false)
  if (!serves) return use(await register(way, forBrowser, path))
  try {
    return await use(kept)
  } catch (error) {
    if (!isNamed(error, strangers)) throw error
    return use(await register(way, forBrowser, path))
  }
}

async function register(
  { to, portal, endpoint, world }: Way,
  forBrowser: boolean,
  path: string,
): Promise<KeptRegistration> {
  const { scopes } = to
  const browser = { redirectUri: registeredRedirect, issuerUrl: portal.startUrl }
  const made = await registerClient(
    { clientName: "guise", scopes, ...(forBrowser ? { browser } : {}) },
    endpoint,
    world,
  )
  const grants = forBrowser ? { grantTypes: browserGrants } : {}
  const { clientId, clientSecret, expiresAt } = made
  const fields = { clientId, clientSecret, expiresAt: instantText(expiresAt), ...(scopes && { scopes }), ...grants }
  writeFields(path, fields, world)
  return { clientId, clientSecret, expiresAt, ...grants }
}
