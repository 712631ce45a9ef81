import { chosenFor } from "../../config/settings.ts"
import { profileChange } from "../../emit/by-profile.ts"
import { processLine } from "../../emit/process-line.ts"
import { GuiseError } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import { takesHook, whyNotAlike } from "../../plan/alike.ts"
import { isLongLived, type Plan } from "../../plan/plan.ts"
import type { Root } from "../../plan/roots.ts"
import { quoted } from "../../quoted.ts"
import { become } from "../../sys/exec.ts"
import { selfWords } from "../../sys/self.ts"
import type { EnvChange } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { type Assumed, changeFor, type Planner } from "../assume/wear.ts"
import type { commandToRun } from "../child.ts"
import type { CredentialFlagValues } from "../flags.ts"
import { shapingFlag } from "./carried.ts"

/** Ways in which a shell gets the identity, and a command too (CLI.md, "What a command under a guise sees"). */
export const shellWayNames = ["env", "profile", "process"] as const

/** The ways of a command, which alone has a life that an endpoint can be there for. */
export const wayNames = [...shellWayNames, "server"] as const

/** A command to run, who it runs as, and the flags that said so. */
export interface Handover {
  readonly child: ReturnType<typeof commandToRun>
  readonly assumed: Assumed
  readonly flags: CredentialFlagValues
}

interface Way {
  /** Refuses what this way cannot do, before anybody is asked for a code. */
  check(plan: Plan, flags: CredentialFlagValues, world: RealWorld): void
  /** Runs the command; answers the status to end with, unless this process became the command. */
  run(handover: Handover): Promise<number>
}

const ways: Readonly<Record<(typeof wayNames)[number], Way>> = {
  env: {
    check: () => {},
    run: ({ child, assumed }) => become({ ...child, change: changeFor(assumed) }, child.caller),
  },
  profile: {
    check: insistOnAlike,
    run: ({ child, assumed }) => become({ ...child, change: changeByProfile(assumed) }, child.caller),
  },
  process: {
    check: insistOnRenewal,
    run: async handover => (await import("./process.ts")).runAsProcess(handover),
  },
  server: {
    check: insistOnServing,
    run: async handover => (await import("./server.ts")).runAsServer(handover),
  },
}

/** Plans as `planFor` does, and refuses what the way of handing over (`--as`, else the setting) cannot do. */
export function plannerFor(as: string | undefined, flags: CredentialFlagValues): Planner {
  return (name, request, world) => {
    const plan = planFor(name, request, world)
    wayOf(as, plan, world).check(plan, flags, world)
    return plan
  }
}

/** Runs the command in the way that was chosen. */
export function handOver(as: string | undefined, handover: Handover): Promise<number> {
  return wayOf(as, handover.assumed.plan, handover.assumed.world).run(handover)
}

/** The change under which SDKs read the profile by themselves. */
export function changeByProfile(assumed: Assumed): EnvChange {
  const { profile = "", region } = assumed.plan
  const named = { profile, ...(region === undefined ? {} : { region }) }
  return changeFor(assumed, profileChange(named, assumed.world.env))
}

function wayOf(flag: string | undefined, plan: Plan, world: RealWorld): Way {
  return ways[wayNamed(flag, plan, world)]
}

/** The way that the flag `--as` names, else the setting. Errors: `usage`, `not-supported`. */
export function wayNamed(flag: string | undefined, plan: Plan, { settings }: RealWorld): (typeof wayNames)[number] {
  const wanted = flag ?? chosenFor(settings, plan.profile).as ?? "env"
  const name = wayNames.find(known => known === wanted)
  if (name !== undefined) return name
  throw new GuiseError("usage", `--as wants one of ${wayNames.join(", ")}, and got ${JSON.stringify(wanted)}.`)
}

function insistOnAlike(plan: Plan, flags: CredentialFlagValues, world: RealWorld): void {
  const { profile } = plan
  if (profile === undefined) throw nameless("--as profile")
  const flag = shapingFlag(flags)
  if (flag !== undefined) {
    throw new GuiseError("usage", `--as profile lets the command read profile ${profile} by itself, past ${flag}.`, {
      hint: `guise exec ${quoted(profile)} ${flag} … --as process -- CMD`,
    })
  }
  const reason = whyNotAlike(plan, world.files)
  if (reason === undefined) return
  throw new GuiseError(
    "not-supported",
    `Not every AWS tool gets profile ${profile} by itself. ${reason} ${adviceOf(profile, world)}`,
    { hint: `guise exec ${quoted(profile)} --as process -- CMD, which wants no such line` },
  )
}

/** Errors: `usage` without a profile, `not-supported` for credentials that a later guise could not get again. */
function insistOnRenewal({ profile, root }: Plan): void {
  if (profile === undefined) throw nameless("--as process")
  if (!isOfThisEnvironment(root)) return
  throw new GuiseError(
    "not-supported",
    `Profile ${profile} takes its credentials from the environment guise was started in; they cannot be had again from inside the command.`,
    { hint: `guise exec ${quoted(profile)} --as env -- CMD` },
  )
}

/** What to write where, so that every SDK gets this profile's credentials by itself. */
function adviceOf(name: string, { files }: Pick<RealWorld, "files">): string {
  const profile = files.profile(name)
  const section = profile !== undefined && takesHook(profile) ? name : `${name}-guise`
  const header = section === "default" ? "[default]" : `[profile ${section}]`
  const line = `credential_process = ${processLine([...selfWords(), "process", name])}`
  const use = section === name ? "" : `, and use ${section} in place of ${name}`
  return `For that, write under ${header} in ${files.paths.config}: ${line}${use}.`
}

function nameless(way: string): GuiseError {
  return new GuiseError("usage", `${way} wants a profile, and these credentials come from none.`, {
    hint: `guise exec PROFILE ${way} -- CMD`,
  })
}

/** Errors: `usage` without a profile, `not-supported` for long-lived keys. */
function insistOnServing(plan: Plan): void {
  if (plan.profile === undefined) throw nameless("--as server")
  if (!isLongLived(plan)) return
  throw new GuiseError(
    "not-supported",
    `Profile ${plan.profile} leads to a long-lived key pair, and an endpoint hands out only what ends.`,
    { hint: `guise exec ${quoted(plan.profile)} --as process -- CMD` },
  )
}

function isOfThisEnvironment(root: Root): boolean {
  return root.kind === "container" || root.kind === "imds" || (root.kind === "keys" && root.from === "environment")
}
