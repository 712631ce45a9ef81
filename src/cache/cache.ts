import { GuiseError, isGuiseError } from "../errors.ts"
import type { Cache, CacheEntry, Credentials, Freshness } from "../types.ts"
import { type Entries, openEntries } from "./entries.ts"
import { isGoodEnough, isStillValid } from "./freshness.ts"
import { type Refusal, refusalOf, refusalThrown, sharedRefusal } from "./refusal.ts"
import { openOrMakeSeal, openSeal, type Seal } from "./seal.ts"

/** What the cache needs of the world around it. */
export interface CacheOptions {
  /** guise's own cache folder; made, private, when something is first written. */
  readonly folder: string
  now(): number
  /** AWS's clock minus ours, as measured by the call that has just been made. */
  skew(): number
  notice(text: string): void
  detail(text: string): void
}

const sayWaitingAfter = 2
const refusalTtl = 300

/** The cache of this user on this machine. Opening costs nothing, and looking makes no file. */
export function openCache(options: CacheOptions): Cache {
  const disk = openDisk(options)
  const flights = new Map<string, Promise<CacheEntry>>()

  async function read(key: string): Promise<CacheEntry | undefined> {
    const text = await (await disk.ifThere())?.entries.read(key)
    return text === undefined ? undefined : parseEntry(text)
  }

  async function keep(key: string, entry: CacheEntry): Promise<void> {
    const expiresAt = entry.credentials.expiresAt
    if (expiresAt === undefined) return
    // A full disk must not cost the caller the credentials it has in hand.
    await tolerate(options, async () =>
      (await disk.ready()).entries.write(key, JSON.stringify(entry), expiresAt - entry.skew),
    )
  }

  async function makeAndKeep(key: string, make: () => Promise<Credentials>): Promise<CacheEntry> {
    const credentials = await make()
    const entry = { credentials, madeAt: options.now(), skew: options.skew() }
    await keep(key, entry)
    return entry
  }

  async function underLock(
    key: string,
    want: Freshness,
    since: number,
    make: () => Promise<Credentials>,
  ): Promise<CacheEntry> {
    const cached = await read(key)
    // Whoever held the lock while we waited made just what we want, also when we asked for a fresh one.
    const { fresh: _ours, ...wanted } = want
    const madeAfter = want.fresh === true ? Math.max(since, want.madeAfter ?? 0) : want.madeAfter
    if (cached && isGoodEnough(cached, madeAfter === undefined ? wanted : { ...wanted, madeAfter }, options.now()))
      return cached
    const refusal = await recallRefusal(key)
    if (refusal !== undefined && refusal.at >= since) throw refusalThrown(refusal)
    try {
      return await makeAndKeep(key, make)
    } catch (error) {
      const shared = sharedRefusal(error, options.now())
      if (shared !== undefined) await remember(refusalKey(key), JSON.stringify(shared), refusalTtl)
      return stillServed(error, want.madeAfter === undefined ? cached : undefined, options)
    }
  }

  async function onceAcrossProcesses(
    key: string,
    want: Freshness,
    make: () => Promise<Credentials>,
  ): Promise<CacheEntry> {
    const cached = await tolerate(options, () => read(key))
    if (cached !== undefined && isGoodEnough(cached, want, options.now())) return cached
    const since = options.now()
    const where = await tolerate(options, () => lockOf(key))
    if (where === undefined) return makeAndKeep(key, make)
    const { withLock } = await import("../sys/lock.ts")
    const onWait = (seconds: number) => {
      if (seconds === sayWaitingAfter)
        options.notice("waiting for another guise that is getting the same credentials …")
    }
    return withLock(where, { onWait }, () => underLock(key, want, since, make))
  }

  async function lockOf(key: string): Promise<string> {
    const { seal } = await disk.ready()
    return `${options.folder}/locks/${await seal.nameOf(key)}`
  }

  async function remember(key: string, fact: string, ttl: number): Promise<void> {
    const until = options.now() + ttl
    await tolerate(options, async () =>
      (await disk.ready()).entries.write(factKey(key), JSON.stringify({ fact, until }), until),
    )
  }

  async function recall(key: string): Promise<string | undefined> {
    const text = await tolerate(options, async () => (await disk.ifThere())?.entries.read(factKey(key)))
    if (text === undefined) return undefined
    const { fact, until } = JSON.parse(text) as { fact: string; until: number }
    return until > options.now() ? fact : undefined
  }

  async function recallRefusal(key: string): Promise<Refusal | undefined> {
    return refusalOf(await recall(refusalKey(key)))
  }

  return {
    once(key, want, make) {
      const running = flights.get(key)
      if (running !== undefined) return running
      const flight = onceAcrossProcesses(key, want, make).finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
    peek: key => tolerate(options, () => read(key)),
    remember,
    recall,
    async forget(key) {
      const files = (await disk.ifThere())?.entries
      if (files === undefined) return 0
      if (key === undefined) return files.clear()
      const gone = await Promise.all([
        files.remove(key),
        files.remove(factKey(key)),
        files.remove(factKey(refusalKey(key))),
      ])
      return gone[0] === true ? 1 : 0
    },
  }
}

interface Opened {
  readonly seal: Seal
  readonly entries: Entries
}

/** The sealed folder, opened once: as it is (`ifThere`), or made on the way to the first write (`ready`). */
function openDisk({ folder, now, detail }: CacheOptions): {
  ifThere(): Promise<Opened | undefined>
  ready(): Promise<Opened>
} {
  let opened: Promise<Opened | undefined> | undefined
  let made: Promise<Opened> | undefined
  const keyFile = `${folder}/seal.key`
  const withSeal = (seal: Seal) => ({ seal, entries: openEntries(`${folder}/entries`, seal, now, detail) })
  const ifThere = () => {
    opened ??= openSeal(keyFile, detail).then(seal => seal && withSeal(seal))
    return made ?? opened
  }
  const ready = () => {
    made ??= ifThere().then(async there => there ?? withSeal(await openOrMakeSeal(keyFile, detail)))
    return made
  }
  return { ifThere, ready }
}

/** When AWS cannot be reached or nobody is there to ask, what is still valid is better than an error. */
function stillServed(error: unknown, cached: CacheEntry | undefined, options: CacheOptions): CacheEntry {
  const excusable =
    isGuiseError(error, "aws-unreachable") ||
    isGuiseError(error, "aws-throttled") ||
    isGuiseError(error, "nobody-to-ask")
  if (!excusable || cached === undefined || !isStillValid(cached, options.now())) throw error
  options.notice(`serving cached credentials that are near their end: ${(error as GuiseError).message}`)
  return cached
}

function parseEntry(text: string): CacheEntry | undefined {
  const { credentials, madeAt, skew } = JSON.parse(text) as CacheEntry
  return { credentials, madeAt, skew }
}

/** A cache that cannot be used (read-only home, full disk) costs speed and prompts, never the work itself. */
async function tolerate<T>(options: CacheOptions, use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use()
  } catch (error) {
    options.notice(`the cache in ${options.folder} cannot be used: ${reasonOf(error)}`)
    return undefined
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof GuiseError ? error.message : "unexpected error")
}

function factKey(key: string): string {
  return `fact ${key}`
}

function refusalKey(key: string): string {
  return `refusal ${key}`
}
