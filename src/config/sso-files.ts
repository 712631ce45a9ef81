import { GuiseError } from "../errors.ts"
import { instantOf } from "../instant.ts"
import { type Fields, recordIn, textIn } from "../record.ts"
import { regionInHost } from "../region.ts"
import { readRegular, unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import type { World } from "../types.ts"

/**
 * The files in which the AWS CLI and every SDK keep sign-ins: names and fields are theirs, so that one sign-in serves
 * all of them. Source: botocore, utils.py (`SSOTokenLoader`, `SSOTokenFetcher`) and tokens.py.
 */
export interface KeptToken {
  /** SECRET. */
  readonly accessToken: string
  /** By AWS's clock. */
  readonly expiresAt: number
  readonly startUrl?: string
  readonly region?: string
  /** What a new token is got with, without a browser. SECRET. Absent where a part of it is missing, or over. */
  readonly refresh?: { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string }
  /** The file as it stands: what others wrote into it stays there. SECRET. */
  readonly fields: Fields
}

/** A client's registration, as the AWS CLI keeps it. The secret is SECRET. */
export interface KeptRegistration {
  readonly clientId: string
  readonly clientSecret: string
  readonly expiresAt: number
  readonly grantTypes?: readonly string[]
}

/** The token that stands in a file; undefined for no file, and for one without a token. Error: `file-unreadable`. */
export async function readToken(
  path: string,
  world: Pick<World, "sleep" | "detail" | "now">,
): Promise<KeptToken | undefined> {
  return tokenIn(await readFields(path, world), world.now())
}

/** The same at one glance, for whoever only looks. Error: `file-unreadable`. */
export function glanceAtToken(path: string, now: number): KeptToken | undefined {
  return tokenIn(recordIn(readText(path) ?? ""), now)
}

function tokenIn(fields: Fields | undefined, now: number): KeptToken | undefined {
  const accessToken = textIn(fields?.accessToken)
  if (fields === undefined || accessToken === undefined) return undefined
  const startUrl = textIn(fields.startUrl)
  const region = regionIn(fields)
  const refresh = refreshIn(fields, now)
  return {
    accessToken,
    expiresAt: instantIn(fields, "expiresAt") ?? 0,
    fields,
    ...(startUrl === undefined ? {} : { startUrl }),
    ...(region === undefined ? {} : { region }),
    ...(refresh === undefined ? {} : { refresh }),
  }
}

function regionIn(fields: Fields): string | undefined {
  const region = textIn(fields.region)
  return region !== undefined && regionInHost.test(region) ? region : undefined
}

function refreshIn(fields: Fields, now: number): KeptToken["refresh"] {
  const [clientId, clientSecret] = [textIn(fields.clientId), textIn(fields.clientSecret)]
  const refreshToken = textIn(fields.refreshToken)
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return undefined
  const until = instantIn(fields, "registrationExpiresAt")
  return until !== undefined && until <= now ? undefined : { clientId, clientSecret, refreshToken }
}

/** The registration that stands in a file, while it is good for another quarter of an hour. Error: `file-unreadable`. */
export async function readRegistration(
  path: string,
  world: Pick<World, "sleep" | "detail" | "now">,
): Promise<KeptRegistration | undefined> {
  const fields = await readFields(path, world)
  const [clientId, clientSecret] = [textIn(fields?.clientId), textIn(fields?.clientSecret)]
  const expiresAt = instantIn(fields, "expiresAt") ?? 0
  if (clientId === undefined || clientSecret === undefined || expiresAt < world.now() + 900) return undefined
  const { grantTypes } = fields ?? {}
  const types = Array.isArray(grantTypes) ? grantTypes.filter(type => typeof type === "string") : undefined
  return { clientId, clientSecret, expiresAt, ...(types === undefined ? {} : { grantTypes: types }) }
}

/**
 * Puts fields into a file, 0600 and whole. Answers false, and says so, where that cannot be done: a sign-in is not lost
 * for that. With `over`, the token that is renewed, only while that still stands there: false, in silence, where somebody
 * signed in anew meanwhile, or out.
 */
export function writeFields(path: string, fields: Fields, world: Pick<World, "notice">, over?: string): boolean {
  const stillWanted = () => over === undefined || textIn(recordIn(readText(path) ?? "")?.accessToken) === over
  try {
    sweepTemporaries(path)
    writePrivate(path, JSON.stringify(fields), 0o600, { stillWanted })
    return true
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown"
    if (reason === "ECHANGED") return false
    world.notice(`the sign-in cannot be kept in ${path} (${reason}): it serves this command alone`)
    return false
  }
}

/** Removes a file; answers whether there was one. Error: `file-unreadable`. */
export function removeFile(path: string): boolean {
  try {
    sweepTemporaries(path)
    return unlinkIfThere(path)
  } catch (error) {
    throw new GuiseError("file-unreadable", `${path} cannot be removed (${(error as NodeJS.ErrnoException).code}).`)
  }
}

const glances = 6
/** Far more than a sign-in takes. */
const mostBytes = 1024 * 1024

/** The JavaScript SDK and AWS CLI v2 write in place: a file that is no JSON may be one that is half written. */
async function readFields(path: string, world: Pick<World, "sleep" | "detail">): Promise<Fields | undefined> {
  for (let glance = 1; ; glance += 1) {
    const text = readText(path)
    const fields = recordIn(text ?? "")
    if (text === undefined || fields !== undefined) return fields
    if (glance === glances) break
    await world.sleep(20)
  }
  world.detail(`${path} is no JSON object: it is passed over`)
  return undefined
}

function readText(path: string): string | undefined {
  try {
    return readRegular(path, mostBytes)?.toString("utf8")
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code
    throw new GuiseError("file-unreadable", `The sign-in in ${path} cannot be read (${reason}).`, { cause })
  }
}

function instantIn(fields: Fields | undefined, name: string): number | undefined {
  return instantOf(textIn(fields?.[name]))
}
