import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import type { Whole } from "../sys/file-calls.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { readWhole } from "../sys/read.ts"

/**
 * A folder with one file per secret. Not one file with all of them: so of a hundred processes that write at once each
 * replaces its own by a rename and nobody waits, a damaged file costs one secret, and no write touches the others.
 * Errors of all: `store-failed`, with what to do about it.
 */
export interface Items {
  /** Names of the files, without the ending; none when there is no folder. */
  list(): readonly string[]
  read(file: string): Whole | undefined
  /** Whole or not at all, 0600. This and `remove` take away what writers left behind that were killed. */
  write(file: string, bytes: string | Uint8Array): void
  /** Removes a file; answers whether there was one. */
  remove(file: string): boolean
  pathOf(file: string): string
}

/** What such a file keeps, sealed or not. SECRET. */
export interface Item {
  readonly name: string
  readonly secret: string
}

/** The folder at that path, of files with that ending. Nothing is read or made yet. */
export function openItems(folder: string, ending: string): Items {
  const pathOf = (file: string) => `${folder}/${file}${ending}`
  const sweep = () => {
    for (const entry of entriesOf(folder))
      if (isLeftover(entry, `${folder}/${entry}`)) unlinkIfThere(`${folder}/${entry}`)
  }
  return {
    pathOf,
    list: () =>
      entriesOf(folder)
        .filter(entry => itemName.test(entry) && entry.endsWith(ending))
        .map(entry => entry.slice(0, -ending.length)),
    read(file) {
      const found = orFail("read", pathOf(file), () => readWhole(pathOf(file)))
      // Nothing there is an answer only where there is a folder, or nothing at all in its place.
      if (found === undefined) entriesOf(folder)
      return found
    },
    write: (file, bytes) =>
      orFail("write", pathOf(file), () => {
        sweep()
        writePrivate(pathOf(file), bytes)
      }),
    remove: file =>
      orFail("remove", pathOf(file), () => {
        sweep()
        return unlinkIfThere(pathOf(file))
      }),
  }
}

/** What `use` answers; what the system says against it becomes `store-failed` with its remedy. */
export function orFail<T>(what: "read" | "write" | "remove", path: string, use: () => T): T {
  try {
    return use()
  } catch (cause) {
    if (cause instanceof GuiseError) throw cause
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown error"
    throw new GuiseError("store-failed", `The store could not ${what} ${path}: ${code}.`, {
      hint: remedies[code]?.(path) ?? `see what is wrong with it: ls -ld ${quoted(path)}`,
      cause,
    })
  }
}

/** An item as text: one line of JSON. */
export function itemText({ name, secret }: Item): string {
  return `${JSON.stringify({ name, secret })}\n`
}

/** The item in such a text; undefined for anything else. */
export function parsedItem(text: string): Item | undefined {
  try {
    const { name, secret } = JSON.parse(text) as Partial<Item>
    return typeof name === "string" && typeof secret === "string" ? { name, secret } : undefined
  } catch {
    return undefined // The parser's own words would quote the secret.
  }
}

/** Names are hashes: other files (a file manager's, a half-written one) are none of ours. */
const itemName = /^[0-9a-f]{32}\.[a-z]+$/

function entriesOf(folder: string): readonly string[] {
  return orFail("read", folder, () => {
    try {
      return nodeFs().readdirSync(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return []
      throw error
    }
  })
}

/** `writePrivate` names what it has not finished yet `….PID.RANDOM.tmp`. The minute is for a writer on another machine. */
function isLeftover(entry: string, path: string): boolean {
  const writer = /^[0-9a-f]{32}\.[a-z]+\.(\d+)\.[0-9a-f]+\.tmp$/.exec(entry)?.[1]
  if (writer === undefined || isRunning(Number(writer))) return false
  return (nodeFs().statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < Date.now() - 60_000
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

const closed = (path: string) => `make it yours again: sudo chown -R "$USER" ${quoted(parentOf(path))}`
const readOnly = () => "make that folder writable, or set XDG_DATA_HOME to one that is"
const full = () => "make room on that disk; what was kept before is still there"
const inTheWay = (path: string) => `something else stands there: move ${quoted(path)} out of the way`

const remedies: Readonly<Record<string, ((path: string) => string) | undefined>> = {
  EACCES: closed,
  EPERM: closed,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  ENOTDIR: path => inTheWay(parentOf(path)),
  EISDIR: inTheWay,
  EEXIST: path => inTheWay(parentOf(path)),
}

function parentOf(path: string): string {
  return process.getBuiltinModule("node:path").dirname(path)
}
