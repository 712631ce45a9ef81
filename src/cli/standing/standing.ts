import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Permission } from "../../config/allowed.ts"
import { isGuiseError, orNothing } from "../../errors.ts"
import { type Entry, readWritten } from "../../fresh/written.ts"
import { planFor } from "../../guise.ts"
import { keyOf, type Plan } from "../../plan/plan.ts"
import { triesOf } from "../../plan/tries.ts"
import type { StoreKind } from "../../store/store.ts"
import { pathsOf } from "../../sys/paths.ts"
import type { Env } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { cachedSteps } from "../cached.ts"
import { folderChoice } from "../folder/choice.ts"
import { type SignInLine, signInLines } from "./sign-in-lines.ts"

/** How things stand: who one is here, and what could be served without asking anybody. No secret. */
export interface Status {
  readonly worn: Worn | undefined
  /** The `.guise` file that speaks for this folder, if there is one; the profile it picks, if it may. */
  readonly folder?: { readonly file: string; readonly state: Permission; readonly profile?: string }
  /** The sign-ins that are there, as the AWS CLI and the SDKs have them too. */
  readonly signIns: readonly SignInLine[]
  readonly cached: readonly CachedLine[]
  /** Entries that no profile leads to by itself: taken with flags, or by a profile that has changed since. */
  readonly others: number
  /** What `guise write` has written into the credentials file, and what became of keeping it fresh. */
  readonly written: readonly Entry[]
  readonly cache: { readonly folder: string; readonly sealedBy: "file" | StoreKind; readonly note: string }
}

interface Worn {
  readonly profile: string
  readonly expiresAt?: number
  /** Seconds; 0 or less when it is over. */
  readonly left?: number
}

interface CachedLine {
  /** A role's ARN, or the MFA device of a session. */
  readonly what: string
  readonly profiles: readonly string[]
  readonly expiresAt: number
  readonly left: number
}

const besideNote = "sealed with a key file beside it: as good as plain text for whoever can read both"

/** Looks at the environment and at the cached steps of every profile's plan. */
export async function statusOf(world: RealWorld): Promise<Status> {
  const lines = new Map<string, CachedLine>()
  for (const name of world.files.names()) {
    // A profile that cannot be planned has nothing cached; `guise list` says why it cannot.
    const plan = orNothing(() => planFor(name, {}, world))
    for (const each of plan === undefined ? [] : triesOf(plan)) await addSteps(each, name, lines, world)
  }
  const cached = [...lines.values()].sort((a, b) => b.left - a.left)
  const living = cached.filter(({ left }) => left > 0).length
  return {
    worn: wornIn(world.env, world.now()),
    ...(await folderIn(world.env)),
    signIns: await signInLines(world),
    cached,
    others: Math.max(0, (await world.cache.size()) - living),
    written: writtenIn(world),
    cache: cacheOf(world),
  }
}

/** A list that cannot be read hides nothing else. */
function writtenIn({ env, notice }: RealWorld): readonly Entry[] {
  try {
    return readWritten(env)
  } catch (error) {
    if (!isGuiseError(error)) throw error
    notice(error.message)
    return []
  }
}

async function folderIn(env: Env): Promise<Pick<Status, "folder">> {
  const choice = await folderChoice(env)
  if (choice.kind === "none") return {}
  const { kind: state, file } = choice
  return { folder: choice.kind === "allowed" ? { file, state, profile: choice.profile } : { file, state } }
}

function cacheOf({ env, stored }: RealWorld): Status["cache"] {
  const folder = pathsOf(env).cache
  const { seal } = stored.known
  if (seal === undefined || existsSync(join(folder, "seal.key"))) return { folder, sealedBy: "file", note: besideNote }
  return { folder, sealedBy: seal, note: `sealed with a key that the ${seal} store keeps` }
}

function wornIn(env: Env, now: number): Worn | undefined {
  if (!env.GUISE_PROFILE) return undefined
  const expiresAt = Number(env.GUISE_EXPIRES_AT || Number.NaN)
  return Number.isNaN(expiresAt)
    ? { profile: env.GUISE_PROFILE }
    : { profile: env.GUISE_PROFILE, expiresAt, left: expiresAt - now }
}

async function addSteps(plan: Plan, name: string, lines: Map<string, CachedLine>, world: RealWorld): Promise<void> {
  for (const { depth, expiresAt, left } of await cachedSteps(plan, world)) {
    const key = keyOf(plan, depth)
    const profiles = [...new Set([...(lines.get(key)?.profiles ?? []), name])]
    lines.set(key, { what: nameOf(plan, depth), profiles, expiresAt, left })
  }
}

function nameOf({ root, hops }: Plan, depth: number): string {
  const hop = hops[depth - 1]
  if (hop !== undefined) return hop.roleArn
  switch (root.kind) {
    case "session":
      return `MFA session of ${root.mfaSerial}`
    case "web-identity":
      return root.roleArn
    case "process":
      return `credential_process of ${root.profile}`
    case "sso":
      return `${root.roleName} in ${root.accountId}`
    case "login":
      return `AWS sign-in of ${root.session}`
    default:
      return root.kind
  }
}
