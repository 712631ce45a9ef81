import { Sha256 } from "@aws-crypto/sha256-js"
import { IAMServiceException } from "@aws-sdk/client-iam"
import { type Credentials, STSClient, STSServiceException } from "@aws-sdk/client-sts"
import { SignatureV4 } from "@smithy/signature-v4"
import type { Sandbox } from "../../src/sandbox/sandbox.ts"

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const alice: Keys = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
export const bob: Keys = {
  accessKeyId: "AKIAI44QH8DHBEXAMPLE",
  secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
}
export const serial = "arn:aws:iam::111122223333:mfa/alice"
export const roleArn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`

/**
 * A clock that stands still at the start of an MFA window, near enough to the machine's for its signatures: so that no
 * test depends on how fast it runs.
 */
export function stillClock(): () => number {
  const now = Math.floor(Date.now() / 30_000) * 30 + 1
  return () => now
}

/** AWS's own client, pointed at a sandbox, without retries. */
export function clientOf(sandbox: Sandbox, credentials: Keys = alice): STSClient {
  return new STSClient({ endpoint: sandbox.url, region: "us-east-1", credentials, maxAttempts: 1 })
}

/** The keys out of an answer of the client. */
export function keysOf(answer: { readonly Credentials?: Credentials | undefined }): Keys {
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = answer.Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

/** How a call was refused, as `STATUS CODE: message`; `ok` when it was not. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return "ok"
  } catch (error) {
    if (!(error instanceof STSServiceException || error instanceof IAMServiceException)) throw error
    // The client's class names end in Exception where the wire does not.
    return `${error.$metadata.httpStatusCode} ${error.name.replace(/Exception$/, "")}: ${error.message}`
  }
}

export interface Asked {
  readonly keys?: Keys
  readonly params?: Readonly<Record<string, string>>
  readonly date?: Date
  readonly region?: string
  readonly service?: string
  /** Headers changed after the request was signed; an empty one is taken away. */
  readonly tamper?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request signed with AWS's signing library, then changed at will; answered as `STATUS CODE: message` or `200`. */
export async function signedCall(sandbox: Sandbox, asked: Asked = {}): Promise<string> {
  const params = asked.params ?? { Action: "GetCallerIdentity", Version: "2011-06-15" }
  const body = new URLSearchParams(params).toString()
  const signer = new SignatureV4({
    service: asked.service ?? "sts",
    region: asked.region ?? "us-east-1",
    credentials: asked.keys ?? alice,
    sha256: Sha256,
    applyChecksum: false,
  })
  const request = {
    method: "POST",
    protocol: "http:",
    hostname: "127.0.0.1",
    path: "/",
    headers: { host: `127.0.0.1:${sandbox.port}`, "content-type": "application/x-www-form-urlencoded" },
    body,
  }
  const { headers } = await signer.sign(request, asked.date === undefined ? {} : { signingDate: asked.date })
  const sent = Object.entries({ ...headers, ...asked.tamper }).filter(([, value]) => value !== "")
  return wordsOf(await fetch(sandbox.url, { method: "POST", headers: sent, body: asked.body ?? body }))
}

/** `STATUS CODE: message` of an XML answer, `200` of a success. */
export async function wordsOf(response: Response): Promise<string> {
  const text = await response.text()
  if (response.status === 200) return "200"
  const part = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? ""
  return `${response.status} ${part("Code")}: ${unescapeXml(part("Message"))}`
}

function unescapeXml(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
}
