import { awsHome, expandHome } from "../../config/files.ts"
import type { Profile, Setting } from "../../config/profile.ts"
import { ownLineIn, programIn } from "../../plan/process-line.ts"
import { ssoRegions } from "../../plan/sso.ts"
import type { Check, Finding } from "../check.ts"
import { isExecutable, programOnPath, statOf } from "../disk.ts"
import type { Facts } from "../facts.ts"
import { type RegionTrouble, regionTrouble } from "../regions.ts"

const about = { group: "Profiles", needsNetwork: false, needsBothFiles: false, aboutProfiles: true } as const

/** Regions that AWS does not have. */
export const regions: Check = {
  ...about,
  id: "regions",
  title: "every region is one of AWS's",
  run({ profiles, files }) {
    // Comparing a name with all of AWS's takes long, and thousands of profiles share a handful of names.
    const troubles = new Map<string, RegionTrouble | undefined>()
    const troubleOf = (region: string) => {
      if (!troubles.has(region)) troubles.set(region, regionTrouble(region))
      return troubles.get(region)
    }
    return profiles.flatMap(({ name, settings }) => {
      const session = settings.get("sso_session")?.value
      const shared = session === undefined ? undefined : files.ssoSession(session)?.get("sso_region")
      const signIn = [settings.get("sso_region"), shared].flatMap(found =>
        found === undefined ? [] : eachRegion(found),
      )
      return [settings.get("region"), ...signIn].flatMap(found => {
        const trouble = found === undefined ? undefined : troubleOf(found.value)
        if (found === undefined || trouble === undefined) return []
        return [{ ...regionFinding(found.value, trouble), about: name, place: found.place }]
      })
    })
  },
}

/** A sign-in may name several. */
function eachRegion({ value, place }: Setting): readonly Setting[] {
  return ssoRegions(value).map(region => ({ value: region, place }))
}

/** What is wrong with a region, wherever it was set. */
export function regionFinding(name: string, { kind, nearest }: RegionTrouble): Finding {
  const meant = nearest === undefined ? "a region such as eu-west-1" : nearest
  return kind === "no-region"
    ? { verdict: "fault", text: `${JSON.stringify(name)} is no AWS region`, remedy: `write ${meant}` }
    : {
        verdict: "note",
        text: `this guise does not know the region ${JSON.stringify(name)}`,
        remedy: `if it is not a new one, write ${meant}`,
      }
}

/** `credential_process` lines whose program is not there. The line itself is never shown: it may hold a secret. */
export const processes: Check = {
  ...about,
  id: "process-lines",
  title: "every credential_process runs a program that is there",
  run: facts => facts.profiles.flatMap(profile => processFindings(profile, facts)),
}

function processFindings(profile: Profile, facts: Facts): readonly Finding[] {
  const setting = profile.settings.get("credential_process")
  if (setting === undefined) return []
  const found = { about: profile.name, place: setting.place }
  const line = ownLineIn(setting.value)
  const lost = lostProgram(setting.value, facts)
  if (lost !== undefined) {
    const remedy = line === undefined ? "correct the line" : `write the path of this guise: ${facts.program.path}`
    const verdict = line === undefined ? "warning" : "fault"
    return [{ verdict, text: `credential_process runs ${lost}`, remedy, ...found }]
  }
  // A profile that the other file may have is no fault while that file cannot be read.
  if (line?.profile === undefined || facts.trouble.length > 0) return []
  if (facts.files.profile(line.profile) !== undefined) return []
  const text = `credential_process asks guise for the profile ${JSON.stringify(line.profile)}, which does not exist`
  return [{ verdict: "fault", text, remedy: "name one that guise list shows", ...found }]
}

/** Why the program of a line cannot be run, as far as that can be told without running it. */
function lostProgram(line: string, { env }: Facts): string | undefined {
  const program = programIn(line)
  // What only a shell can find out (a variable, a substitution, a pipe before anything) is not guessed at.
  if (program === undefined || /[$`|&;<>(){}*?]/.test(program.path)) return undefined
  const path = expandHome(program.path, awsHome(env))
  if (!/[\\/]/.test(path)) {
    const builtIn = /^(echo|cat|printf|test|\[|exec|command|eval|if|for|while|\.)$/.test(path)
    return builtIn || programOnPath(path, env) !== undefined ? undefined : `${path}, which is not on PATH`
  }
  if (!path.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(path)) {
    return `${path}, a path that depends on the folder one stands in`
  }
  if (statOf(path) === undefined) return `${path}, which does not exist`
  return program.run || isExecutable(path) ? undefined : `${path}, which may not be executed`
}

/** Files that profiles name. */
export const namedFiles: Check = {
  ...about,
  id: "named-files",
  title: "every file that a profile names is there",
  run: ({ profiles, env }) =>
    profiles.flatMap(({ name, settings }) =>
      fileSettings.flatMap(({ key, verdict, text, remedy }) => {
        const setting = settings.get(key)
        if (setting === undefined || statOf(expandHome(setting.value, awsHome(env))) !== undefined) return []
        return [{ verdict, text: `${key}: ${text}`, about: name, place: setting.place, remedy }]
      }),
    ),
}

const fileSettings = [
  {
    key: "ca_bundle",
    verdict: "fault",
    text: "there is no such file, so no TLS connection can be trusted",
    remedy: "correct the path, or delete the line to trust the system's authorities",
  },
  {
    key: "web_identity_token_file",
    verdict: "note",
    text: "there is no such file on this machine",
    remedy: "use the profile where the token is put, or correct the path",
  },
] as const
