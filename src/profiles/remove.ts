import type { SectionEdit } from "../config/edit.ts"
import type { AwsFiles } from "../config/profiles.ts"
import { unknownProfile } from "../config/unknown-profile.ts"
import type { KeysParts } from "../keys/parts.ts"
import { type KnownKey, storedKey } from "../store/known.ts"
import { dependentsOf } from "./mentions.ts"
import { carryOut, type Write } from "./writes.ts"

/** A profile that is to go: decided, not done. */
export interface Removal {
  readonly profile: string
  readonly writes: readonly Write[]
  /** Profiles that name it, and would be left without their source. */
  readonly dependents: readonly string[]
  /** The long-lived pair in its section of a file. */
  readonly keyId?: string
  /** The pair that a store keeps for it. */
  readonly stored?: KnownKey
  /** An `[sso-session]` that nobody else uses, which stays. */
  readonly idleSession?: string
}

type Parts = Pick<KeysParts, "env" | "files" | "vault">

/**
 * What goes with a profile: its sections in both files, the pair that a store keeps for it, and the `[sso-session]` of
 * the same name if nobody else uses that. Error: `profile-unknown`.
 */
export function removalOf(profile: string, parts: Parts): Removal {
  const files = parts.files()
  const standing = files.profile(profile)
  const stored = storedKey(parts.vault.known(), profile)
  if (standing === undefined && stored === undefined) throw unknownProfile(profile, files)
  const session = idleSession(profile, files)
  const own: SectionEdit = { do: "remove", kind: "profile", name: profile }
  const withSession: readonly SectionEdit[] =
    session === profile ? [own, { do: "remove", kind: "sso-session", name: session }] : [own]
  const { keys } = standing ?? {}
  return {
    profile,
    writes: [
      { role: "credentials", edits: [own] },
      { role: "config", edits: withSession },
    ],
    dependents: dependentsOf(new Set([profile]), files),
    ...(keys?.keyId === undefined || keys.hasToken ? {} : { keyId: keys.keyId }),
    ...(stored === undefined ? {} : { stored }),
    ...(session === undefined || session === profile ? {} : { idleSession: session }),
  }
}

/** Removes; what a store keeps goes last. Errors: those of `changeFile` and of the store; the same command goes on. */
export async function remove({ profile, writes, stored }: Removal, parts: Parts): Promise<void> {
  await carryOut(writes, parts)
  if (stored !== undefined) await parts.vault.dropKeys(profile)
}

/** The sign-in of this profile when no other profile names it. */
function idleSession(profile: string, files: AwsFiles): string | undefined {
  const sessionOf = (name: string) => files.profile(name)?.settings.get("sso_session")?.value
  const session = sessionOf(profile)
  if (session === undefined || files.ssoSession(session) === undefined) return undefined
  return files.names().some(name => name !== profile && sessionOf(name) === session) ? undefined : session
}
