import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs"
import { delimiter, join } from "node:path"
import type { Env } from "../types.ts"

/** What the system says about a path. */
export interface Stat {
  readonly kind: "file" | "folder" | "other"
  /** The permission bits. */
  readonly mode: number
  readonly uid: number
}

/** Undefined for what is not there, or may not even be asked about. */
export function statOf(path: string): Stat | undefined {
  try {
    const stats = statSync(path)
    const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other"
    return { kind, mode: stats.mode & 0o7777, uid: stats.uid }
  } catch {
    return undefined
  }
}

/** The names in a folder; none for one that is not there or cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Whether this user may run it. */
export function isExecutable(path: string): boolean {
  if (statOf(path)?.kind !== "file") return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The first program of that name on PATH, as a shell would find it. */
export function programOnPath(name: string, env: Env): string | undefined {
  const endings = process.platform === "win32" ? (env.PATHEXT ?? ".EXE;.CMD;.BAT").split(";") : [""]
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean)
  return folders
    .flatMap(folder => endings.map(ending => join(folder, name + ending.toLowerCase())))
    .find(path => isExecutable(path))
}

/** Where a path leads once all links are followed; the path itself when that cannot be found out. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
