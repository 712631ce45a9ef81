import { lstatSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { unlinkIfThere } from "./disk.ts"

/**
 * The file that a path leads to over symbolic links, there or not, and what the system says of it: dotfiles are often
 * links into a repository, and it is the file there that is to be replaced.
 */
export function linkedFile(path: string): { readonly target: string; readonly stat: Stats | undefined } {
  const target = targetOf(path, 0)
  return { target, stat: statSync(target, { throwIfNoEntry: false }) }
}

function targetOf(path: string, links: number): string {
  try {
    return realpathSync(path)
  } catch {
    // A link that leads to nothing yet, or no file at all.
    const isLink = links < mostLinks && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    return isLink ? targetOf(resolve(dirname(path), readlinkSync(path)), links + 1) : path
  }
}

/** As many as Linux follows. */
const mostLinks = 40

/**
 * Removes what `writePrivate` had begun to write for a file when its process was killed. What is younger than a minute
 * stays: another guise may be writing it just now, under another lock or under none.
 */
export function sweepTemporaries(path: string): void {
  const folder = dirname(path)
  const name = basename(path)
  for (const entry of namesIn(folder)) {
    if (!entry.startsWith(name) || !leftover.test(entry.slice(name.length))) continue
    const left = join(folder, entry)
    const changed = lstatSync(left, { throwIfNoEntry: false })?.ctimeMs
    if (changed !== undefined && Math.abs(Date.now() - changed) > minute) unlinkIfThere(left)
  }
}

/** What `writePrivate` puts behind the name, of the file, of its backup, or of a draft that was to be linked there. */
const leftover = /^(?:\.guise-backup)?(?:\.\d+\.[0-9a-f]{16}\.tmp){1,2}$/
const minute = 60_000

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
