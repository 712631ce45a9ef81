import { keyOf, type Plan } from "../plan/plan.ts"
import { isOpen, type OpenRoot } from "../plan/roots.ts"
import type { Credentials, World } from "../types.ts"

/** A plan that says whose credentials stand at its root, and those, where that could not be known without getting them. */
export interface Borne {
  readonly plan: Plan
  readonly start?: Credentials
}

/** How long it is remembered who stood at a root: longer than any role lasts that was taken from there. */
const remembered = 2 * 86_400

/**
 * The plan with what its own words leave open: who stands behind a `credential_process`, behind a token file, and behind
 * an address of this machine's.
 *
 * A process answers by what it finds: variables, files, a sign-in, the time. So its output is kept by nobody (the AWS
 * CLI and the SDKs run it for every command as well), and a role behind it is kept under the id of the key that the
 * process printed this time. One identity is never served to another; a process that makes new temporary keys at every
 * run costs a call to AWS each time, one that keeps its own, or prints long-lived keys, does not.
 * A container's or an instance's address is the same on every machine, and home folders travel: its answers are kept by
 * nobody either. It answers in milliseconds, and with the same keys for hours.
 * A token file is another one in another folder, and is rewritten: what is kept belongs to the very token in it.
 *
 * Errors: those of `fromProcess`, `fromContainer`, `fromImds` and `readToken`.
 */
export async function borne(plan: Plan, world: World): Promise<Borne> {
  const { root } = plan
  switch (root.kind) {
    case "process":
    case "container":
    case "imds": {
      const { obtain } = await import("./root.ts")
      const start = await obtain(root, world, plan.profile)
      return { plan: { ...plan, root: { ...root, bearer: start.accessKeyId } }, start }
    }
    case "web-identity": {
      const { absolute, markOf, readToken } = await import("./web-token.ts")
      const bearer = await markOf(await readToken(root.tokenFile))
      return { plan: { ...plan, root: { ...root, tokenFile: absolute(root.tokenFile), bearer } } }
    }
    default:
      return { plan }
  }
}

/** Notes who stood at the root when a step was made, so that `everBorne` finds the step again. */
export async function noteBearer(plan: Plan, world: World): Promise<void> {
  const { root } = plan
  if (!isOpen(root) || root.bearer === undefined) return
  const key = keyOf(unborne(plan, root), 0)
  await world.cache.exclusively(key, async () => {
    const known = (await bearersOf(plan, world)).filter(each => each !== root.bearer)
    await world.cache.remember(key, JSON.stringify([root.bearer, ...known].slice(0, 50)), remembered)
  })
}

/** The plan as it was carried out before, once for everybody who stood at its root: under which keys steps may be cached. */
export async function everBorne(plan: Plan, world: World): Promise<readonly Plan[]> {
  const { root } = plan
  if (!isOpen(root)) return [plan]
  const { absolute } = await import("./web-token.ts")
  const placed = root.kind === "web-identity" ? { ...root, tokenFile: absolute(root.tokenFile) } : root
  const bearers = await bearersOf({ ...plan, root: placed }, world)
  return bearers.map(bearer => ({ ...plan, root: { ...placed, bearer } }))
}

async function bearersOf(plan: Plan, world: World): Promise<readonly string[]> {
  if (!isOpen(plan.root)) return []
  const fact = await world.cache.recall(keyOf(unborne(plan, plan.root), 0))
  return fact === undefined ? [] : (JSON.parse(fact) as readonly string[])
}

function unborne(plan: Plan, root: OpenRoot): Plan {
  const { bearer: _who, ...rest } = root
  return { ...plan, root: rest }
}
