import { endpointChange, machineChange } from "../../emit/by-profile.ts"
import { GuiseError, orNothing } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import { quoted } from "../../quoted.ts"
import type { EnvChange } from "../../types.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
import { type CredentialFlagValues, worldOptionsOf } from "../flags.ts"
import { shellFor } from "../formats.ts"
import type { Io } from "../io.ts"
import { runningFor } from "./running.ts"

/**
 * Prints the variables under which SDKs ask a server that runs for this profile, for the shell that asks; as JSON with
 * `--json`. No secret is among them. Error: `usage` when no server of this user serves it.
 */
export async function printEnv(profile: string, flags: CredentialFlagValues, io: Io): Promise<void> {
  const served = await runningFor(profile, io.env)
  if (served === undefined) {
    throw new GuiseError("usage", `No guise serve of yours serves ${profile}.`, {
      hint: `guise serve ${quoted(profile)}`,
    })
  }
  const named = { profile, ...(served.region === undefined ? {} : { region: served.region }) }
  const { tokenFile, url } = served
  const change: EnvChange =
    tokenFile === undefined ? machineChange(url, named, io.env) : endpointChange({ url, tokenFile }, named, io.env)
  const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
  sayShadow(world)
  io.out(flags.json === true ? `${JSON.stringify(change)}\n` : shellFor(undefined, io.env).apply(change))
}

/** SDKs take what the profile `default` says before they ask any endpoint. */
function sayShadow(world: RealWorld): void {
  if (orNothing(() => planFor("default", {}, world)) === undefined) return
  world.notice(
    `profile default in ${world.files.paths.config} names credentials, and SDKs take those first; guise exec PROFILE --as server -- CMD has no such trouble`,
  )
}
