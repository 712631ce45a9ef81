import { resolve } from "node:path"
import type { AwsPaths } from "../../config/files.ts"
import { type ByProfile, standInChange } from "../../emit/by-profile.ts"
import { fitsProcessLine, processLine } from "../../emit/process-line.ts"
import { canBeNamed, type StandInProfile, standInText } from "../../emit/stand-in.ts"
import { runAsChild } from "../../sys/child.ts"
import { applyToEnv } from "../../sys/environ.ts"
import { type LifetimeFolder, withLifetimeFolder } from "../../sys/lifetime-folder.ts"
import { pathsOf } from "../../sys/paths.ts"
import { selfWords } from "../../sys/self.ts"
import type { EnvChange } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { type Assumed, changeFor } from "../assume/wear.ts"
import { type CredentialFlagValues, requestOf } from "../flags.ts"
import type { Handover } from "./as.ts"
import { processWords } from "./carried.ts"

/**
 * Runs a command under AWS files made for it, in which every profile's credentials come from `guise process`: every
 * SDK renews them by itself, for as long as the command runs. The files go when it ends, however it or we end.
 */
export async function runAsProcess({ child, assumed, flags }: Handover): Promise<number> {
  return withLifetimeFolder(pathsOf(assumed.world.env), folder => {
    const watch = { started: folder.usedBy, ended: folder.remove }
    return runAsChild(child.words, applyToEnv(process.env, processChange(folder, assumed, flags)), child.caller, watch)
  })
}

/** Writes those files into the folder; answers the change under which SDKs read them. */
export function processChange(folder: LifetimeFolder, assumed: Assumed, flags: CredentialFlagValues): EnvChange {
  const { plan, world } = assumed
  const { profile = "", region } = plan
  const named = { profile, ...(region === undefined ? {} : { region }) }
  const { config, credentials } = world.files.paths
  const files = {
    standIn: writeStandIn(folder, named, flags, world, "process"),
    // The command may go to another folder.
    real: { config: resolve(config), credentials: resolve(credentials) },
  }
  return changeFor(assumed, standInChange({ ...named, ...files }, world.env))
}

/**
 * Writes files in which every profile asks guise; what `default` says of credentials is the profile's too, or nothing,
 * where an endpoint is to be asked.
 */
export function writeStandIn(
  folder: LifetimeFolder,
  { profile, region }: ByProfile,
  flags: CredentialFlagValues,
  { files, notice }: RealWorld,
  way: "process" | "endpoint",
): AwsPaths {
  const keep = (policy: string) => folder.write("policy.json", policy)
  const self = selfWords()
  const line = processLine([...self, ...processWords(profile, flags, requestOf(flags), keep)])
  const own = { profile: files.profile(profile), ...(region === undefined ? {} : { region }) }
  const worn = { line, ...own }
  const others = files.names().filter(name => name !== "default" && name !== profile)
  const reachable = others.filter(name => canBeNamed(name) && fitsProcessLine(name))
  const lost = others.filter(name => !reachable.includes(name))
  if (lost.length > 0) notice(`inside, no tool can be told these profiles: ${lost.map(shown).join(", ")}`)
  const profiles: readonly StandInProfile[] = [
    { name: "default", ...(way === "process" ? worn : own) },
    ...(profile === "default" ? [] : [{ name: profile, ...worn }]),
    ...reachable.map(name => ({
      name,
      line: processLine([...self, ...processWords(name, { session: true }, {}, keep)]),
      profile: files.profile(name),
    })),
  ]
  return {
    config: folder.write("config", standInText(profiles, files)),
    // Not /dev/null: the AWS CLI complains about a credentials file that others may read.
    credentials: folder.write("credentials", ""),
  }
}

function shown(name: string): string {
  return JSON.stringify(name)
}
