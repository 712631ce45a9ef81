import { join } from "node:path"
import { isProofKey } from "../aws/dpop.ts"
import { wordIn } from "../aws/fields.ts"
import { awsHome, awsPath, expandHome } from "../config/files.ts"
import { GuiseError } from "../errors.ts"
import { texts } from "../plan/texts.ts"
import { quoted } from "../quoted.ts"
import { type Fields, isRecord, recordIn, textIn } from "../record.ts"
import { sha256 } from "../sys/digest.ts"
import { readRegular, writePrivate } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import type { Env } from "../types.ts"
import { timeOf } from "./document.ts"
import { tokenClaims } from "./id-token.ts"

/** An AWS sign-in as every AWS tool keeps it. SECRET. */
export interface KeptSignIn {
  /** The text that it was read from: while that stands there, nobody else has renewed it. */
  readonly text: string
  /** All that the file says: what guise does not know is kept as it is. */
  readonly fields: Fields
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string }
  readonly accountId?: string
  /** When the keys end, by this machine's clock, as all tools write it. */
  readonly expiresAt: number
  readonly clientId: string
  readonly refreshToken: string
  /** PEM. */
  readonly proofKey: string
  /** Where it began, and so where it is renewed. */
  readonly region?: string
  /** When the person signed in; absent where no tool kept that. */
  readonly begunAt?: number
}

/** Where the sign-in of a `login_session` lies, for the AWS CLI and the SDKs as well. */
export function loginFile(session: string, env: Env): string {
  return join(loginFolder(env), `${sha256([session])}.json`)
}

/** The folder of all of them. */
export function loginFolder(env: Env): string {
  return expandHome(awsPath("AWS_LOGIN_CACHE_DIRECTORY", env) || "~/.aws/login/cache", awsHome(env))
}

/**
 * What lies there; undefined when nothing does. A text that is not whole is looked at again for a while: the AWS CLI and
 * the SDKs empty the file and then fill it.
 * Errors: `file-malformed`, naming what is missing; `file-unreadable`.
 */
export async function readLogin(path: string): Promise<KeptSignIn | undefined> {
  for (let looked = 1; ; looked += 1) {
    const text = textOf(path)
    if (text === undefined) return undefined
    const fields = recordIn(text)
    if (fields !== undefined) return signInOf(path, text, fields)
    if (looked === mostLooks) throw malformed(path, "is not one JSON object")
    await new Promise(done => setTimeout(done, lookAgain))
  }
}

const mostLooks = 15
/** Far more than a sign-in takes. */
const mostBytes = 1024 * 1024
/** Milliseconds. */
const lookAgain = 20

function textOf(path: string): string | undefined {
  try {
    return readRegular(path, mostBytes)?.toString("utf8")
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const hint = `ls -ld ${quoted(path)}`
    throw new GuiseError("file-unreadable", `${path} is there and cannot be read (${code}).`, { hint, cause })
  }
}

function signInOf(path: string, text: string, fields: Fields): KeptSignIn {
  const token = isRecord(fields.accessToken) ? fields.accessToken : {}
  const [accessKeyId, secretAccessKey, sessionToken] = keyNames.map(name => wordIn(token[name]))
  const [clientId, refreshToken, proofKey] = [
    wordIn(fields.clientId),
    wordIn(fields.refreshToken),
    textIn(fields.dpopKey),
  ]
  const expiresAt = timeOf(token.expiresAt)
  if (!(accessKeyId && secretAccessKey && sessionToken && clientId && refreshToken && proofKey)) {
    const missing = [
      ...names.filter(name => !fields[name]),
      ...keyNames.filter(name => !token[name]).map(name => `accessToken.${name}`),
    ]
    throw malformed(
      path,
      missing.length > 0 ? `lacks ${missing.join(" and ")}` : "holds keys or tokens that can be none",
    )
  }
  if (typeof expiresAt !== "number") throw malformed(path, "says nowhere when its keys end (accessToken.expiresAt)")
  if (!isProofKey(proofKey)) throw malformed(path, "holds a dpopKey that is no private key on P-256")
  const [accountId, region] = [wordIn(token.accountId), wordIn(fields.signInRegion)]
  const begunAt = tokenClaims(wordIn(fields.idToken) ?? "")?.issuedAt
  return {
    text,
    fields,
    keys: { accessKeyId, secretAccessKey, sessionToken },
    expiresAt,
    clientId,
    refreshToken,
    proofKey,
    ...(accountId === undefined ? {} : { accountId }),
    // It becomes part of a host's name.
    ...(region === undefined || !texts.region.pattern.test(region) ? {} : { region }),
    ...(begunAt === undefined ? {} : { begunAt }),
  }
}

const keyNames = ["accessKeyId", "secretAccessKey", "sessionToken"] as const
const names = ["clientId", "refreshToken", "dpopKey"] as const

/**
 * Puts a sign-in there, for its owner alone, whole or not at all. With `over`, only while that text still stands there:
 * false, and nothing written, when another tool was faster. Errors: what the system says, as Node gives it.
 */
export function writeLogin(path: string, fields: Fields, over?: string): boolean {
  const stillWanted = () =>
    over === undefined || process.getBuiltinModule("node:fs").readFileSync(path, "utf8") === over
  try {
    sweepTemporaries(path)
    writePrivate(path, `${JSON.stringify(fields, null, 2)}\n`, 0o600, { stillWanted })
    return true
  } catch (error) {
    // The file that is gone was taken away by a log-out.
    if (["ECHANGED", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false
    throw error
  }
}

function malformed(path: string, trouble: string): GuiseError {
  return new GuiseError("file-malformed", `The AWS sign-in kept in ${path} ${trouble}.`)
}
