import type { Profile } from "../../config/profile.ts"
import { type Code, type GuiseError, isGuiseError } from "../../errors.ts"
import { toolDifferences } from "../../plan/sdks.ts"
import { quoted } from "../../quoted.ts"
import type { Check, Finding, Verdict } from "../check.ts"
import type { Facts } from "../facts.ts"
import { placeIn } from "../place.ts"

const about = { group: "Profiles", needsNetwork: false, needsBothFiles: true, aboutProfiles: true } as const

/** Profiles that lead back to themselves. */
export const loops: Check = {
  ...about,
  id: "profile-loops",
  title: "no profile is its own source by a detour",
  run: facts => {
    const seen = new Set<string>()
    return planFindings(facts, ["profile-loop"]).filter(({ text }) => isNewCircle(text, seen))
  },
}

/** The same circle is met from each of its profiles: told once. */
function isNewCircle(text: string, seen: Set<string>): boolean {
  const path = text.slice(text.indexOf(": ") + 2, -1).split(" → ")
  const last = path.at(-1) ?? ""
  const circle = path.slice(path.indexOf(last), -1).sort().join("\n")
  if (seen.has(circle)) return false
  seen.add(circle)
  return true
}

/** Sources that are not there, or hold nothing. */
export const sources: Check = {
  ...about,
  id: "profile-sources",
  title: "every source that a profile names is there and holds credentials",
  run: facts => planFindings(facts, ["source-missing", "no-credentials", "credentials-expired"]),
}

/** Whatever else keeps a profile from giving credentials. */
export const valid: Check = {
  ...about,
  id: "profile-settings",
  title: "no profile says what cannot be: two sources, a bad duration, an ARN that is none",
  run: facts =>
    planFindings(facts, ["profile-invalid", "usage", "file-unreadable"]).filter(({ text }) => !isHalfPair(text)),
}

/** Half a key pair, which is none. */
export const halfPairs: Check = {
  ...about,
  needsBothFiles: false,
  id: "half-pairs",
  title: "every key pair is whole",
  run: ({ profiles }) => profiles.flatMap(halfPairOf),
}

function halfPairOf({ name, keys }: Profile): readonly Finding[] {
  if (keys === undefined || (keys.keyId !== undefined && keys.hasSecret)) return []
  const lacks = keys.keyId === undefined ? "aws_access_key_id" : "aws_secret_access_key"
  const text = `half a key pair: ${lacks} is missing`
  return [{ verdict: "fault", text, about: name, place: keys.place, remedy: `add ${lacks}, or delete the other half` }]
}

/** What a plan would tell who runs it: settings without effect, durations that are cut. */
export const notices: Check = {
  ...about,
  id: "profile-notices",
  title: "every setting of a profile has the effect it seems to have",
  run: ({ profiles, planOf, aws }) =>
    profiles.flatMap(({ name, place }) => {
      const plan = planOf(name)
      if (isGuiseError(plan)) return []
      return plan.notices.map(text => ({
        verdict: "note",
        text,
        about: name,
        place: placeIn(text, [aws.config, aws.credentials]) ?? place,
        remedy: `guise explain ${quoted(name)}`,
      }))
    }),
}

/** Profiles that SDKs follow in another way, or cannot follow. */
export const differences: Check = {
  ...about,
  needsBothFiles: false,
  id: "sdk-differences",
  title: "every profile leads all SDKs to the same credentials",
  run: ({ profiles }) =>
    profiles.flatMap(profile =>
      toolDifferences(profile).map(({ tool, text }) => ({
        verdict: "note",
        text: `${tool}: ${text}`,
        about: profile.name,
        place: profile.place,
        remedy: "run the tool under guise exec, or give it a profile with credential_process = guise process NAME",
      })),
    ),
}

function planFindings({ profiles, planOf, aws }: Facts, codes: readonly Code[]): readonly Finding[] {
  return profiles.flatMap(profile => {
    const plan = planOf(profile.name)
    if (!isGuiseError(plan) || !codes.includes(plan.code)) return []
    const verdict = verdictOf(plan, profile)
    return verdict === undefined ? [] : [findingOf(plan, profile, verdict, aws)]
  })
}

function findingOf({ message, hint }: GuiseError, profile: Profile, verdict: Verdict, aws: Facts["aws"]): Finding {
  return {
    verdict,
    text: message,
    about: profile.name,
    place: placeIn(message, [aws.config, aws.credentials]) ?? profile.place,
    ...(hint === undefined ? {} : { remedy: hint }),
  }
}

/** A profile that only sets a region is not broken; kept keys that ran out are what such keys do. */
function verdictOf({ code }: GuiseError, { settings }: Profile): Verdict | undefined {
  if (code === "credentials-expired") return "note"
  if (code !== "no-credentials") return "fault"
  if (settings.has("credential_source")) return "note"
  if (settings.has("role_arn")) return "fault"
  const begun = ["source_profile", "sso_session", "sso_start_url", "mfa_serial"].some(key => settings.has(key))
  return begun ? "warning" : undefined
}

/** Told by `half-pairs`, once for the profile that has it. */
function isHalfPair(text: string): boolean {
  return text.includes("half a key pair")
}
