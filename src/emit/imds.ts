import { createHmac, randomBytes } from "node:crypto"
import { isoTime } from "../instant.ts"
import type { Credentials } from "../types.ts"
import { type Answer, type Asked, json, refusal } from "./answer.ts"
import { handedOut } from "./ecs.ts"
import { sameSecret } from "./same-secret.ts"

/** The one identity that a machine has, and what else is asked of it. */
export interface Machine {
  /** What the role is called in paths. */
  readonly role: string
  readonly region: string | undefined
  credentials(): Promise<Credentials>
  /** Unix seconds. */
  now(): number
  /** What this user's programs may know of it. */
  health(): object
  /** Whether whoever is at the other end is the person this runs as. */
  isOurs(asked: Asked): boolean
}

const ttlHeader = "x-aws-ec2-metadata-token-ttl-seconds"
const tokenHeader = "x-aws-ec2-metadata-token"
const longest = 21_600

/**
 * The instance metadata service, version 2, as far as SDKs ask for credentials and a region. Version 1, without a token,
 * is not there.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */
export function machineAnswers(machine: Machine): (asked: Asked) => Promise<Answer> {
  const key = randomBytes(32)
  const roles = "/latest/meta-data/iam/security-credentials"
  const placement = "/latest/meta-data/placement"
  const zone = machine.region && `${machine.region}a`
  const pages: Readonly<Record<string, () => Promise<Answer> | Answer>> = {
    [roles]: () => text(machine.role),
    [`${roles}/`]: () => text(machine.role),
    [`${roles}/${machine.role}`]: () => handedOut(machine, endsAt => endText(endsAt, machine.now())),
    [`${placement}/region`]: () => text(machine.region),
    [`${placement}/availability-zone`]: () => text(zone),
    [`${placement}/availability-zone/`]: () => text(zone),
  }
  return async asked => {
    const { method, path, header } = asked
    if (!machine.isOurs(asked)) return refusal(403, "user", "the request is another user's")
    if (path === "/health" && method === "GET") return json(200, machine.health())
    if (path === "/latest/api/token") return newToken(asked, key, machine.now())
    if (method !== "GET") return refusal(405, "method", "only GET is answered, and PUT for a token")
    if (!isGood(header(tokenHeader), key, machine.now()))
      return refusal(401, "token", "no token, or one that has ended")
    return Object.hasOwn(pages, path) ? ((await pages[path]?.()) ?? absent) : absent
  }
}

/**
 * botocore takes an end that is near for an outage of the service, writes one of its own over it (17 to 25 minutes from
 * now) and goes on with dead credentials. A time with a fraction of a second it leaves as it is.
 */
function endText(endsAt: number, now: number): string {
  const whole = isoTime(endsAt)
  return endsAt - now > believed ? whole : whole.replace(/Z$/, ".000Z")
}

/** Seconds of life that every client believes. */
const believed = 26 * 60

const absent: Answer = { status: 404, body: "" }

function text(body: string | undefined): Answer {
  return body === undefined ? absent : { status: 200, body, headers: { "content-type": "text/plain" } }
}

/** The life is said again in the answer: the SDKs for Rust and Go take no token without. */
function newToken({ method, header }: Asked, key: Buffer, now: number): Answer {
  if (method !== "PUT") return refusal(405, "method", "a token is asked for with PUT")
  const ttl = header(ttlHeader) ?? ""
  if (!/^\d{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > longest)
    return refusal(400, "ttl", `${ttlHeader} says 1 to ${longest} seconds`)
  const until = String(Math.floor(now) + Number(ttl))
  const body = `${until}.${sealOf(until, key)}`
  return { status: 200, body, headers: { "content-type": "text/plain", [ttlHeader]: ttl } }
}

function isGood(token: string | undefined, key: Buffer, now: number): boolean {
  const [until = "", seal] = token?.split(".") ?? []
  return sameSecret(seal, sealOf(until, key)) && Number(until) > now
}

function sealOf(until: string, key: Buffer): string {
  return createHmac("sha256", key).update(until).digest("base64url")
}
