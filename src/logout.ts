import { signOut } from "./aws/sso.ts"
import { readToken, removeFile } from "./config/sso-files.ts"
import { tokenPath } from "./config/sso-names.ts"
import { GuiseError, isGuiseError } from "./errors.ts"
import { planFor } from "./guise.ts"
import { keyOf, type LoginRoot, type Plan, type Root, type SsoSignIn } from "./plan/plan.ts"
import { quoted } from "./quoted.ts"
import { signInsIn } from "./sign-ins.ts"
import { everBorne } from "./source/bearer.ts"
import { signInName } from "./source/sso-names.ts"
import { livingToken } from "./source/sso-token.ts"
import type { RealWorld } from "./world.ts"

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

/** The same for every sign-in that the AWS files know, and for everything that is cached. */
export async function logoutOfAll(world: RealWorld): Promise<readonly LoggedOut[]> {
  const ended: Omit<LoggedOut, "forgotten">[] = await Promise.all(
    signInsIn(world).map(({ to }) => endSignIn(to, world)),
  )
  for (const root of loginsIn(world)) ended.push(await dropLogin(root, world))
  const forgotten = await world.cache.forget()
  const all = ended.filter(({ was }) => was).map(each => ({ ...each, forgotten: 0 }))
  return [...all, { what: "every cached session", was: forgotten > 0, forgotten }]
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
  const ended = await endSignIn(start.root, world)
  return { ...ended, forgotten: await forgetSteps([start, ...plansBehind(start, world)], world) }
}

async function endSignIn(to: SsoSignIn, world: RealWorld): Promise<Omit<LoggedOut, "forgotten">> {
  const path = tokenPath(to, world.env)
  const what = signInName(to)
  if ((await readToken(path, world)) === undefined) return { what, was: false }
  const atAws = await endAtAws(to, world)
  removeFile(path)
  return { what, was: true, atAws }
}

/** False where AWS could not be told. A sign-in that is over at AWS is ended there. */
async function endAtAws(to: SsoSignIn, world: RealWorld): Promise<boolean> {
  try {
    const token = await livingToken(to, world)
    if (token !== undefined) await signOut(token.accessToken, { ...to.portal, region: token.region }, world)
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
  const dropped = await dropLogin(start.root, world)
  return { ...dropped, forgotten: await forgetSteps([start, ...plansBehind(start, world)], world) }
}

async function dropLogin(root: LoginRoot, world: RealWorld): Promise<Omit<LoggedOut, "forgotten">> {
  const { forgetLogin } = await import("./source/login.ts")
  return { what: `AWS sign-in of ${root.session}`, was: await forgetLogin(root, world) }
}

/** Each `login_session` that a profile names, once. */
function loginsIn(world: RealWorld): readonly LoginRoot[] {
  const roots = world.files.names().flatMap(name => plansOf(name, world).map(({ root }) => root))
  const logins = roots.flatMap(root => (root.kind === "login" ? [[root.session, root] as const] : []))
  return [...new Map(logins).values()]
}

/** The plans of all profiles that begin with the same session or sign-in, second tries included. */
export function plansBehind(start: Plan, world: RealWorld): readonly Plan[] {
  const same = sameStart(start.root, world)
  const all = world.files.names().flatMap(name => plansOf(name, world))
  return all.filter(({ root }) => same(root))
}

/** A sign-in serves many roles: it is the same where its token lies in the same file. */
function sameStart(root: Root, { env }: RealWorld): (other: Root) => boolean {
  if (root.kind === "sso") {
    const path = tokenPath(root, env)
    return other => other.kind === "sso" && tokenPath(other, env) === path
  }
  const bare = (of: Root) => keyOf({ root: of, hops: [], reasons: [], notices: [] })
  return other => bare(other) === bare(root)
}

function plansOf(name: string, world: RealWorld): readonly Plan[] {
  try {
    const plan = planFor(name, {}, world)
    return plan.ifDenied === undefined ? [plan] : [plan, plan.ifDenied]
  } catch (error) {
    if (isGuiseError(error)) return []
    throw error
  }
}

/** Forgets each step of each plan. Answers how many were cached. */
export async function forgetSteps(plans: readonly Plan[], world: RealWorld): Promise<number> {
  const all = (await Promise.all(plans.map(plan => everBorne(plan, world)))).flat()
  const keys = all.flatMap(plan => Array.from({ length: plan.hops.length + 1 }, (_none, depth) => keyOf(plan, depth)))
  const gone = await Promise.all(Array.from(new Set(keys), key => world.cache.forget(key)))
  return gone.reduce((sum, count) => sum + count, 0)
}
