import { GuiseError } from "../errors.ts"
import type { Credentials, Endpoint, World } from "../types.ts"
import { exchange } from "./http.ts"

/** The slice of the World that a call needs. */
export type Wire = Pick<World, "env" | "now" | "skew" | "awsTime" | "detail"> & Partial<Pick<World, "notice">>

export interface ClientOptions {
  readonly endpoint: Endpoint
  /** Absent for the calls that are not signed. */
  readonly signer?: Credentials
  /**
   * Sent once at most: the request carries an MFA code, which AWS may have used up when an answer is lost, or makes what
   * nobody would know of then.
   */
  readonly single: boolean
  /** Tries in all; absent: as AWS_MAX_ATTEMPTS says. */
  readonly attempts?: number
  /** Told the host of each attempt, which AWS's endpoint rules chose. */
  readonly onHost: (host: string) => void
}

/** One exchange takes no longer than this. Milliseconds. */
export const attemptLimit = 10_000
/** No call takes longer than this, its repetitions included. Milliseconds. */
export const callLimit = 30_000

/**
 * The official STS client with every setting spelled out: whatever is left out, the SDK looks for in ~/.aws and in the
 * environment by itself, where guise has already decided.
 */
export async function openSts(options: ClientOptions, wire: Wire) {
  const [sdk, config] = await Promise.all([import("@aws-sdk/client-sts"), configOf(options, wire)])
  return { sdk, client: quietly(() => new sdk.STSClient({ ...config, useGlobalEndpoint: false })) }
}

/** The official IAM client, told likewise. IAM is global: its endpoint rules choose the host by the region's partition. */
export async function openIam(options: ClientOptions, wire: Wire) {
  const [sdk, config] = await Promise.all([import("@aws-sdk/client-iam"), configOf(options, wire)])
  return { sdk, client: quietly(() => new sdk.IAMClient(config)) }
}

/** The client that signs people in to IAM Identity Center, told likewise. None of its calls is signed. */
export async function openSsoOidc(options: ClientOptions, wire: Wire) {
  const [sdk, config] = await Promise.all([import("@aws-sdk/client-sso-oidc"), configOf(options, wire)])
  return { sdk, client: quietly(() => new sdk.SSOOIDCClient(config)) }
}

/** The client of the portal, which gives roles for a token, told likewise. None of its calls is signed. */
export async function openSsoPortal(options: ClientOptions, wire: Wire) {
  const [sdk, config] = await Promise.all([import("@aws-sdk/client-sso"), configOf(options, wire)])
  return { sdk, client: quietly(() => new sdk.SSOClient(config)) }
}

/**
 * Without the SDK's advice to upgrade an old Node, which it gives on stderr in every process: it is about the SDK's own
 * versions, and guise brings its own. Which Node guise wants it says itself. The variable is AWS's, and is there for no
 * longer than a client is made.
 */
function quietly<T>(make: () => T): T {
  const { env } = process
  const { [noAdvice]: before } = env
  env[noAdvice] = "true"
  try {
    return make()
  } finally {
    if (before === undefined) delete env[noAdvice]
    else env[noAdvice] = before
  }
}

const noAdvice = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"

async function configOf({ endpoint, signer, single, attempts, onHost }: ClientOptions, wire: Wire) {
  const { FetchHttpHandler } = await import("@smithy/fetch-http-handler")
  const manner = { limit: single ? callLimit : attemptLimit, single, signed: signer !== undefined, onHost }
  const explicit = endpoint.url !== undefined
  return {
    region: endpoint.region,
    ...(explicit ? { endpoint: endpoint.url } : {}),
    ignoreConfiguredEndpointUrls: true,
    // AWS's endpoint rules refuse a custom URL together with either switch.
    useFipsEndpoint: !explicit && endpoint.fips === true,
    useDualstackEndpoint: !explicit && endpoint.dualstack === true,
    credentials: signer === undefined ? unsigned : identity(signer),
    disableClockSkewCorrection: false,
    systemClockOffset: Math.round((wire.now() + wire.skew) * 1000) - Date.now(),
    requestHandler: new FetchHttpHandler({ customFetch: exchange(endpoint, wire, manner) as typeof fetch }),
    retryMode: "standard" as const,
    maxAttempts: single ? 1 : (attempts ?? attemptsOf(wire)),
    defaultsMode: "standard" as const,
    authSchemePreference: async () => [],
    sigv4aSigningRegionSet: async () => undefined,
    userAgentAppId: async () => undefined,
    defaultUserAgentProvider: async (): Promise<[string][]> => [["guise"]],
    logger: silent,
  }
}

function identity({ accessKeyId, secretAccessKey, sessionToken }: Credentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

async function unsigned(): Promise<never> {
  throw new GuiseError("unexpected", "A call that is never signed asked for keys to sign with.")
}

/** AWS_MAX_ATTEMPTS, as in the AWS CLI: tries in all, 3 when it is unset. */
export function attemptsOf({ env }: Wire): number {
  const text = env.AWS_MAX_ATTEMPTS
  if (text === undefined || text === "") return 3
  if (/^[1-9][0-9]?$/.test(text)) return Number(text)
  const more = { hint: "unset AWS_MAX_ATTEMPTS, or give a number such as 3" }
  throw new GuiseError("usage", `AWS_MAX_ATTEMPTS is "${text.slice(0, 20)}", not a number from 1 to 99.`, more)
}

// The SDK's own warnings would land on stderr, and its debug lines print requests.
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }

function nothing(): void {}
