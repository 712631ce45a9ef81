import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { GuiseError, isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { asOwners, makePrivateFolder } from "./disk.ts"
import { lifetimePlace } from "./lifetime-place.ts"
import { withLock } from "./lock.ts"
import type { Paths } from "./paths.ts"
import { troubleHint, troubleWords } from "./trouble.ts"

/** A private folder for files that are of use while one command runs. */
export interface LifetimeFolder {
  readonly path: string
  /** Creates a file in it, 0600; answers its path. Error: `cache-failed`. */
  write(name: string, text: string): string
  /** Notes who uses it: should this process be killed, the folder stays for as long as that one lives. */
  usedBy(pid: number): void
  /** Removes it now, for a process that ends without coming back. May be called again. */
  remove(): void
}

/**
 * Runs `fn` with a folder of its own, 0700 with a random name, removed when `fn` is through. It lies in the user's
 * runtime folder, which is memory as a rule; in the cache folder where there is none that is ours. A process that was
 * killed leaves its folder behind: the next call removes it, unless the command that uses it still runs.
 * Errors: `cache-failed` when no folder can be made; whatever `fn` throws.
 */
export async function withLifetimeFolder<T>(
  paths: Pick<Paths, "runtime" | "cache">,
  fn: (folder: LifetimeFolder) => Promise<T>,
): Promise<T> {
  const parent = lifetimePlace(paths)
  const path = join(parent, unguessable())
  const { running } = await inTurn(paths, async () => {
    await sweep(parent)
    asOwners(() => mkdirSync(path, { mode: 0o700 }))
    return { running: await holding(path, fn) }
  })
  try {
    return await running.result
  } finally {
    removeAll(path)
  }
}

/**
 * Makes such a folder for a process that is not ours, a shell. It stays until that one removes it; when it has ended
 * without, the next call does. Error: `cache-failed`.
 */
export async function makeFolderFor(pid: number, paths: Pick<Paths, "runtime" | "cache">): Promise<LifetimeFolder> {
  const parent = lifetimePlace(paths)
  const path = join(parent, unguessable())
  return inTurn(paths, async () => {
    await sweep(parent)
    asOwners(() => mkdirSync(path, { mode: 0o700 }))
    const folder = folderAt(path)
    folder.usedBy(pid)
    return folder
  })
}

/** The folders that processes of this user hold, or held until they were killed; the newest first. */
export function lifetimeFolders(paths: Pick<Paths, "runtime" | "cache">): readonly string[] {
  const parent = lifetimePlace(paths)
  if (!existsSync(parent)) return []
  const folders = readdirSync(parent).flatMap(name => {
    const path = join(parent, name)
    // One may go while they are looked at.
    const at = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs
    return at === undefined ? [] : [{ path, at }]
  })
  return folders.sort((a, b) => b.at - a.at).map(({ path }) => path)
}

/** Whether the process that made such a folder still lives. Nobody else can say so: its lock goes with it. */
export async function isHeld(path: string): Promise<boolean> {
  if (!existsSync(lockIn(path))) return false
  try {
    return await withLock(lockIn(path), { giveUp: { afterSeconds: 0, instead: () => true } }, () => false)
  } catch {
    return false
  }
}

/** Folders are made and swept in turn: nobody takes one that is new for one whose holder died. */
async function inTurn<T>(paths: Pick<Paths, "runtime" | "cache">, fn: () => Promise<T>): Promise<T> {
  const parent = lifetimePlace(paths)
  try {
    makePrivateFolder(parent)
    // Again, now that it is there: somebody may have been quicker.
    lifetimePlace(paths)
    return await withLock(join(dirname(parent), "commands.lock"), {}, fn)
  } catch (error) {
    throw isGuiseError(error) ? error : unusable(parent, error)
  }
}

function unusable(folder: string, error: unknown): GuiseError {
  const reason = (error as NodeJS.ErrnoException).code ?? "unexpected error"
  return new GuiseError("cache-failed", `No private files could be made in ${folder} (${troubleWords(reason)}).`, {
    hint: troubleHint(reason, quoted(dirname(folder)), "make it writable, or set XDG_RUNTIME_DIR to a folder of yours"),
    cause: error,
  })
}

/** Starts `fn` once this process holds the folder, and goes on holding it until the result is there. */
async function holding<T>(
  path: string,
  fn: (folder: LifetimeFolder) => Promise<T>,
): Promise<{ readonly result: Promise<T> }> {
  const held = Promise.withResolvers<void>()
  const result = withLock(lockIn(path), {}, () => {
    held.resolve()
    return fn(folderAt(path))
  }).finally(() => ours.delete(path))
  ours.add(path)
  await Promise.race([held.promise, result])
  return { result }
}

function folderAt(path: string): LifetimeFolder {
  return {
    path,
    write(name, text) {
      const file = join(path, name)
      try {
        asOwners(() => writeFileSync(file, text, { mode: 0o600, flag: "wx" }))
      } catch (error) {
        throw unusable(path, error)
      }
      return file
    },
    usedBy: pid => asOwners(() => writeFileSync(join(path, userFile), `${pid}\n`, { mode: 0o600 })),
    remove: () => removeAll(path),
  }
}

/** Held by this very process, where locks make callers wait for each other. */
const ours = new Set<string>()

const userFile = "used-by"

function lockIn(path: string): string {
  return join(path, "lock")
}

async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name)
    if (ours.has(path)) continue
    try {
      await withLock(lockIn(path), { giveUp: { afterSeconds: 0, instead: () => {} } }, () => {
        if (!isUsed(path)) removeAll(path)
      })
    } catch {
      // Its holder lives; or it went meanwhile.
    }
  }
}

function isUsed(path: string): boolean {
  try {
    const pid = Number(readFileSync(join(path, userFile), "utf8"))
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

function removeAll(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // Windows removes no file that is open; a sweep may be at it as well.
  }
}

function unguessable(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex")
}
