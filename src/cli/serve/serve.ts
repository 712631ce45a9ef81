import type { Asked } from "../../emit/answer.ts"
import { containerAnswers, type Handout, pathOf } from "../../emit/ecs.ts"
import { machineAnswers } from "../../emit/imds.ts"
import { type Loopback, listenOnLoopback } from "../../emit/loopback.ts"
import { GuiseError } from "../../errors.ts"
import { quoted } from "../../quoted.ts"
import { askNobody } from "../../sys/foreground.ts"
import { type LifetimeFolder, withLifetimeFolder } from "../../sys/lifetime-folder.ts"
import { pathsOf } from "../../sys/paths.ts"
import { ownerOfPeer } from "../../sys/peer.ts"
import { untilStopped } from "../../sys/stopped.ts"
import { becomeUndumpable } from "../../sys/undumpable.ts"
import type { RealWorld } from "../../world.ts"
import type { CredentialFlagValues } from "../flags.ts"
import type { Io } from "../io.ts"
import { keepLooking } from "./keep-looking.ts"
import { sayRefusals } from "./refusals.ts"
import { noteRunning, type Running } from "./running.ts"
import { type Served, serveAll } from "./served.ts"
import { newToken } from "./token.ts"

/** What is to be served, and where. */
export interface ServeWish {
  readonly profiles: readonly string[]
  readonly machine: boolean
  readonly address: string
  readonly port: number
}

/** Seconds: botocore believes no end of a machine's credentials that is nearer than 25 minutes. */
const machineLife = 26 * 60

/**
 * Serves these profiles until SIGTERM, SIGINT or SIGHUP; requests that are under way then are answered.
 * Errors: those of getting the first credentials, and of listening.
 */
export async function serveUntilStopped(
  { profiles, machine, address, port }: ServeWish,
  flags: CredentialFlagValues,
  world: RealWorld,
  io: Io,
): Promise<void> {
  await becomeUndumpable()
  const serving = { flags, env: io.env, atLeast: machine ? machineLife : 0, say: io.say }
  const served = await serveAll(profiles, world, serving)
  askNobody()
  const stopped = untilStopped()
  const id = newToken()
  const supplies = served.flatMap(each => [...each.supplies.values()])
  const health = () => healthOf(id, served)
  const answer = machine ? machineOf(served, world, health) : containerAnswers(handoutsOf(served), health)
  const say = (text: string) => world.notice(text)
  await withLifetimeFolder(pathsOf(io.env), async folder => {
    const server = await listenOnLoopback({ address, port, answer, refused: sayRefusals(say) })
    const stop = keepLooking(supplies)
    try {
      const running = runningAs({ id, served, machine, server }, folder)
      noteRunning(folder, running)
      if (flags.json === true) io.out(`${JSON.stringify(running)}\n`)
      say(`serving ${namesIn(profiles)} at ${server.url}; in another shell: ${lineFor(profiles)}`)
      await stopped
    } finally {
      stop()
      await server.close()
    }
  })
  say("the server has ended")
}

function handoutsOf(served: readonly Served[]): ReadonlyMap<string, Handout> {
  return new Map(
    served.flatMap(({ token, supplies }) =>
      [...supplies].map(([path, { credentials }]) => [path, { token, credentials }] as const),
    ),
  )
}

function machineOf([only]: readonly Served[], { now }: RealWorld, health: () => object) {
  const supply = only?.supplies.get(pathOf(only.profile))
  if (only === undefined || supply === undefined) throw new GuiseError("unexpected", "A machine without a profile.")
  const uid = process.getuid?.()
  const role = /^[\w+=,.@-]+$/.test(only.profile) ? only.profile : "guise"
  return machineAnswers({
    role,
    region: only.region,
    credentials: supply.credentials,
    now,
    health,
    isOurs: ({ ends }: Asked) => uid !== undefined && ownerOfPeer(ends()) === uid,
  })
}

/** No names: anybody on this machine may ask. */
function healthOf(id: string, served: readonly Served[]): object {
  const failing = served.filter(({ supplies }) => [...supplies.values()].some(({ healthy }) => !healthy)).length
  return { status: failing === 0 ? "ok" : "degraded", id, profiles: served.length, failing }
}

interface Started {
  readonly id: string
  readonly served: readonly Served[]
  readonly machine: boolean
  readonly server: Loopback
}

function runningAs({ id, served, machine, server }: Started, folder: LifetimeFolder): Running {
  const entries = served.map(({ profile, region, token }, index) => {
    const where = machine
      ? { url: server.url }
      : { url: `${server.url}${pathOf(profile)}`, tokenFile: folder.write(`token-${index}`, token) }
    return [profile, { ...where, ...(region === undefined ? {} : { region }) }] as const
  })
  return { id, url: server.url, profiles: Object.fromEntries(entries) }
}

function namesIn(profiles: readonly string[]): string {
  return profiles.length > 5 ? `${profiles.length} profiles` : profiles.join(", ")
}

function lineFor(profiles: readonly string[]): string {
  const [only = "", second] = profiles
  return `eval "$(guise serve --print-env ${second === undefined ? quoted(only) : "NAME"})"`
}
