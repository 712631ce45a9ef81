import type { Profile } from "../config/profile.ts"
import type { AwsFiles } from "../config/profiles.ts"
import { quoted } from "../quoted.ts"
import { offered } from "./import-credentials.ts"
import type { Holding, Offer } from "./import-shapes.ts"

/**
 * What aws-mfa made of the credentials file: the long-lived pair and its device in `[NAME-long-term]`, and under NAME
 * itself temporary keys, which it renews. Here the pair becomes NAME's own: guise makes the sessions.
 * https://github.com/broamski/aws-mfa
 */
export function awsMfaHolding(files: AwsFiles, suffix = "long-term"): Holding {
  const ending = `-${suffix}`
  const sections = files.names().filter(name => name.endsWith(ending) && name.length > ending.length)
  const found = sections.flatMap(name => {
    const profile = files.profile(name)
    const short = name.slice(0, -ending.length)
    return profile?.keys === undefined ? [] : [{ profile, short, worn: files.profile(short) }]
  })
  return {
    from: files.paths.credentials,
    offers: found.map(({ profile, short, worn }) => offerOf(short, profile, worn, files)),
    notes: [
      ...found.flatMap(({ worn }) => (worn?.keys?.hasToken === true ? [keptNote(worn)] : [])),
      ...(found.length === 0
        ? []
        : [
            `${files.paths.credentials} still holds the pairs in plain text: when all is well, take those sections out`,
          ]),
    ],
  }
}

function offerOf(name: string, long: Profile, worn: Profile | undefined, files: AwsFiles): Offer {
  const pair = files.keysOf(long.name)
  const known = { profile: name, ...(long.keys?.keyId === undefined ? {} : { keyId: long.keys.keyId }) }
  if (pair === undefined) return { ...known, why: `[${long.name}] is half a key pair` }
  if (long.keys?.hasToken === true) return { ...known, why: `the keys in [${long.name}] are temporary` }
  const role = long.settings.get("assume_role")?.value ?? worn?.settings.get("assumed_role_arn")?.value
  if (role !== undefined && role !== "None")
    return {
      ...known,
      why: `aws-mfa takes the role ${role} with it. Import the pair as it is, and let NAME be that role: guise import --from aws-mfa --rename ${quoted(`${name}=${name}-user`)}, then role_arn and source_profile = ${name}-user in the config file`,
    }
  const device = long.settings.get("aws_mfa_device")?.value
  const offer = offered(name, pair, false)
  return "keys" in offer && device !== undefined ? { ...offer, mfaSerial: device } : offer
}

/** The credentials file comes before a credential_process in the AWS CLI and the SDKs, and the origin is not touched. */
function keptNote({ name, keys }: Profile): string {
  const until = keys?.expiration === undefined ? "" : ` (until ${keys.expiration})`
  return `[${name}] holds aws-mfa's temporary keys${until}; other tools take those first, and fail when they end: take that section out (${keys?.place.file}:${keys?.place.line}), and they come to guise`
}
