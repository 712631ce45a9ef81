import { isGuiseError } from "../errors.ts"
import type { LoginRoot } from "../plan/roots.ts"
import type { World } from "../types.ts"
import { keptLogin } from "./login.ts"
import { signInAs } from "./login-as.ts"
import { loginFile, readLogin } from "./login-file.ts"
import { signInLife, withOrigin } from "./login-origin.ts"

/** A sign-in that lasts. */
export interface LastingLogin {
  /** Unix seconds, by AWS's clock. */
  readonly endsAt: number
  /** A person has signed in for it just now. */
  readonly renewed: boolean
}

/**
 * Makes sure of a sign-in that lasts `longEnough` more seconds and that AWS still takes, ahead of need. Errors: those of
 * `signInAs`.
 */
export async function ensureLogin(root: LoginRoot, world: World, longEnough: number): Promise<LastingLogin> {
  const endsAt = await standing(root, world)
  if (endsAt !== undefined && endsAt - world.now() - world.skew > longEnough) return { endsAt, renewed: false }
  return { endsAt: (await signInAs(root, world)).endsAt, renewed: true }
}

/** When the sign-in that is kept ends, as far as that was written down. Asks nobody, and does not see whether AWS still takes it. */
export async function signInEnds(root: LoginRoot, world: Pick<World, "env" | "cache">): Promise<number | undefined> {
  const kept = await readLogin(loginFile(root.session, world.env)).catch(() => undefined)
  const begunAt = kept && (await withOrigin(kept, world)).begunAt
  return begunAt === undefined ? undefined : begunAt + signInLife
}

/** When the sign-in that there is ends; undefined without one, and where no tool kept when it began. */
async function standing(root: LoginRoot, world: World): Promise<number | undefined> {
  try {
    const { begunAt } = await keptLogin(root, world)
    return begunAt === undefined ? undefined : begunAt + signInLife
  } catch (error) {
    if (isGuiseError(error, "sign-in-needed")) return undefined
    throw error
  }
}
