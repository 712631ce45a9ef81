import { createHash, timingSafeEqual } from "node:crypto"
import { Sha256 } from "@aws-crypto/sha256-js"
import { SignatureV4 } from "@smithy/signature-v4"
import { regionShape } from "../region.ts"
import { type Authorization, parseAmzDate } from "./authorization.ts"
import { AwsError } from "./errors.ts"
import type { HttpRequest } from "./http.ts"

const windowSeconds = 15 * 60

/** Refuses what is not for this service, or not of this time. Error: SignatureDoesNotMatch. */
export function checkScope(authorization: Authorization, service: string, signingTimes: readonly number[]): void {
  const { scope, date } = authorization
  const faults: string[] = []
  if (!regionShape.test(scope.region))
    faults.push(`Credential should be scoped to a valid region, not '${scope.region}'. `)
  if (scope.service !== service) faults.push(`Credential should be scoped to correct service: '${service}'. `)
  if (scope.terminator !== "aws4_request") {
    faults.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'. `)
  }
  if (scope.date !== date.slice(0, 8)) {
    faults.push(
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
        `'${scope.date}' != '${date.slice(0, 8)}', from '${date}'.`,
    )
  }
  if (faults.length > 0) throw mismatch(faults.join(""))
  const complaints = signingTimes.map(now => complaintAbout(authorization, now))
  if (complaints.every(complaint => complaint !== undefined)) throw mismatch(complaints.at(-1) ?? "")
}

function complaintAbout({ date, expires }: Authorization, now: number): string | undefined {
  const signed = parseAmzDate(date)
  const earliest = now - (expires ?? windowSeconds)
  const latest = now + windowSeconds
  if (signed < earliest) {
    const window = expires === undefined ? "15 min." : `${expires} sec.`
    return `Signature expired: ${date} is now earlier than ${amzDate(earliest)} (${amzDate(now)} - ${window})`
  }
  if (signed > latest) {
    return `Signature not yet current: ${date} is still later than ${amzDate(latest)} (${amzDate(now)} + 15 min.)`
  }
  return undefined
}

/**
 * Computes the signature anew over exactly the headers that were signed, and compares. Error: SignatureDoesNotMatch.
 */
export async function checkSignature(
  request: HttpRequest,
  authorization: Authorization,
  secret: string,
): Promise<void> {
  checkSignedHeaders(request, authorization)
  checkBodyHash(request)
  const wanted = await signatureOf(request, authorization, secret)
  const given = Buffer.from(authorization.signature)
  const right = Buffer.from(wanted)
  if (given.length === right.length && timingSafeEqual(given, right)) return
  throw mismatch(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
      "and signing method. Consult the service documentation for details.",
  )
}

/** A header that decides what is done, or for whom, must not be one that somebody on the way could have added. */
function checkSignedHeaders(request: HttpRequest, { signedHeaders }: Authorization): void {
  const must = [...request.headers.keys()].filter(name => name === "host" || name.startsWith("x-amz-"))
  if (!signedHeaders.includes("host"))
    throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  const open = must.find(name => !signedHeaders.includes(name))
  if (open !== undefined) throw mismatch(`'${open}' must be a 'SignedHeader' in the AWS Authorization.`)
}

/** The signer believes this header instead of the body, so the two have to agree first. */
function checkBodyHash(request: HttpRequest): void {
  const claimed = request.headers.get("x-amz-content-sha256")
  if (claimed === undefined || claimed === createHash("sha256").update(request.body).digest("hex")) return
  throw mismatch("The value passed in as x-amz-content-sha256 does not match the SHA-256 of the request's body.")
}

async function signatureOf(request: HttpRequest, authorization: Authorization, secret: string): Promise<string> {
  const { scope, keyId, token, signedHeaders, place } = authorization
  const names = new Set(signedHeaders)
  const signer = new SignatureV4({
    service: scope.service,
    region: scope.region,
    sha256: Sha256,
    applyChecksum: false,
    credentials: {
      accessKeyId: keyId,
      secretAccessKey: secret,
      // In a header the token is already among those signed; in a URL the signer has to put it there.
      ...(place === "query" && token !== undefined ? { sessionToken: token } : {}),
    },
  })
  const message = {
    method: request.method,
    protocol: "http:",
    hostname: request.headers.get("host") ?? "",
    path: request.path,
    query: queryOf(request.query, place),
    headers: Object.fromEntries([...request.headers].filter(([name]) => names.has(name))),
    ...(request.body.length > 0 ? { body: request.body } : {}),
  }
  const options = { signingDate: new Date(parseAmzDate(authorization.date) * 1000), signableHeaders: names }
  if (place === "query") {
    const signed = await signer.presign(message, {
      ...options,
      unhoistableHeaders: names,
      ...(authorization.expires === undefined ? {} : { expiresIn: authorization.expires }),
    })
    return String(signed.query?.["X-Amz-Signature"])
  }
  const signed = await signer.sign(message, { ...options, unsignableHeaders: new Set(["x-amz-date"]) })
  return /Signature=(\w+)$/.exec(signed.headers.authorization ?? "")?.[1] ?? ""
}

function queryOf(query: URLSearchParams, place: "header" | "query"): Record<string, string | string[]> {
  const own = /^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)$/
  const names = [...new Set(query.keys())].filter(name => place === "header" || !own.test(name))
  return Object.fromEntries(names.map(name => [name, query.getAll(name)]))
}

function amzDate(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace(/[-:]|\.\d+/g, "")
}

function mismatch(message: string): AwsError {
  return new AwsError("SignatureDoesNotMatch", message)
}
