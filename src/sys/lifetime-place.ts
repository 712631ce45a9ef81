import { lstatSync, type Stats, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { GuiseError } from "../errors.ts"
import type { Paths } from "./paths.ts"

/**
 * Where the folders of commands lie, there or not yet: in the user's runtime folder, or in the cache folder where that
 * one is not ours. Under `sudo -E` and `su` the variable still names the former user's, and some containers set it to
 * /tmp. What lies there says which program SDKs run and whom they ask, so nobody else may write to any folder on the way.
 * Error: `cache-failed` for one that somebody else may write to.
 */
export function lifetimePlace({ runtime, cache }: Pick<Paths, "runtime" | "cache">): string {
  const own = isNobodyElses(statOf(dirname(runtime)))
  const folder = own ? runtime : join(cache, "run")
  const place = join(folder, "commands")
  for (const path of [...(own ? [] : [cache]), folder, place]) insistOnOurs(path)
  return place
}

function insistOnOurs(path: string): void {
  const link = statOf(path, lstatSync)
  // Root works in other people's homes under sudo, and minds only what anybody may write to.
  const isRoot = process.getuid?.() === 0
  if (link === undefined || (isNobodyElses(statOf(path), isRoot) && (isRoot || isOwn(link)))) return
  throw new GuiseError("cache-failed", `Private files were to lie in ${path}, and somebody else may write there.`, {
    hint: `make it yours alone (chmod go-w ${path}), or set XDG_RUNTIME_DIR to a folder that is`,
  })
}

function statOf(path: string, look: (path: string) => Stats = statSync): Stats | undefined {
  try {
    return look(path)
  } catch {
    return undefined
  }
}

function isNobodyElses(stat: Stats | undefined, whoever = false): boolean {
  if (process.getuid === undefined) return stat !== undefined
  return stat !== undefined && (whoever || isOwn(stat)) && (stat.mode & 0o022) === 0
}

function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid()
}
