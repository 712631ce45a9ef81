import { signOut } from "../aws/sso.ts"
import { readToken, removeFile } from "../config/sso-files.ts"
import { tokenPath } from "../config/sso-paths.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import type { Root, SsoSignIn } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import { removeLogin } from "../source/login.ts"
import { loginFile } from "../source/login-file.ts"
import type { LoginAt } from "../source/login-folder.ts"
import { signInName } from "../source/sso-lines.ts"
import { livingToken, turnKey } from "../source/sso-token.ts"
import type { RealWorld } from "../world.ts"
import { forgetSteps, plansBehind } from "./behind.ts"

/** What became of one sign-in or session. */
export interface LoggedOut {
  readonly what: string
  /** False when nobody was signed in. */
  readonly was: boolean
  /** AWS ended it too; absent for what AWS keeps no list of. */
  readonly atAws?: boolean
  /** How many cached credentials that came of it were forgotten. */
  readonly forgotten: number
}

/** The same, before what came of it was looked for. */
export type Ended = Omit<LoggedOut, "forgotten">

type Way = (start: Plan, world: RealWorld) => Promise<LoggedOut>

/** What one can log out of, by what stands at the root of a plan. */
const ways: { readonly [Kind in Root["kind"]]?: Way } = { session: ofSession, sso: ofSso, login: ofLogin }

/**
 * Ends the sign-in behind a plan, at AWS as well, and forgets every cached credential that came of it, whichever profile
 * it was for. An MFA session, and a sign-in of `aws login`, AWS cannot end: they are forgotten.
 * Errors: `not-supported` when nothing stands behind the plan that one could log out of; `file-unreadable`.
 */
export async function logout(plan: Plan, world: RealWorld): Promise<LoggedOut> {
  const start = startOf(plan)
  const way = start && ways[start.root.kind]
  if (start !== undefined && way !== undefined) return way(start, world)
  throw new GuiseError(
    "not-supported",
    `Nothing stands behind ${plan.profile ?? "these credentials"} that one could log out of: no sign-in and no MFA session.`,
    { hint: `guise clear ${quoted(plan.profile ?? "")}`.trimEnd() },
  )
}

function startOf(plan: Plan): Plan | undefined {
  if (ways[plan.root.kind] === undefined) return plan.ifDenied && startOf(plan.ifDenied)
  return plan
}

async function ofSession(start: Plan, world: RealWorld): Promise<LoggedOut> {
  const was = (await world.cache.peek(keyOf(start, 0))) !== undefined
  const forgotten = await forgetSteps([start, ...plansBehind(start, world)], world)
  const what = start.root.kind === "session" ? `MFA session of ${start.root.mfaSerial}` : start.root.kind
  return { what, was, forgotten }
}

async function ofSso(start: Plan, world: RealWorld): Promise<LoggedOut> {
  if (start.root.kind !== "sso") throw new GuiseError("unexpected", "This plan begins with no sign-in.")
  const { root } = start
  return andForget(() => endSignIn(root, world), start, world)
}

/** What came of a sign-in is forgotten after its end, also where that failed. */
async function andForget(end: () => Promise<Ended>, start: Plan, world: RealWorld): Promise<LoggedOut> {
  const [ended] = await Promise.allSettled([end()])
  const forgotten = await forgetSteps([start, ...plansBehind(start, world)], world)
  if (ended.status === "rejected") throw ended.reason
  return { ...ended.value, forgotten }
}

/** Seconds to wait for another guise that changes the same file: renewing takes a moment, and signing in ten minutes. */
const patience = 5

/** Ends a sign-in to IAM Identity Center, in its turn: who renews the token just now would put it back. */
export function endSignIn(to: SsoSignIn, world: RealWorld): Promise<Ended> {
  const path = tokenPath(to, world.env)
  const what = signInName(to)
  const end = async () => {
    if ((await readToken(path, world)) === undefined) return { what, was: false }
    const atAws = await endAtAws(async () => {
      const token = await livingToken(to, world)
      if (token !== undefined) await signOut(token.accessToken, { ...to.portal, region: token.region }, world)
    }, world)
    removeFile(path)
    return { what, was: true, atAws }
  }
  const say = `waiting for another guise that is signing in to ${what} …`
  return world.cache.exclusively(turnKey(path), end, { say, giveUp: { afterSeconds: patience, instead: end } })
}

/** Tells AWS; false where it could not be told. A sign-in that is over at AWS is ended there. */
export async function endAtAws(end: () => Promise<void>, world: RealWorld): Promise<boolean> {
  try {
    await end()
    return true
  } catch (error) {
    if (!isGuiseError(error)) throw error
    if (error.code === "aws-refused") return true
    world.notice(`AWS could not be told of it: ${error.message}`)
    return false
  }
}

async function ofLogin(start: Plan, world: RealWorld): Promise<LoggedOut> {
  if (start.root.kind !== "login") throw new GuiseError("unexpected", "This plan begins with no sign-in to AWS.")
  const { session } = start.root
  return andForget(() => dropLogin({ path: loginFile(session, world.env), session }, world), start, world)
}

/** Removes the file of a sign-in to AWS, which AWS itself cannot end. */
export async function dropLogin({ path, session }: LoginAt, world: RealWorld): Promise<Ended> {
  return { what: `AWS sign-in of ${session ?? path}`, was: await removeLogin(path, world) }
}
