import { signOut } from "../aws/sso.ts"
import { removeFile } from "../config/sso-files.ts"
import { loginFile } from "../source/login-file.ts"
import { type LoginAt, loginsInFolder } from "../source/login-folder.ts"
import type { RealWorld } from "../world.ts"
import { plansOf } from "./behind.ts"
import { type OrphanSignIn, orphansIn, signInsIn } from "./known.ts"
import { dropLogin, type Ended, endAtAws, endSignIn, type LoggedOut } from "./logout.ts"

/**
 * The same for every sign-in of this home, whether a profile names it or none does any more, and for everything that is
 * cached. What cannot be ended keeps nothing else from it: its error comes last.
 */
export async function logoutOfAll(world: RealWorld): Promise<readonly LoggedOut[]> {
  const known = signInsIn(world)
  const ended = await Promise.allSettled([
    ...known.map(({ to }) => endSignIn(to, world)),
    ...orphansIn(world, known).map(orphan => endOrphan(orphan, world)),
    ...(await loginsIn(world)).map(login => dropLogin(login, world)),
  ])
  const forgotten = await world.cache.forget()
  const failed = ended.find(each => each.status === "rejected")
  if (failed !== undefined) throw failed.reason
  const done = ended.flatMap(each => (each.status === "fulfilled" && each.value.was ? [each.value] : []))
  const all = done.map(each => ({ ...each, forgotten: 0 }))
  return [...all, { what: "every cached session", was: forgotten > 0, forgotten }]
}

async function endOrphan({ path, startUrl, accessToken, portal }: OrphanSignIn, world: RealWorld): Promise<Ended> {
  const atAws = await endAtAws(() => signOut(accessToken, portal, world), world)
  removeFile(path)
  return { what: startUrl, was: true, atAws }
}

/** Those that profiles name, and those that lie there for none. */
async function loginsIn(world: RealWorld): Promise<readonly LoginAt[]> {
  const roots = world.files.names().flatMap(name => plansOf(name, world).map(({ root }) => root))
  const named = roots.flatMap(root => (root.kind === "login" ? [root.session] : []))
  const all = [
    ...(await loginsInFolder(world.env)),
    ...named.map(session => ({ path: loginFile(session, world.env), session })),
  ]
  return [...new Map(all.map(login => [login.path, login])).values()]
}
