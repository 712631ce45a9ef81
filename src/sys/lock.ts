import { closeSync, openSync } from "node:fs"
import { dirname } from "node:path"
import { GuiseError } from "../errors.ts"
import type { Patience } from "../types.ts"
import { asOwners, makePrivateFolder } from "./disk.ts"

export interface LockOptions<T> {
  /** Called once a second while somebody else holds the lock, with the whole seconds waited so far. */
  readonly onWait?: (seconds: number) => void
  /**
   * Give up after so many seconds, and do this instead; a function is asked once somebody else holds the lock. Default:
   * never, since a holder that dies lets go.
   */
  readonly giveUp?: Patience<T> | (() => Promise<Patience<T> | undefined>)
}

/**
 * Runs `fn` while this process alone holds the lock at `path`, whichever runtime the others have; within a process
 * calls take turns as well. The system frees the lock when its holder dies, by kill -9 as well. The file is empty,
 * born 0600 and never removed: who removed it would let two in, one on the old file and one on the new.
 * Not for network file systems without locks (fcntl(2)).
 * Errors: `cache-failed` when the file cannot be made or locked; whatever `fn`, or what is done instead, throws.
 */
export function withLock<T>(path: string, options: LockOptions<T>, fn: () => Promise<T> | T): Promise<T> {
  const before = turns.get(path) ?? Promise.resolve()
  const turn = before.then(() => lockedBySystem(path, options, fn))
  const settled = turn.then(nothing, nothing)
  turns.set(path, settled)
  void settled.then(() => turns.get(path) === settled && turns.delete(path))
  return turn
}

/** The last turn per path: the system's locks hold between processes only. */
const turns = new Map<string, Promise<void>>()

function nothing(): void {}

async function lockedBySystem<T>(path: string, options: LockOptions<T>, fn: () => Promise<T> | T): Promise<T> {
  const taker = await takerFor(path)
  try {
    const lost = await acquire(taker, path, options)
    return await (lost === undefined ? fn() : lost.instead())
  } finally {
    await taker.release()
  }
}

/** What takes the system's lock: this process, or where its runtime cannot, one for it. */
interface Taker {
  /** False while somebody else has it. */
  tryAcquire(): boolean | Promise<boolean>
  release(): void | Promise<void>
}

async function takerFor(path: string): Promise<Taker> {
  const sqlite = loadSqlite()
  if (sqlite !== undefined) {
    create(path)
    const database = open(sqlite.DatabaseSync, path)
    // Closing takes the transaction back, and with it the lock; nothing was written.
    return { tryAcquire: () => tryAcquire(database), release: () => database.close() }
  }
  const { openHelper } = await import("./lock-helper.ts")
  create(path)
  const helper = openHelper(path)
  if (helper !== undefined) return helper
  throw new GuiseError(
    "not-supported",
    `this Node (${process.version}) has no node:sqlite, which locks are made of, and there is no guise binary beside it that could take them; wanted is Node 22.13 or newer, or the package of this system (@guise/${process.platform}-${process.arch})`,
    { hint: "npm install --include=optional guise" },
  )
}

type Sqlite = typeof import("node:sqlite")
type Database = InstanceType<Sqlite["DatabaseSync"]>

/**
 * Undefined in a Node without it. Node 22 warns on stderr that this module is experimental; the two calls used here have
 * been stable since. In one go, for nobody else's warnings to be lost meanwhile: in a program that guise is a library of,
 * whoever waited here would take another's silence for what was there before, and leave it behind for good.
 */
function loadSqlite(): Sqlite | undefined {
  const emitWarning = process.emitWarning
  process.emitWarning = () => undefined
  try {
    return process.getBuiltinModule("node:sqlite")
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * Never opens a file that is there: closing any descriptor of a file drops all locks that this process has on it
 * (fcntl(2)).
 */
function create(path: string): void {
  try {
    makePrivateFolder(dirname(path))
    closeSync(asOwners(() => openSync(path, "ax", 0o600)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw failed(path, error)
  }
}

function open(DatabaseSync: Sqlite["DatabaseSync"], path: string): Database {
  try {
    return new DatabaseSync(path, { timeout: 0 })
  } catch (error) {
    throw failed(path, error)
  }
}

/** The patience that was lost, when its time was up first. */
async function acquire<T>(
  taker: Taker,
  path: string,
  { onWait, giveUp }: LockOptions<T>,
): Promise<Patience<T> | undefined> {
  if (await tried(taker, path)) return undefined
  const start = performance.now()
  const patience = await (typeof giveUp === "function" ? giveUp() : giveUp)
  let told = 0
  do {
    const seconds = Math.floor((performance.now() - start) / 1000)
    if (patience !== undefined && seconds >= patience.afterSeconds) return patience
    if (seconds > told) {
      told = seconds
      onWait?.(seconds)
    }
    // Of many who wait no two ask in step; SQLite's own waiting would block the event loop.
    await new Promise(done => setTimeout(done, 5 + Math.random() * 15))
  } while (!(await tried(taker, path)))
  return undefined
}

async function tried(taker: Taker, path: string): Promise<boolean> {
  try {
    return await taker.tryAcquire()
  } catch (error) {
    throw failed(path, error)
  }
}

const SQLITE_BUSY = 5

function tryAcquire(database: Database): boolean {
  try {
    // Begun on an empty file, a transaction readies its first page, and would leave a journal beside it if killed.
    database.exec("PRAGMA journal_mode = MEMORY")
    database.exec("BEGIN EXCLUSIVE")
    return true
  } catch (error) {
    // Bun says `errno`, Node `errcode`; the low byte is the primary result code.
    const { errno, errcode } = error as { errno?: number; errcode?: number }
    if (((errcode ?? errno ?? 0) & 0xff) === SQLITE_BUSY) return false
    throw error
  }
}

function failed(path: string, error: unknown): GuiseError {
  const reason = error instanceof Error ? error.message : String(error)
  return new GuiseError("cache-failed", `tried to lock ${JSON.stringify(path)}: ${reason}`, {
    hint: "make that folder writable; XDG_CACHE_HOME and XDG_DATA_HOME say where guise keeps its files",
    cause: error,
  })
}
