import { readdirSync } from "node:fs"
import { basename, join } from "node:path"
import { endpointFor } from "../config/endpoint.ts"
import { glanceAtToken, type KeptToken } from "../config/sso-files.ts"
import { ssoFolder, tokenPath } from "../config/sso-paths.ts"
import { orNothing } from "../errors.ts"
import { planFor } from "../guise.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import { scopesIn, ssoRegions } from "../plan/sso.ts"
import type { Endpoint } from "../types.ts"
import type { RealWorld } from "../world.ts"

/** A sign-in that the AWS files know, and the profiles that it serves. */
export interface KnownSignIn {
  readonly to: SsoSignIn
  readonly profiles: readonly string[]
}

/** How a sign-in stands, by its file alone. No secret. */
export interface SignInState {
  /** When the token ends, by AWS's clock. */
  readonly expiresAt: number
  /** Seconds; 0 or less when it is over. */
  readonly left: number
  /** A new token is had without a person, while the sign-in lasts. */
  readonly renewable: boolean
}

/** The sign-ins of all profiles, of `[sso-session]`s that no profile uses, and of start URLs alone; each once. */
export function signInsIn(world: RealWorld): readonly KnownSignIn[] {
  const found = new Map<string, { readonly to: SsoSignIn; readonly profiles: string[] }>()
  for (const name of world.files.names()) {
    const to = signInOf(name, world)
    if (to === undefined) continue
    const path = tokenPath(to, world.env)
    const entry = found.get(path) ?? { to, profiles: [] }
    entry.profiles.push(name)
    found.set(path, entry)
  }
  for (const session of world.files.ssoSessions()) {
    const to = signInBySession(session, world)
    if (to === undefined) continue
    const path = tokenPath(to, world.env)
    if (!found.has(path)) found.set(path, { to, profiles: [] })
  }
  for (const to of looseSignIns(world)) {
    const path = tokenPath(to, world.env)
    if (!found.has(path)) found.set(path, { to, profiles: [] })
  }
  return [...found.values()]
}

/** Sign-ins by a start URL that no profile names (`--sso`, or a profile that is gone): their files say of themselves what they are. */
function looseSignIns({ files, env, now }: RealWorld): readonly SsoSignIn[] {
  return filesIn(ssoFolder(env)).flatMap(path => {
    const { startUrl, region } = glance(path, now()) ?? {}
    if (startUrl === undefined || region === undefined || tokenPath({ startUrl }, env) !== path) return []
    return [signInAt({ startUrl, ssoRegion: region }, { files, env })]
  })
}

/** The token of a sign-in that no profile and no session names any more. */
export interface OrphanSignIn {
  readonly path: string
  readonly startUrl: string
  /** SECRET. */
  readonly accessToken: string
  /** Where its portal is. */
  readonly portal: Endpoint
}

/** The orphans beside the known ones: a session was renamed or removed, and its token lies there still. */
export function orphansIn({ files, env, now }: RealWorld, known: readonly KnownSignIn[]): readonly OrphanSignIn[] {
  const paths = new Set(known.map(({ to }) => tokenPath(to, env)))
  const startUrls = new Set(known.map(({ to }) => to.startUrl))
  return filesIn(ssoFolder(env)).flatMap(path => {
    // Files of other names are other tools' own.
    if (paths.has(path) || !/^[0-9a-f]{40}\.json$/.test(basename(path))) return []
    const { startUrl, region, accessToken } = glance(path, now()) ?? {}
    if (startUrl === undefined || region === undefined || accessToken === undefined) return []
    const portal = endpointFor("sso", undefined, files, env, region)
    // Somebody's token for AWS is not for whoever stands in for AWS: the sandbox, or a test's server.
    return portal.url === undefined || startUrls.has(startUrl) ? [{ path, startUrl, accessToken, portal }] : []
  })
}

/** The folder is everybody's: what cannot be read there is none of ours, and hides no other. */
function glance(path: string, now: number): KeptToken | undefined {
  return orNothing(() => glanceAtToken(path, now))
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map(name => join(folder, name))
  } catch {
    return []
  }
}

/** How a sign-in stands; undefined when there is none. Looks at one file. */
export function signInStateOf(
  to: SsoSignIn,
  { env, now, skew }: Pick<RealWorld, "env" | "now" | "skew">,
): SignInState | undefined {
  const kept = glanceAtToken(tokenPath(to, env), now())
  if (kept === undefined) return undefined
  const renewable = kept.refresh !== undefined && to.session !== undefined
  return { expiresAt: kept.expiresAt, left: Math.floor(kept.expiresAt - now() - skew), renewable }
}

function signInOf(name: string, world: RealWorld): SsoSignIn | undefined {
  const root = orNothing(() => planFor(name, {}, world))?.root
  return root?.kind === "sso" ? root : undefined
}

function signInBySession(session: string, { files, env }: RealWorld): SsoSignIn | undefined {
  const values = files.ssoSession(session)
  const [startUrl, ssoRegion] = [values?.get("sso_start_url")?.value, values?.get("sso_region")?.value]
  if (startUrl === undefined || ssoRegion === undefined) return undefined
  return signInAt({ session, startUrl, ssoRegion, ...scopesIn(values) }, { files, env })
}

/** A sign-in of no profile in particular, with the endpoints that the environment names for it, in its first region. */
export function signInAt(
  words: Omit<SsoSignIn, "oidc" | "portal">,
  { files, env }: Pick<RealWorld, "files" | "env">,
): SsoSignIn {
  const [region = words.ssoRegion] = ssoRegions(words.ssoRegion)
  const at = (service: "sso" | "sso_oidc") => endpointFor(service, undefined, files, env, region)
  return { ...words, oidc: at("sso_oidc"), portal: at("sso") }
}
