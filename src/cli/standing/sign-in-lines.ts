import { orNothing } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import type { LoginRoot } from "../../plan/roots.ts"
import { type SignInState, signInStateOf, signInsIn } from "../../sign-ins/known.ts"
import type { RealWorld } from "../../world.ts"

/** A sign-in that is there, and for whom. No secret. */
export interface SignInLine extends SignInState {
  /** The `[sso-session]`, or the start URL; for a sign-in to AWS, who signed in. */
  readonly name: string
  /** Of IAM Identity Center. */
  readonly startUrl?: string
  readonly profiles: readonly string[]
}

/** The sign-ins that are there: of IAM Identity Center, then those to AWS. */
export async function signInLines(world: RealWorld): Promise<readonly SignInLine[]> {
  return [...portalLines(world), ...(await loginLines(world))]
}

function portalLines(world: RealWorld): readonly SignInLine[] {
  return signInsIn(world).flatMap(({ to, profiles }) => {
    const standing = signInStateOf(to, world)
    return standing === undefined
      ? []
      : [{ name: to.session ?? to.startUrl, startUrl: to.startUrl, profiles, ...standing }]
  })
}

/** Sign-ins to AWS, which end for good: what is renewed until then are their keys. */
async function loginLines(world: RealWorld): Promise<readonly SignInLine[]> {
  const found = new Map<string, { readonly root: LoginRoot; readonly profiles: string[] }>()
  for (const name of world.files.names()) {
    const root = orNothing(() => planFor(name, {}, world))?.root
    if (root?.kind !== "login") continue
    const entry = found.get(root.session) ?? { root, profiles: [] }
    entry.profiles.push(name)
    found.set(root.session, entry)
  }
  if (found.size === 0) return []
  const { signInEnds } = await import("../../source/login-again.ts")
  const lines: SignInLine[] = []
  for (const [name, { root, profiles }] of found) {
    const expiresAt = await signInEnds(root, world)
    if (expiresAt === undefined) continue
    lines.push({ name, profiles, expiresAt, left: Math.floor(expiresAt - world.now() - world.skew), renewable: false })
  }
  return lines
}
