import { GuiseError } from "../errors.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import { sha256 } from "../sys/digest.ts"
import { appendPrivate, readFileOrNothing, unlinkIfThere } from "../sys/disk.ts"
import { pathsOf } from "../sys/paths.ts"
import type { World } from "../types.ts"

/** How far a walk through a sign-in's accounts got, in a file of guise's cache: ids and names of roles, no secret. */
export interface Walked {
  /** The roles of each account that was listed; null where AWS would not list them. */
  readonly roles: ReadonlyMap<string, readonly string[] | null>
  note(accountId: string, roles: readonly string[] | null): void
  /** Forgets it all: the walk is through. */
  done(): void
}

/** After a day the rest of a list would not fit its beginning. Seconds. */
const goodFor = 86_400

/**
 * What an interrupted walk left, while it is good, and where this one leaves what it finds: a line for each account, so
 * that a kill -9 loses none. Where it knows accounts that are not among these, somebody else had signed in. That it cannot
 * be written is said under --verbose: the walk does not hang on it.
 * Error: `file-unreadable`.
 */
export function openWalked(
  to: SsoSignIn,
  accountIds: ReadonlySet<string>,
  world: Pick<World, "env" | "now" | "detail">,
): Walked {
  const path = walkedFile(to, world.env)
  const text = read(path)
  const left = text === undefined ? undefined : rolesIn(text, world.now())
  const found = left?.every(([accountId]) => accountIds.has(accountId)) === true ? left : undefined
  if (text !== undefined && found === undefined) unlinkIfThere(path)
  const roles = new Map(found)
  // A line that was being written when the machine went down has no end: what follows is not to be glued to it.
  let start = found === undefined ? `${JSON.stringify({ since: Math.floor(world.now()) })}\n` : "\n"
  return {
    roles,
    note(accountId, names) {
      roles.set(accountId, names)
      try {
        appendPrivate(path, `${start}${JSON.stringify([accountId, names])}\n`)
        start = ""
      } catch (error) {
        world.detail(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`)
      }
    },
    done: () => void unlinkIfThere(path),
  }
}

/** Named after no account and nobody's company. */
function walkedFile({ session, startUrl }: SsoSignIn, env: World["env"]): string {
  return `${pathsOf(env).cache}/sso-walk-${sha256([JSON.stringify([session ?? null, startUrl])]).slice(0, 32)}`
}

function read(path: string): string | undefined {
  try {
    return readFileOrNothing(path)?.toString("utf8")
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code
    throw new GuiseError("file-unreadable", `${path} cannot be read (${reason}).`, {
      hint: `rm ${quoted(path)}`,
      cause,
    })
  }
}

/** Undefined for what is too old, or none of ours. */
function rolesIn(text: string, now: number): readonly (readonly [string, readonly string[] | null])[] | undefined {
  const [head = "", ...lines] = text.split("\n")
  const since = (parsed(head) as { readonly since?: unknown } | undefined)?.since
  if (typeof since !== "number" || since > now + 60 || since < now - goodFor) return undefined
  return lines.flatMap(line => {
    const entry = parsed(line)
    return isEntry(entry) ? [entry] : []
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

function isEntry(value: unknown): value is readonly [string, readonly string[] | null] {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== "string") return false
  const names: unknown = value[1]
  return names === null || (Array.isArray(names) && names.every(name => typeof name === "string"))
}
