import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { instantOf } from "../instant.ts"
import { quoted } from "../quoted.ts"
import type { Context, Found } from "./chain-shapes.ts"
import type { KeysRoot } from "./roots.ts"
import { named, sourceMark, textOf, where } from "./words.ts"

/** Seconds that kept temporary keys must still last to be preferred over their source: what botocore insists on, and one. */
const lastingEnough = 960

/**
 * The profile's own key pair, wherever it stands. In a source profile a complete pair ends the search (all SDKs).
 * Error: `profile-invalid` for half a pair.
 */
export function ownKeys(profile: Profile, context: Context): Found | undefined {
  const root = keysRoot(profile)
  return root === undefined ? undefined : serving(profile, root, context)
}

/** True for one half of a key pair without the other. */
export function isHalf({ keys }: Profile): boolean {
  return keys !== undefined && (keys.keyId !== undefined) !== keys.hasSecret
}

/** The kept temporary keys after all, when nothing else is left, for as long as they live. Error: `credentials-expired`. */
export function keptKeys(profile: Profile, context: Context): Found | undefined {
  const root = keysRoot(profile)
  if (root === undefined) return undefined
  if (!outlived(profile, context.now)) return { root, why: whereKeys(profile, root) }
  throw new GuiseError(
    "credentials-expired",
    `The temporary keys of profile ${named(profile, profile.keys?.place)} expired at ${profile.keys?.expiration}, ` +
      "and the profile names no source to get new ones from.",
    {
      hint: profile.settings.has(sourceMark)
        ? "guise refresh"
        : `name their source: guise set ${quoted(profile.name)} source_profile NAME`,
    },
  )
}

/**
 * The profile's own key pair when it stands in this file and still serves. A secret without an id is passed over, as
 * every SDK does where the profile has credentials of another kind. Error: `profile-invalid` for an id without a secret.
 */
export function keysIn(file: "credentials" | "config"): (profile: Profile, context: Context) => Found | undefined {
  return (profile, context) => {
    if (profile.keys?.from !== file || profile.keys.keyId === undefined) return undefined
    return ownKeys(profile, context)
  }
}

function serving(profile: Profile, root: KeysRoot, context: Context): Found | undefined {
  if (outlived(profile, context.now + lastingEnough)) return undefined
  if (context.fresh && profile.keys?.expiration !== undefined) return undefined
  return { root, why: whereKeys(profile, root) }
}

function keysRoot(profile: Profile): KeysRoot | undefined {
  const keys = profile.keys
  if (keys === undefined || (keys.keyId === undefined && !keys.hasSecret)) return undefined
  if (keys.keyId === undefined || !keys.hasSecret) {
    const [has, lacks] =
      keys.keyId === undefined
        ? ["aws_secret_access_key", "aws_access_key_id"]
        : ["aws_access_key_id", "aws_secret_access_key"]
    throw new GuiseError(
      "profile-invalid",
      `Profile ${named(profile, keys.place)} has ${has} but no ${lacks}: half a key pair.`,
      {
        hint: `add ${lacks} at ${where(keys.place)}, or remove ${has}`,
      },
    )
  }
  const accountId = textOf(profile, "aws_account_id")
  return {
    kind: "keys",
    from: keys.from,
    profile: profile.name,
    keyId: keys.keyId,
    temporary: keys.hasToken,
    ...(accountId === undefined ? {} : { accountId }),
  }
}

function outlived(profile: Profile, at: number): boolean {
  const expiry = profile.keys?.hasToken ? instantOf(profile.keys.expiration) : undefined
  return expiry !== undefined && expiry <= at
}

function whereKeys(profile: Profile, root: KeysRoot): string {
  const until = profile.keys?.expiration
  return `Profile ${named(profile, profile.keys?.place)} holds ${root.temporary ? "temporary keys" : "a key pair"} in the ${root.from} file${
    root.temporary && until !== undefined ? `, good until ${until}` : ""
  }.`
}
