import { isGuiseError } from "../errors.ts"
import type { Cache, CacheEntry, Credentials, Freshness } from "../types.ts"
import { type Folder, type FolderOptions, openFolder, type Shelf } from "./folder.ts"
import { isGoodEnough, isStillValid } from "./freshness.ts"
import { type Refusal, refusalOf, refusalThrown, sharedRefusal } from "./refusal.ts"

/** What the cache needs of the world around it. */
export interface CacheOptions extends FolderOptions {
  /** AWS's clock minus ours, as measured by the call that has just been made. */
  skew(): number
}

const sayWaitingAfter = 2
const refusalTtl = 300

/** The cache, and beside what it keeps of AWS the ways that led there: plans that were made before. */
export interface RealCache extends Cache {
  readonly ways: Pick<Cache, "remember" | "recall">
}

/** The cache of this user on this machine. Opening costs nothing, and looking makes no file. */
export function openCache(options: CacheOptions): RealCache {
  const folder = openFolder(options)
  const flights = new Map<string, Promise<CacheEntry>>()
  return {
    once(key, want, make) {
      const running = flights.get(key)
      if (running !== undefined) return running
      const flight = once({ key, want, make, folder, options }).finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
    peek: key => read(key, folder),
    remember: (key, fact, ttl) => remember(key, fact, ttl, folder, options),
    recall: key => recall(key, folder, options),
    ways: {
      remember: (key, way, ttl) => remember(key, way, ttl, folder.ways, options),
      recall: key => recall(key, folder.ways, options),
    },
    exclusively: (key, run) => exclusively(key, run, folder, options),
    async forget(key) {
      if (key === undefined) return folder.forget()
      await folder.forget([factKey(key), factKey(refusalKey(key))])
      return folder.forget([key])
    },
  }
}

/** One question to the cache: what is wanted, and how to get it when it is not there. */
interface Asked {
  readonly key: string
  readonly want: Freshness
  readonly make: () => Promise<Credentials>
  readonly folder: Folder
  readonly options: CacheOptions
}

async function once(asked: Asked): Promise<CacheEntry> {
  const { key, want, folder, options } = asked
  const cached = await read(key, folder)
  if (cached !== undefined && isGoodEnough(cached, want, options.now())) return cached
  const since = options.now()
  const onWait = (seconds: number) => {
    if (seconds === sayWaitingAfter) options.notice("waiting for another guise that is getting the same credentials …")
  }
  return exclusively(key, () => alone(asked, since), folder, options, onWait)
}

/** Where nothing can be locked the flights are many, and the work is done all the same. */
async function exclusively<T>(
  key: string,
  run: () => Promise<T>,
  folder: Folder,
  options: CacheOptions,
  onWait: (seconds: number) => void = () => {},
): Promise<T> {
  const path = await folder.tolerate(() => folder.lockOf(key))
  if (path === undefined) return run()
  const { withLock } = await import("../sys/lock.ts")
  let isMine = false
  try {
    return await withLock(path, { onWait }, () => {
      isMine = true
      return run()
    })
  } catch (error) {
    if (isMine || !isGuiseError(error, "cache-failed")) throw error
    folder.complain("nothing can be locked in it")
    options.detail(error.message)
    return run()
  }
}

/** What is done by one at a time. `since`: when this one began to ask. */
async function alone({ key, want, make, folder, options }: Asked, since: number): Promise<CacheEntry> {
  const cached = await read(key, folder)
  // Whoever held the lock while we waited made just what we want, also when we asked for a fresh one.
  const { fresh: _ours, ...wanted } = want
  const madeAfter = want.fresh === true ? Math.max(since, want.madeAfter ?? 0) : want.madeAfter
  if (cached && isGoodEnough(cached, madeAfter === undefined ? wanted : { ...wanted, madeAfter }, options.now()))
    return cached
  const refusal = refusalOf(await recall(refusalKey(key), folder, options))
  if (refusal !== undefined && refusal.at >= since) throw refusalThrown(refusal)
  try {
    return await makeAndKeep(key, make, folder, options)
  } catch (error) {
    const shared = sharedRefusal(error, options.now())
    if (shared !== undefined) await rememberRefusal(key, shared, folder, options)
    return stillServed(error, want.madeAfter === undefined ? cached : undefined, options)
  }
}

async function makeAndKeep(
  key: string,
  make: () => Promise<Credentials>,
  folder: Folder,
  options: CacheOptions,
): Promise<CacheEntry> {
  const credentials = await make()
  const entry = { credentials, madeAt: options.now(), skew: options.skew() }
  const { expiresAt } = credentials
  if (expiresAt !== undefined)
    await folder.tolerate(async () => (await folder.ready()).write(key, JSON.stringify(entry), expiresAt - entry.skew))
  return entry
}

async function read(key: string, folder: Folder): Promise<CacheEntry | undefined> {
  const text = await folder.tolerate(async () => (await folder.ifThere())?.read(key))
  return text === undefined ? undefined : (JSON.parse(text) as CacheEntry)
}

async function remember(key: string, fact: string, ttl: number, folder: Shelf, { now }: CacheOptions): Promise<void> {
  const until = now() + ttl
  await folder.tolerate(async () => (await folder.ready()).write(factKey(key), JSON.stringify({ fact, until }), until))
}

async function recall(key: string, folder: Shelf, { now }: CacheOptions): Promise<string | undefined> {
  const text = await folder.tolerate(async () => (await folder.ifThere())?.read(factKey(key)))
  if (text === undefined) return undefined
  const { fact, until } = JSON.parse(text) as { fact: string; until: number }
  return until > now() ? fact : undefined
}

async function rememberRefusal(key: string, refusal: Refusal, folder: Folder, options: CacheOptions): Promise<void> {
  await remember(refusalKey(key), JSON.stringify(refusal), refusalTtl, folder, options)
}

/** When AWS cannot be reached or nobody is there to ask, what is still valid is better than an error. */
function stillServed(error: unknown, cached: CacheEntry | undefined, { now, notice }: CacheOptions): CacheEntry {
  const excusable =
    isGuiseError(error, "aws-unreachable") ||
    isGuiseError(error, "aws-throttled") ||
    isGuiseError(error, "nobody-to-ask")
  if (!excusable || cached === undefined || !isStillValid(cached, now())) throw error
  notice(`serving cached credentials, which are still valid: ${error.message}`)
  return cached
}

function factKey(key: string): string {
  return `fact ${key}`
}

function refusalKey(key: string): string {
  return `refusal ${key}`
}
