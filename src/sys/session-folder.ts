import type { Env } from "../types.ts"
import { makePrivateFolder } from "./disk.ts"
import { nodeFs } from "./node-fs.ts"

/**
 * guise's folder in the user's runtime folder (XDG Base Directory specification), where what is unlocked lies until
 * log-out; undefined where the system has none. A cron job has no XDG_RUNTIME_DIR and still means the folder that
 * systemd made for its user. Nothing is asked of the system: this lies on the warm road.
 */
export function sessionFolder(env: Env): string | undefined {
  const given = env.XDG_RUNTIME_DIR
  if (given?.startsWith("/")) return `${given}/guise`
  const user = process.platform === "linux" ? process.getuid?.() : undefined
  return user === undefined ? undefined : `/run/user/${user}/guise`
}

/**
 * The same for who wants to put something there: undefined unless it is memory (a tmpfs, so that no disk and no backup
 * ever sees it) and nobody else's. Made if need be, where its parent is.
 */
export function sessionFolderToFill(env: Env): string | undefined {
  const folder = sessionFolder(env)
  if (folder === undefined || process.platform !== "linux") return undefined
  try {
    if (!isMemory(folder.slice(0, -"/guise".length))) return undefined
    makePrivateFolder(folder)
    return isMemory(folder) && isOurs(folder) ? folder : undefined
  } catch {
    return undefined // It is not there, or not ours to use: then there is no such place.
  }
}

/**
 * The same for who takes something out of it: undefined also where it is another user's (under `su` the variable still
 * names theirs), since what lies there counts for them alone, and for root.
 */
export function sessionFolderToEmpty(env: Env): string | undefined {
  const folder = sessionFolder(env)
  const user = process.getuid?.()
  try {
    return folder !== undefined && (user === 0 || nodeFs().lstatSync(folder).uid === user) ? folder : undefined
  } catch {
    return undefined // It is not there, or may not even be looked at.
  }
}

/** True where such a folder could be had; makes nothing. */
export function hasSessionMemory(env: Env): boolean {
  const folder = sessionFolder(env)
  if (folder === undefined || process.platform !== "linux") return false
  try {
    return isMemory(folder.slice(0, -"/guise".length))
  } catch {
    return false
  }
}

/** From Linux's magic.h. */
const TMPFS_MAGIC = 0x01021994

function isMemory(folder: string): boolean {
  return nodeFs().statfsSync(folder).type === TMPFS_MAGIC
}

function isOurs(folder: string): boolean {
  const stat = nodeFs().lstatSync(folder)
  return stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0
}
