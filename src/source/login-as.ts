import { GuiseError } from "../errors.ts"
import { keyOf } from "../plan/plan.ts"
import type { LoginRoot } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import type { World } from "../types.ts"
import { credentialsOf } from "./login.ts"
import { type KeptSignIn, loginFile, readLogin } from "./login-file.ts"
import { signInLife, withOrigin } from "./login-origin.ts"
import { type SignedInToAws, signInToAws } from "./login-sign-in.ts"
import { toldToAll } from "./told-to-all.ts"

/**
 * As `signInToAws`, for a profile that says who is meant; of many that ask at once one does it.
 * Errors: those of `signInToAws`; `sign-in-needed` too when somebody else signed in. Their sign-in is kept, and nobody's
 * credentials are handed out for another's.
 */
export async function signInAs(root: LoginRoot, world: World): Promise<SignedInToAws> {
  const path = loginFile(root.session, world.env)
  const key = `aws sign-in ${path}`
  const before = await glance(path)
  const say = "waiting for another guise that is signing in to AWS …"
  const run = async () => {
    const kept = await glance(path)
    // Each sign-in has a key of its own: another one is somebody's who was asked before.
    if (kept !== undefined && kept.proofKey !== before?.proofKey) return asSignedIn(kept, root, world)
    return toldToAll(key, world, () => signInMeant(root, world))
  }
  return world.cache.exclusively(key, run, { say })
}

/** The sign-in that is kept; what is none does not matter to whoever is about to make one. */
function glance(path: string): Promise<KeptSignIn | undefined> {
  return readLogin(path).catch(() => undefined)
}

async function signInMeant(root: LoginRoot, world: World): Promise<SignedInToAws> {
  const signedIn = await signInToAws(root.signin, world)
  if (signedIn.session === root.session) {
    await world.cache.forget(keyOf({ root, hops: [], reasons: [], notices: [] }))
    return signedIn
  }
  const { session } = signedIn
  throw new GuiseError(
    "sign-in-needed",
    `You signed in as ${session}, and profile ${root.profile} is ${root.session} (login_session).`,
    { hint: `guise login ${quoted(root.profile)}, or guise set ${quoted(root.profile)} login_session ${session}` },
  )
}

async function asSignedIn(kept: KeptSignIn, root: LoginRoot, world: World): Promise<SignedInToAws> {
  const { begunAt = world.now() + world.skew } = await withOrigin(kept, world)
  return { session: root.session, credentials: credentialsOf(kept, root, world), endsAt: begunAt + signInLife }
}
