import type { Endpoint } from "../types.ts"
import type { Call } from "./call.ts"
import { openSsoOidc, type Wire } from "./client.ts"
import { answerError } from "./errors.ts"
import { lastInstant, numberIn, wordIn } from "./fields.ts"
import { perform } from "./perform.ts"

/** A client as IAM Identity Center knows it. The secret is SECRET. */
export interface RegisteredClient {
  readonly clientId: string
  readonly clientSecret: string
  /** When the registration ends, by AWS's clock. */
  readonly expiresAt: number
}

export interface Registration {
  readonly clientName: string
  readonly scopes?: readonly string[] | undefined
  /** For a sign-in that comes back to a browser's machine; absent for device codes. */
  readonly browser?: { readonly redirectUri: string; readonly issuerUrl: string }
}

/** What a person is shown, and what the client polls with. The device code is SECRET. */
export interface DeviceAuthorization {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  /** With the code in it. */
  readonly verificationUriComplete: string
  /** Seconds. */
  readonly expiresIn: number
  /** Seconds between two polls. */
  readonly interval: number
}

/** What a token is made from. Every code and token is SECRET. */
export type Grant =
  | { readonly by: "code"; readonly code: string; readonly codeVerifier: string; readonly redirectUri: string }
  | { readonly by: "device"; readonly deviceCode: string }
  | { readonly by: "refresh"; readonly refreshToken: string }

/** SECRET. */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken?: string
  /** Seconds. */
  readonly expiresIn: number
}

/** The grant types of a client that has a browser on its own machine. */
export const browserGrants = ["authorization_code", "refresh_token"] as const
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"
const secondsBetweenPolls = 5
const secondsForCodes = 600
/** The longest sign-in that an administrator can set: 90 days. */
const longestSignIn = 7_776_000

/**
 * RegisterClient: every installation makes itself known before anybody signs in.
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_RegisterClient.html
 * Errors: `aws-refused` (a start URL or scope that is not known), `aws-throttled`, `aws-unreachable`.
 */
export async function registerClient(
  { clientName, scopes, browser }: Registration,
  endpoint: Endpoint,
  wire: Wire,
): Promise<RegisteredClient> {
  const call: Call = { action: "RegisterClient", endpoint }
  const input = {
    clientName,
    clientType: "public",
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(browser === undefined
      ? {}
      : { grantTypes: [...browserGrants], redirectUris: [browser.redirectUri], issuerUrl: browser.issuerUrl }),
  }
  const made = await perform(call, wire, openSsoOidc, ({ sdk, client }, options) =>
    client.send(new sdk.RegisterClientCommand(input), options),
  )
  const [clientId, clientSecret] = [wordIn(made.clientId), wordIn(made.clientSecret)]
  const expiresAt = numberIn(made.clientSecretExpiresAt, lastInstant)
  if (clientId === undefined || clientSecret === undefined || expiresAt === undefined)
    throw answerError(call, "no client")
  return { clientId, clientSecret, expiresAt }
}

/**
 * StartDeviceAuthorization: codes for a sign-in on another machine, or in a browser that cannot come back. RFC 8628.
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_StartDeviceAuthorization.html
 * Errors: `aws-refused` (a start URL that is not known, a registration that is over), `aws-throttled`, `aws-unreachable`.
 */
export async function startDeviceAuthorization(
  { clientId, clientSecret }: RegisteredClient,
  startUrl: string,
  endpoint: Endpoint,
  wire: Wire,
): Promise<DeviceAuthorization> {
  const call: Call = { action: "StartDeviceAuthorization", endpoint, secrets: [clientSecret] }
  const input = { clientId, clientSecret, startUrl }
  const made = await perform(call, wire, openSsoOidc, ({ sdk, client }, options) =>
    client.send(new sdk.StartDeviceAuthorizationCommand(input), options),
  )
  const [deviceCode, userCode] = [wordIn(made.deviceCode), wordIn(made.userCode)]
  const verificationUri = pageIn(made.verificationUri, endpoint)
  if (deviceCode === undefined || userCode === undefined || verificationUri === undefined)
    throw answerError(call, "no device code")
  return {
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete: pageIn(made.verificationUriComplete, endpoint) ?? verificationUri,
    expiresIn: numberIn(made.expiresIn, 3 * secondsForCodes) ?? secondsForCodes,
    // Zero, which the SDK reads where the answer has none, would be no pause at all.
    interval: numberIn(made.interval, 60) ?? secondsBetweenPolls,
  }
}

/** A page that a person may be sent to: of the web, by TLS, unless the endpoint that was given has none itself. */
function pageIn(value: unknown, { url }: Endpoint): string | undefined {
  const page = URL.parse(wordIn(value) ?? "")
  const isPage = page?.protocol === "https:" || (page?.protocol === "http:" && url?.startsWith("http:") === true)
  return isPage ? page?.href : undefined
}

/**
 * CreateToken. Codes are sent once: AWS may have used them up when an answer is lost.
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
 * Errors: `aws-refused`, `aws-denied`, `credentials-expired`, each with AWS's own name in its refusal
 * (`AuthorizationPendingException`, `InvalidGrantException`, …); `aws-throttled`, `aws-unreachable`.
 */
export async function createToken(
  { clientId, clientSecret }: Pick<RegisteredClient, "clientId" | "clientSecret">,
  grant: Grant,
  endpoint: Endpoint,
  wire: Wire,
): Promise<Tokens> {
  const secrets = [clientSecret, ...Object.values(grant)]
  const once = grant.by === "refresh" ? {} : { once: true as const }
  const call: Call = { action: "CreateToken", endpoint, secrets, ...once }
  const made = await perform(call, wire, openSsoOidc, ({ sdk, client }, options) =>
    client.send(new sdk.CreateTokenCommand({ clientId, clientSecret, ...inputOf(grant) }), options),
  )
  const [accessToken, refreshToken] = [wordIn(made.accessToken), wordIn(made.refreshToken)]
  const expiresIn = numberIn(made.expiresIn, longestSignIn)
  if (accessToken === undefined || expiresIn === undefined) throw answerError(call, "no token")
  return { accessToken, expiresIn, ...(refreshToken === undefined ? {} : { refreshToken }) }
}

function inputOf(grant: Grant) {
  switch (grant.by) {
    case "code": {
      const { code, codeVerifier, redirectUri } = grant
      return { grantType: "authorization_code", code, codeVerifier, redirectUri }
    }
    case "device":
      return { grantType: deviceGrant, deviceCode: grant.deviceCode }
    case "refresh":
      return { grantType: "refresh_token", refreshToken: grant.refreshToken }
  }
}
