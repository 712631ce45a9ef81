import { createHash, createPrivateKey, type KeyObject, randomBytes, randomUUID, sign } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { newProofKey } from "../../src/aws/dpop.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { stillClock } from "./client.ts"

export const startUrl = "https://my-sso-portal.awsapps.com/start"
export const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"
export const callback = "http://127.0.0.1:4567/oauth/callback"

/** A sandbox with this state, on a clock that stands still. */
export async function startWith(state: object): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), "guise-state-"))
  try {
    writeFileSync(join(folder, "state.json"), JSON.stringify(state))
    return await startSandbox({ now: stillClock(), state: join(folder, "state.json") })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, string>>
  /** `STATUS CODE: words` of a refusal, as clients read it; `ok`. */
  readonly words: string
}

/** A JSON document posted to the sandbox. */
export function post(sandbox: Sandbox, path: string, body: object, headers: Record<string, string> = {}) {
  return ask(sandbox, path, { method: "POST", body: JSON.stringify(body), headers })
}

/** A call of the portal with this token. */
export function portal(sandbox: Sandbox, path: string, token: string, method = "GET") {
  return ask(sandbox, path, { method, headers: { "x-amz-sso_bearer_token": token } })
}

export async function ask(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(`${sandbox.url}${path}`, init)
  const body: Answered["body"] = JSON.parse((await response.text()) || "{}")
  const code = (response.headers.get("x-amzn-errortype") ?? "").split(":")[0]
  const said = [body.error, body.error_description ?? body.message].filter(Boolean).join(", ")
  const words = response.status === 200 ? "ok" : `${response.status} ${code}: ${said}`
  return { status: response.status, headers: response.headers, body, words }
}

export interface Client {
  readonly clientId: string
  readonly clientSecret: string
}

export async function register(sandbox: Sandbox, more: object = {}): Promise<Client> {
  const words = { clientName: "test", clientType: "public", scopes: ["sso:account:access"], ...more }
  const { body } = await post(sandbox, "/client/register", words)
  return { clientId: body.clientId ?? "", clientSecret: body.clientSecret ?? "" }
}

/** What a client registers that goes by a browser on the same machine. */
export const forBrowser = {
  grantTypes: ["authorization_code", "refresh_token"],
  redirectUris: ["http://127.0.0.1/oauth/callback"],
  issuerUrl: startUrl,
}

export interface Pkce {
  readonly verifier: string
  readonly challenge: string
}

export function pkce(): Pkce {
  const verifier = randomBytes(32).toString("base64url")
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") }
}

export function authorizeUrl(sandbox: Sandbox, client: Client, challenge: string, more: Record<string, string> = {}) {
  const words = new URLSearchParams({
    response_type: "code",
    client_id: client.clientId,
    redirect_uri: callback,
    state: "xyz",
    code_challenge_method: "S256",
    scopes: "sso:account:access",
    code_challenge: challenge,
    ...more,
  })
  return `${sandbox.url}/authorize?${words}`
}

/** Where a browser is sent after somebody signed in there; its query. */
export function visit(sandbox: Sandbox, url: string, more: { user?: string; allow?: boolean } = {}): URLSearchParams {
  const outcome = sandbox.browse({ url, ...more })
  if (outcome?.kind !== "redirect") throw new Error(`not sent on: ${JSON.stringify(outcome)}`)
  return new URL(outcome.to).searchParams
}

export interface Tokens {
  readonly client: Client
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

/** Signed in as somebody, by device code. */
export async function signIn(sandbox: Sandbox, user = "alice", client?: Client): Promise<Tokens> {
  const used = client ?? (await register(sandbox))
  const { body } = await post(sandbox, "/device_authorization", { ...used, startUrl })
  sandbox.browse({ url: body.verificationUriComplete ?? "", user })
  const answer = await post(sandbox, "/token", { ...used, grantType: deviceGrant, deviceCode: body.deviceCode })
  if (answer.words !== "ok") throw new Error(answer.words)
  const { accessToken = "", refreshToken = "", expiresIn } = answer.body
  return { client: used, accessToken, refreshToken, expiresIn: Number(expiresIn) }
}

export const sameDevice = "arn:aws:signin:::devtools/same-device"
export const crossDevice = "arn:aws:signin:::devtools/cross-device"

export function loginUrl(sandbox: Sandbox, challenge: string, more: Record<string, string> = {}): string {
  const words = new URLSearchParams({
    response_type: "code",
    client_id: sameDevice,
    state: "xyz",
    code_challenge_method: "SHA-256",
    scope: "openid",
    redirect_uri: callback,
    code_challenge: challenge,
    ...more,
  })
  return `${sandbox.url}/v1/authorize?${words}`
}

/** As guise makes them: with one key in 128 of any others the proofs of AWS's SDK for Go are refused. */
export const newKey = (): KeyObject => createPrivateKey(newProofKey())

/** A DPoP proof for the token endpoint, with whatever is to be different about it. */
export function proof(
  sandbox: Sandbox,
  key: KeyObject,
  more: { header?: object; claims?: object; signedBy?: KeyObject } = {},
): string {
  const { x, y } = key.export({ format: "jwk" })
  const header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty: "EC", crv: "P-256", x, y }, ...more.header }
  const claims = {
    jti: randomUUID(),
    htm: "POST",
    htu: `${sandbox.url}/v1/token`,
    iat: Math.floor(Date.now() / 1000),
    ...more.claims,
  }
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
  const text = `${part(header)}.${part(claims)}`
  const signature = sign("sha256", Buffer.from(text), { key: more.signedBy ?? key, dsaEncoding: "ieee-p1363" })
  return `${text}.${signature.toString("base64url")}`
}
