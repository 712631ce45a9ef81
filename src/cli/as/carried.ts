import type { Request } from "../../plan/resolve.ts"
import type { CredentialFlagValues } from "../flags.ts"

type Flag = keyof Required<CredentialFlagValues>
type Words = (flags: CredentialFlagValues, policyFile: string | undefined) => readonly string[]

/**
 * How each flag of this command is said to the guise that SDKs run later. `=` keeps a value that begins with a dash a
 * value. What is for this once (a code, `--fresh`) or for the person (`--quiet`) is not carried on.
 */
const carried: Readonly<Record<Flag, Words>> = {
  region: ({ region }) => one("--region", region),
  duration: ({ duration }) => one("--duration", duration),
  minTtl: ({ minTtl }) => one("--min-ttl", minTtl),
  session: ({ session }) => (session === false ? ["--no-session"] : []),
  sessionName: ({ sessionName }) => one("--session-name", sessionName),
  externalId: ({ externalId }) => one("--external-id", externalId),
  roleArn: ({ roleArn }) => many("--role-arn", roleArn),
  readOnly: ({ readOnly }) => (readOnly === true ? ["--read-only"] : []),
  policy: ({ policy }, file) => [
    ...one("--policy", file),
    ...many(
      "--policy",
      policy?.filter(item => item.startsWith("arn:")),
    ),
  ],
  tags: ({ tags }) => many("--tags", tags),
  sourceIdentity: ({ sourceIdentity }) => one("--source-identity", sourceIdentity),
  fresh: nothing,
  mfaCode: nothing,
  tokenCode: nothing,
  profile: nothing,
  quiet: nothing,
  verbose: nothing,
  json: nothing,
}

/** Flags that say nothing about who one is. */
const plain: ReadonlySet<Flag> = new Set(["region", "minTtl"])

/**
 * The words after `guise` that get the same credentials again. The policy of a `--policy FILE` is read at once and
 * handed to `keep`, which answers where it lies from then on.
 */
export function processWords(
  profile: string,
  flags: CredentialFlagValues,
  request: Pick<Request, "policy">,
  keep: (policy: string) => string,
): readonly string[] {
  return ["process", ...profileWords(profile, flags, request.policy === undefined ? undefined : keep(request.policy))]
}

/** The profile and the flags as words that get the same again, with the file that the policy of `--policy FILE` is in. */
export function profileWords(
  profile: string,
  flags: CredentialFlagValues,
  policyFile: string | undefined,
): readonly string[] {
  const words = Object.values(carried).flatMap(wordsOf => wordsOf(flags, policyFile))
  return [...(profile.startsWith("-") ? [`--profile=${profile}`] : [profile]), ...words]
}

/** The first flag that makes these credentials others than the profile's own; undefined when there is none. */
export function shapingFlag(flags: CredentialFlagValues): string | undefined {
  const shaping = Object.entries(carried).filter(([flag]) => !plain.has(flag as Flag))
  const [word] = shaping.flatMap(([, wordsOf]) => wordsOf(flags, flags.policy?.[0]))
  return word?.split("=")[0]
}

function one(flag: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${flag}=${value}`]
}

function many(flag: string, values: readonly string[] | undefined): readonly string[] {
  return (values ?? []).map(value => `${flag}=${value}`)
}

function nothing(): readonly string[] {
  return []
}
