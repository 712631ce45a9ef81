import { resolve } from "node:path"
import { serverChange } from "../../emit/by-profile.ts"
import { containerAnswers, pathOf } from "../../emit/ecs.ts"
import { listenOnLoopback } from "../../emit/loopback.ts"
import { runAsChild } from "../../sys/child.ts"
import { readFileOrNothing } from "../../sys/disk.ts"
import { applyToEnv } from "../../sys/environ.ts"
import { askNobody } from "../../sys/foreground.ts"
import { type LifetimeFolder, withLifetimeFolder } from "../../sys/lifetime-folder.ts"
import { homeOf, pathsOf } from "../../sys/paths.ts"
import { becomeUndumpable } from "../../sys/undumpable.ts"
import { write } from "../../sys/write.ts"
import type { Env, EnvChange } from "../../types.ts"
import { type Assumed, changeFor } from "../assume/wear.ts"
import { type CredentialFlagValues, requestOf } from "../flags.ts"
import { keepLooking } from "../serve/keep-looking.ts"
import { sayRefusals } from "../serve/refusals.ts"
import { entryFor, supplyFor, wantFor } from "../serve/renewal.ts"
import { newToken } from "../serve/token.ts"
import type { Handover } from "./as.ts"
import { writeStandIn } from "./process.ts"

/**
 * Runs a command beside an endpoint of its own, which hands out its credentials for as long as it runs and renews them.
 * The first ones are there before it starts; after that nobody is asked anything, since the terminal is the command's.
 */
export async function runAsServer({ child, assumed, flags }: Handover): Promise<number> {
  const { plan, world } = assumed
  const profile = plan.profile ?? "default"
  const { fresh: _had, ...again } = flags
  const want = wantFor(again, plan.profile, world)
  const first = await entryFor(plan, want, world)
  askNobody()
  await becomeUndumpable()
  const say = (text: string) => world.notice(text)
  // With --quiet as well: that a command goes without credentials from now on is no chatter.
  const speak = (line: string) => void write(2, line)
  const renewing = { profile, name: profile, flags: again, request: requestOf(again), env: world.env, say: speak }
  const supply = supplyFor(renewing, want, first)
  const token = newToken()
  return withLifetimeFolder(pathsOf(world.env), async folder => {
    const path = pathOf(profile)
    const answer = containerAnswers(new Map([[path, { token, credentials: supply.credentials }]]), () => ({
      status: "ok",
    }))
    const server = await listenOnLoopback({ address: "127.0.0.1", port: 0, answer, refused: sayRefusals(say) })
    const stop = keepLooking([supply])
    try {
      const watch = { started: folder.usedBy, ended: folder.remove }
      const change = environmentFor(folder, `${server.url}${path}`, token, assumed, flags)
      return await runAsChild(child.words, applyToEnv(process.env, change), child.caller, watch)
    } finally {
      stop()
      await server.close()
    }
  })
}

/** Nothing of the user's comes before the endpoint: SDKs take what profiles say, `default` above all, before they ask it. */
function environmentFor(
  folder: LifetimeFolder,
  url: string,
  token: string,
  assumed: Assumed,
  flags: CredentialFlagValues,
): EnvChange {
  const { plan, world } = assumed
  const { profile = "default", region } = plan
  const named = { profile, ...(region === undefined ? {} : { region }) }
  const { config, credentials } = world.files.paths
  const standIn = writeStandIn(folder, named, flags, world, "endpoint")
  const change = serverChange(
    {
      ...named,
      standIn,
      ...(botoHasKeys(world.env) ? { boto: standIn.credentials } : {}),
      real: { config: resolve(config), credentials: resolve(credentials) },
      // botocore refuses a token with a line end.
      endpoint: { url, tokenFile: folder.write("token", token) },
    },
    world.env,
  )
  return changeFor(assumed, change)
}

/** The file of the first boto, which is read to this day. Google's tools have one of that name too, without such a key. */
function botoHasKeys(env: Env): boolean {
  const files = env.BOTO_CONFIG === undefined ? ["/etc/boto.cfg", `${homeOf(env)}/.boto`] : [env.BOTO_CONFIG]
  return files.some(hasKeys)
}

function hasKeys(file: string): boolean {
  try {
    return readFileOrNothing(file)?.includes("aws_access_key_id") === true
  } catch {
    return false
  }
}
