import type { Profile, Profiles } from "../config/profile.ts"
import type { SaidFile } from "../config/said.ts"
import { ownLineIn } from "../plan/process-line.ts"
import { sourceMark } from "../plan/words.ts"
import { domainNames } from "./domain.ts"

/** A line of a profile that names another one. */
export interface Mention {
  /** Whose line it is. */
  readonly profile: string
  readonly key: string
  readonly value: string
}

/** aws-vault has two words of its own. */
const naming: readonly string[] = ["source_profile", "include_profile", "parent_profile"]

/** The lines of one file that name a profile; its own line is one of them, and so is the mark of what was written from it. */
export function mentionsIn(file: SaidFile, wanted: string): readonly Mention[] {
  return file.names.flatMap(profile =>
    (file.said(profile) ?? [])
      .filter(({ key, value }) =>
        naming.includes(key) || key === sourceMark
          ? value === wanted
          : key === "credential_process" && ownLineIn(value)?.profile === wanted,
      )
      .map(({ key, value }) => ({ profile, key, value })),
  )
}

/** The profiles that would be left without their source if all these went, and that do not go themselves. */
export function dependentsOf(gone: ReadonlySet<string>, files: Pick<Profiles, "names" | "profile">): readonly string[] {
  if (gone.size === 0) return []
  return files.names().filter(name => {
    const profile = gone.has(name) ? undefined : files.profile(name)
    return profile !== undefined && sourcesOf(profile).some(source => source !== undefined && gone.has(source))
  })
}

function sourcesOf(profile: Profile): readonly (string | undefined)[] {
  const value = (key: string) => profile.settings.get(key)?.value
  const line = value("credential_process")
  return [...naming.map(value), line === undefined ? undefined : ownLineIn(line)?.profile, silentSource(profile)]
}

/** In the layout of AwsCredentialsManager `x:mfa` is the session of `x:iam` without a line that says so. */
export function silentSource({ name, settings }: Profile): string | undefined {
  const end = `:${domainNames.mfa}`
  const isSession = ["mfa_serial", "mfa_device_arn"].some(key => settings.has(key))
  if (!name.endsWith(end) || !isSession || settings.has("source_profile") || settings.has("role_arn")) return undefined
  return `${name.slice(0, -end.length)}:${domainNames.user}`
}
