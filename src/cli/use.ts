import { resolve } from "node:path"
import { chosenFor } from "../config/settings.ts"
import { envChange, identity } from "../emit/env.ts"
import { bareEnv } from "../emit/off.ts"
import { codes, GuiseError } from "../errors.ts"
import { noticeLine } from "../printable.ts"
import type { Wearing } from "../shell/hook/interface.ts"
import { askNobody } from "../sys/foreground.ts"
import { makeFolderFor } from "../sys/lifetime-folder.ts"
import { pathsOf } from "../sys/paths.ts"
import type { EnvChange } from "../types.ts"
import { changeByProfile, plannerFor, wayNamed } from "./as.ts"
import { profileWords } from "./carried.ts"
import type { CredentialFlagValues } from "./flags.ts"
import { folderChoice } from "./folder.ts"
import { placeOf } from "./folder-place.ts"
import { sayIdentity } from "./guard.ts"
import type { Hooked } from "./hooked.ts"
import type { Io } from "./io.ts"
import { shownIn } from "./prompt.ts"
import { type Assumed, assume, changeFor, sayBearerTokens } from "./wear.ts"
import { sayPassedOver } from "./who.ts"

export interface UseFlags extends CredentialFlagValues {
  readonly as?: string | undefined
}

/** Text for the hook that asks, to put the profile on in its shell. SECRET. Errors: those of getting credentials. */
export async function putOn(profile: string | undefined, flags: UseFlags, hooked: Hooked, io: Io): Promise<string> {
  const { as, ...request } = flags
  // What a parent shell wears is not what this one was before.
  const bare = { ...io, env: bareEnv(io.env, {}) }
  const assumed = await assume(profile, request, "subshell", "guise use PROFILE", bare, plannerFor(as, request))
  sayBearerTokens(assumed)
  sayIdentity(assumed.plan, assumed.worn.credentials, assumed.world, assumed.from)
  return hooked.hook.wear(await wearing(as, assumed, hooked))
}

/**
 * The same for a folder that was entered, whose `.guise` file wants that (`auto`) and was allowed; nothing for any other.
 * Nobody is asked anything: where that is wanted, what to type is said instead. SECRET.
 * Errors: those of getting credentials.
 */
export async function enter(profile: string | undefined, flags: UseFlags, hooked: Hooked, io: Io): Promise<string> {
  askNobody()
  const notice = (text: string) => io.say(noticeLine(text))
  const folder = await folderChoice(io.env)
  sayPassedOver(folder, { env: io.env, notice })
  if (folder.kind !== "allowed" || !folder.auto) return ""
  try {
    return await putOn(profile, flags, hooked, io)
  } catch (error) {
    if (!(error instanceof GuiseError) || error.exitStatus !== codes["nobody-to-ask"].exit) throw error
    notice(`${folder.profile} (from ${placeOf(folder.file, io.env)}) needs you; to wear it here: guise use`)
    return ""
  }
}

/**
 * Text with newer credentials for a profile that is worn, got without asking anybody anything; all else stays as it was
 * when it was put on. SECRET. Errors: those of getting credentials; `aws-unreachable` when it takes too long for
 * somebody who waits for a prompt.
 */
export async function renew(profile: string | undefined, flags: UseFlags, hooked: Hooked, io: Io): Promise<string> {
  askNobody()
  const { as: _way, ...request } = flags
  // It was confirmed when it was put on.
  const bare = { ...io, env: { ...io.env, GUISE_CONFIRM: "false" } }
  const assumed = await inTime(newer(profile, request, bare))
  const { set } = envChange(assumed.worn, {})
  const own = Object.fromEntries(
    identity.flatMap(name => (set[name] === undefined ? [] : [[name, set[name]] as const])),
  )
  return hooked.hook.renew({ set: own, unset: [] }, untilOf(assumed))
}

/**
 * What another shell has renewed meanwhile, else newer ones from AWS. While what is cached is still good it would be
 * served when a code is wanted: only to ask for it anew tells that.
 */
async function newer(profile: string | undefined, flags: CredentialFlagValues, io: Io): Promise<Assumed> {
  const assumed = await assume(profile, flags, "subshell", "guise use PROFILE", io)
  const { expiresAt } = assumed.worn.credentials
  if (expiresAt === undefined || expiresAt - assumed.world.skew - assumed.world.now() > soon) return assumed
  return assume(profile, { ...flags, fresh: true }, "subshell", "guise use PROFILE", io)
}

/** Seconds before the end at which the hooks renew. */
const soon = 300

/** Seconds that a prompt is held up for. */
const patience = 5

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_done, fail) => {
    const error = new GuiseError("aws-unreachable", `It was not renewed within ${patience} s.`)
    setTimeout(() => fail(error), patience * 1000).unref()
  })
  return Promise.race([work, late])
}

async function wearing(as: string | undefined, assumed: Assumed, { pid }: Hooked): Promise<Wearing> {
  const { plan, worn, world, flags } = assumed
  const { profile = "" } = plan
  const chosen = chosenFor(world.settings, profile)
  const words = { profile, region: worn.region ?? world.env.AWS_REGION, account: worn.credentials.accountId }
  const shown = { ...shownIn(words, chosen, world.env), now: world.now(), again: [] }
  switch (wayNamed(as, plan, world)) {
    case "env": {
      const until = untilOf(assumed)
      if (until === undefined) return { ...shown, change: listed(changeFor(assumed), assumed) }
      const again = ["use", ...profileWords(profile, flags, policyFileOf(flags))]
      return { ...shown, change: listed(changeFor(assumed), assumed), until, again }
    }
    case "profile":
      return { ...shown, change: listed(changeByProfile(assumed), assumed) }
    case "process": {
      const { processChange } = await import("./as-process.ts")
      const folder = await makeFolderFor(pid, pathsOf(world.env))
      return { ...shown, change: listed(processChange(folder, assumed, flags), assumed), folder: folder.path }
    }
  }
}

/** Without what is unset already; and with the list by which a child shell can take it off. */
function listed({ set, unset }: EnvChange, { world }: Pick<Assumed, "world">): EnvChange {
  return {
    set: { ...set, GUISE_VARIABLES: [...Object.keys(set), "GUISE_VARIABLES"].join(" ") },
    unset: unset.filter(name => world.env[name] !== undefined),
  }
}

/** By this machine's clock, which is the one that the shell reads. */
function untilOf({ worn, world }: Assumed): number | undefined {
  const { expiresAt } = worn.credentials
  return expiresAt === undefined ? undefined : expiresAt - world.skew
}

/** The shell may go to another folder before it renews. */
function policyFileOf({ policy }: CredentialFlagValues): string | undefined {
  const file = policy?.find(item => !item.startsWith("arn:"))
  return file === undefined ? undefined : resolve(file)
}
