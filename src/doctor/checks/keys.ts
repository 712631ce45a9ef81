import { quoted } from "../../quoted.ts"
import type { Check, Finding } from "../check.ts"

const about = { needsNetwork: false, needsBothFiles: false } as const

/** Credentials under the name that every tool falls back to. */
export const defaultKeys: Check = {
  ...about,
  group: "AWS files",
  id: "default-credentials",
  title: "the profile default holds no credentials",
  aboutProfiles: false,
  run({ files }) {
    const profile = files.profile("default")
    if (profile === undefined) return []
    const { keys, settings } = profile
    if (keys?.keyId !== undefined) {
      return [
        {
          verdict: "warning",
          text: "the default profile holds keys: whatever names no profile uses them, and the roles of containers and instances are never asked for",
          about: keys.keyId,
          place: keys.place,
          remedy: "give the section a name of its own, and choose it with AWS_PROFILE or guise exec NAME",
        },
      ]
    }
    return kinds.flatMap(key => {
      const setting = settings.get(key)
      if (setting === undefined) return []
      const text =
        "the default profile leads to credentials: whatever names no profile uses them, before the roles of containers and instances"
      return [{ verdict: "note", text, about: key, place: setting.place, remedy: "guise explain default" }] as Finding[]
    })
  },
}

const kinds = ["role_arn", "credential_process", "sso_session", "sso_start_url", "login_session"] as const

/** Keys that do not run out, in files that any program of this user can read. */
export const plainKeys: Check = {
  ...about,
  group: "Secrets",
  id: "plain-keys",
  title: "no long-lived key lies in the AWS files",
  aboutProfiles: true,
  run: ({ profiles }) =>
    profiles.flatMap(({ name, keys }) => {
      if (keys?.keyId === undefined || !keys.hasSecret || keys.hasToken) return []
      return [
        {
          verdict: "warning",
          text: "a long-lived key lies in plain text, for every program of yours to read",
          about: `${name}, ${keys.keyId}`,
          place: keys.place,
          remedy: "guise keys move PROFILE, or --all, puts them into a store; other tools go on working",
        },
      ]
    }),
}

/** Seeds beside the keys they are to protect: whoever reads the file has both factors. */
export const plainSeeds: Check = {
  ...about,
  group: "Secrets",
  id: "plain-seeds",
  title: "no MFA seed lies in the AWS files",
  aboutProfiles: true,
  run: ({ profiles, files }) =>
    profiles.flatMap(({ name }) => {
      const seed = files.seedOf(name)
      if (seed === undefined) return []
      return [
        {
          verdict: "warning",
          text: "an MFA seed lies in plain text beside the keys: whoever reads the file has both factors",
          about: `${name}, ${seed.key}`,
          place: seed.place,
          remedy: `guise mfa add --from-profile ${quoted(name)} puts it into a store, and takes the line out`,
        },
      ]
    }),
}
