import { nameInArn } from "../arn.ts"
import type { Chosen } from "../config/settings.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { accountOf } from "../plan/account.ts"
import type { Hop, Plan } from "../plan/plan.ts"
import type { Root } from "../plan/roots.ts"
import { stderrTakesColor } from "../sys/screen.ts"
import type { Credentials, World } from "../types.ts"
import type { RealWorld } from "../world.ts"
import { formatLeft } from "./lines/duration.ts"

/**
 * Has the profile's name typed where `confirm` says so; otherwise does nothing.
 * Errors: `prompt-refused` for another answer, `nobody-to-ask`, `cancelled`.
 */
export async function confirmProfile(plan: Plan, { confirm }: Chosen, world: RealWorld): Promise<void> {
  const { profile } = plan
  if (confirm !== true || profile === undefined) return
  const what = [roleOf(plan), accountOf(plan)].filter(word => word !== undefined).join(" in ")
  const answer = await ask(`${profile} is ${what}. Type its name to go on: `, profile, world)
  if (answer.trim() === profile.trim()) return
  throw new GuiseError(
    "prompt-refused",
    `${profile} wants its name typed before it is used, and something else was. Nothing was done.`,
  )
}

async function ask(question: string, profile: string, { terminal, settings }: RealWorld): Promise<string> {
  try {
    return await terminal.ask(question)
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
    throw new GuiseError(
      "nobody-to-ask",
      `${profile} wants its name typed before it is used (confirm in ${settings.file}, or GUISE_CONFIRM), and there is no terminal to ask on.`,
      { hint: "run it at a terminal; where nobody can be asked on purpose: GUISE_CONFIRM=false" },
    )
  }
}

/** Says on stderr who was handed out: profile and the file that picked it, account, role, how long. */
export function sayIdentity(
  plan: Plan,
  { accountId, expiresAt }: Credentials,
  world: Pick<World, "env" | "now" | "skew" | "notice">,
  from?: string,
): void {
  const left = expiresAt === undefined ? "does not expire" : formatLeft(expiresAt - world.now() - world.skew)
  sayWho(plan, { accountId, left }, world, from)
}

/** The same where it is told otherwise how long that lasts. */
export function sayWho(
  plan: Plan,
  { accountId, left }: { readonly accountId?: string | undefined; readonly left?: string | undefined },
  world: Pick<World, "env" | "notice">,
  from?: string,
): void {
  const name = from === undefined ? plan.profile : `${plan.profile} (from ${from})`
  let line = ""
  for (const word of [name, accountId ?? accountOf(plan), roleOf(plan), left])
    if (word !== undefined) line += line === "" ? word : ` · ${word}`
  world.notice(line, stderrTakesColor(world.env) ? "dim" : undefined)
}

function roleOf({ root, hops }: Plan): string {
  const last = hops[hops.length - 1]
  return last === undefined ? rootName(root) : `${nameInArn(last.roleArn)}${lessOf(last)}`
}

function rootName(root: Root): string {
  switch (root.kind) {
    case "keys":
      return `${root.temporary ? "temporary" : "long-lived"} keys ${root.keyId}`
    case "session":
      return "MFA session"
    case "web-identity":
      return `${nameInArn(root.roleArn)}${lessOf(root)}`
    case "process":
      return "credential_process"
    case "sso":
      return root.roleName
    case "login":
      return "sign-in"
    case "container":
      return "the container's role"
    case "imds":
      return "the instance's role"
  }
}

/** A narrowed role is told apart from the whole one. */
function lessOf({ policy, policyArns = [] }: Pick<Hop, "policy" | "policyArns">): string {
  if (policy === undefined && policyArns.length === 0) return ""
  const [only, other] = policyArns
  return policy === undefined && other === undefined && only?.endsWith(":iam::aws:policy/ReadOnlyAccess")
    ? " (read-only)"
    : " (narrowed)"
}
