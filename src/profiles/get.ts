import type { Place } from "../config/profile.ts"
import type { AwsFiles } from "../config/profiles.ts"
import { unknownProfile } from "../config/unknown-profile.ts"
import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import { quoted } from "../quoted.ts"

/** One line of `guise get NAME`. `value` is null for a secret, which is there and not told. */
export interface Said {
  readonly key: string
  readonly value: string | null
  readonly file: string
  readonly line: number
}

/** What the AWS files say of a profile, in their order. No secret. Error: `profile-unknown`. */
export function saidOf(name: string, files: AwsFiles): readonly Said[] {
  const profile = files.profile(name)
  if (profile === undefined) throw unknownProfile(name, files)
  const { settings, nested, keys } = profile
  const plain = [...settings].map(([key, { value, place }]) => line(key, value, place))
  const blocks = [...nested].flatMap(([key, block]) =>
    [...block].map(([below, value]) => line(`${key}.${below}`, value, profile.place)),
  )
  const secrets = [
    ...(keys?.hasSecret === true ? [line("aws_secret_access_key", null, keys.place)] : []),
    ...(keys?.hasToken === true ? [line("aws_session_token", null, keys.place)] : []),
  ]
  return [...plain, ...secrets, ...blocks]
}

/** One setting. Errors: `profile-unknown`, `profile-invalid` when the profile does not say it, `usage` for a secret. */
export function saidBy(name: string, word: string, files: AwsFiles): Said & { readonly value: string } {
  const all = saidOf(name, files)
  const key = word.toLowerCase()
  const found = all.find(each => each.key === key)
  if (found === undefined)
    throw new GuiseError(
      "profile-invalid",
      `Profile ${JSON.stringify(name)} says nothing of ${JSON.stringify(key)}.${nearestClause(
        key,
        all.map(each => each.key),
      )}`,
      { hint: `guise get ${quoted(name)}` },
    )
  if (found.value !== null) return { ...found, value: found.value }
  throw new GuiseError("usage", `${key} is a secret (${found.file}:${found.line}), which guise get does not tell.`, {
    hint: `guise export ${quoted(name)}`,
  })
}

function line(key: string, value: string | null, { file, line: at }: Place): Said {
  return { key, value, file, line: at }
}
