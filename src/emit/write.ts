import { rewriteSection, type SectionChange, type SectionValues } from "../config/rewrite.ts"
import { GuiseError } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { Credentials, Env } from "../types.ts"

/** A section of the credentials file that temporary credentials go into. No secret. */
export interface Target {
  /** The credentials file. */
  readonly file: string
  readonly section: string
  /** Keys by which guise knows the section again; every SDK passes them over. Undefined: it is not to be there. */
  readonly marks: Readonly<Record<string, string | undefined>>
  /** Where AWS is spoken to, for tools that read the section: `region` and the like. */
  readonly settings: Readonly<Record<string, string>>
}

/**
 * Puts temporary credentials into a section that is missing, empty, or holds temporary keys alone; every other byte of
 * the file stays. The version before lies beside it the first time. Errors: `profile-invalid` for a section that holds
 * anything else, and those of `changeSection`.
 */
export async function writeInto(target: Target, credentials: Credentials, env: Env, again = false): Promise<void> {
  await rewriteSection(
    target.file,
    {
      role: "credentials",
      profile: target.section,
      backup: again ? "as-it-is" : "new",
      decide(standing) {
        insistOnTemporary(target, standing)
        return changeOf(target, credentials)
      },
    },
    env,
  )
}

/**
 * Puts newer credentials into a section that is ours still; answers false when it is not, and was left alone: gone, or
 * taken over by somebody else. What is replaced has ended or soon will: no backup is made of it.
 */
export async function renewIn(target: Target, credentials: Credentials, env: Env): Promise<boolean> {
  let isOurs = false
  await rewriteSection(
    target.file,
    {
      role: "credentials",
      profile: target.section,
      backup: "as-it-is",
      decide(standing) {
        isOurs = isMarked(standing, target) && otherThanTemporary(standing) === undefined
        return isOurs ? changeOf({ ...target, settings: {} }, credentials) : undefined
      },
    },
    env,
  )
  return isOurs
}

/** Takes our keys out of a section, and what was written with them; a section that is not ours stays. */
export async function takeFrom(target: Target, env: Env): Promise<boolean> {
  let isOurs = false
  await rewriteSection(
    target.file,
    {
      role: "credentials",
      profile: target.section,
      backup: "none",
      decide(standing) {
        // Asked again when the keys are out, it says that it is none of ours.
        if (!isMarked(standing, target)) return undefined
        isOurs = true
        return { unset: whatIsOurs(target, standing) }
      },
    },
    env,
  )
  return isOurs
}

/** A pair that somebody has put in the place of ours since is theirs. */
function whatIsOurs({ settings, marks }: Target, standing: SectionValues): readonly string[] {
  const mine = Object.keys(settings).filter(key => standing.get(key) === settings[key])
  const keys = otherThanTemporary(standing) === undefined ? [...keyNames, ...expiries] : ["expiration"]
  return [...keys, ...Object.keys(marks), ...mine]
}

function isMarked(standing: SectionValues, { marks }: Target): boolean {
  return Object.entries(marks).every(([key, value]) => value === undefined || standing.has(key))
}

const keyNames = [
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  // botocore reads it before aws_session_token: the former one's would go with the new keys.
  "aws_security_token",
  "aws_account_id",
] as const

/** What this and other tools note beside temporary keys: a stale one would speak of the keys before. */
const expiries = [
  "expiration",
  "aws_session_expiration",
  "aws_credential_expiration",
  "x_security_token_expires",
  "x_principal_arn",
] as const

function changeOf({ marks, settings }: Target, credentials: Credentials): SectionChange {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId } = credentials
  if (sessionToken === undefined) throw new Error("only temporary credentials are written")
  const set = {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
    ...(accountId === undefined ? {} : { aws_account_id: accountId }),
    ...(expiresAt === undefined ? {} : { expiration: isoTime(expiresAt) }),
    ...settings,
  }
  const marked = Object.entries(marks).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
  const gone = [...keyNames, ...expiries].filter(key => !(key in set))
  const unmarked = Object.keys(marks).filter(key => marks[key] === undefined)
  return { set: { ...set, ...Object.fromEntries(marked) }, unset: [...gone, ...unmarked] }
}

function insistOnTemporary({ file, section }: Target, standing: SectionValues): void {
  const found = otherThanTemporary(standing)
  if (found === undefined) return
  throw new GuiseError(
    "profile-invalid",
    `The section ${JSON.stringify(section)} of ${file} holds ${found}. Temporary credentials go into a section that is missing, empty, or holds temporary keys alone; nothing was written.`,
    { hint: "guise write PROFILE --to ANOTHER-NAME" },
  )
}

/** What the section holds that is not ours to replace. */
function otherThanTemporary(standing: SectionValues): string | undefined {
  const keyId = standing.get("aws_access_key_id") ?? ""
  const hasPair = keyId !== "" || Boolean(standing.get("aws_secret_access_key"))
  const hasToken = Boolean(standing.get("aws_session_token") || standing.get("aws_security_token"))
  // `aws configure` over temporary keys leaves their token beside the new pair.
  if (hasPair && (!hasToken || keyId.startsWith(longTerm))) return "a long-lived key pair"
  return otherKinds.find(key => standing.has(key))
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const longTerm = "AKIA"

/** Who has these and keys besides is a different somebody in each SDK. */
export const otherKinds = [
  "role_arn",
  "web_identity_token_file",
  "credential_process",
  "sso_session",
  "sso_start_url",
  "sso_account_id",
  "sso_role_name",
  "login_session",
] as const
