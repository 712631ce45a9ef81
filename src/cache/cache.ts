import { GuiseError, isGuiseError, isOutage } from "../errors.ts"
import type { LockOptions } from "../sys/lock.ts"
import type { Cache, CacheEntry, Credentials, Freshness, Patience, Waiting } from "../types.ts"
import { type Folder, type FolderOptions, openFolder, type Shelf } from "./folder.ts"
import { isAsFresh, isGoodEnough, isStillValid } from "./freshness.ts"
import { factKey, factText, readEntry, readFact } from "./kept.ts"
import { concerns, type Refusal, refusalOf, refusalThrown, sharedRefusal } from "./refusal.ts"

/** What the cache needs of the world around it. */
export interface CacheOptions extends FolderOptions {
  /** AWS's clock minus ours, as measured by the call that has just been made. */
  skew(): number
  /** The caller brought an MFA code of its own: what became of another one's is nothing to it. */
  readonly broughtCode?: boolean
  /** Seconds to wait for another process that gets the same, asked when there is one; undefined: as long as it takes. */
  patience?(): Promise<number | undefined>
}

const sayWaitingAfter = 2
const waitingWords =
  "waiting for another guise that is getting the same credentials; it may be asking for a code in another terminal …"
const refusalTtl = 300

/** The cache, and beside what it keeps of AWS the ways that led there: plans that were made before. */
export interface RealCache extends Cache {
  readonly ways: Pick<Cache, "remember" | "recall">
}

/** The cache of this user on this machine. Opening costs nothing, and looking makes no file. */
export function openCache(options: CacheOptions): RealCache {
  const folder = openFolder(options)
  const flights = new Map<string, { readonly want: Freshness; readonly entry: Promise<CacheEntry> }>()
  return {
    once(key, want, make) {
      const running = flights.get(key)
      if (running !== undefined && isAsFresh(running.want, want)) return running.entry
      const entry = once({ key, want, make, folder, options }).finally(() => flights.delete(key))
      flights.set(key, { want, entry })
      return entry
    },
    peek: key => readEntry(key, folder),
    kept: async () => (await folder.tolerate(async () => (await folder.ifThere())?.kept())) ?? (() => false),
    remember: (key, fact, ttl) => remember(key, fact, ttl, folder.facts, options),
    recall: key => readFact(key, folder.facts, options.now()),
    ways: {
      remember: (key, way, ttl) => remember(key, way, ttl, folder.ways, options),
      recall: key => readFact(key, folder.ways, options.now()),
    },
    exclusively: (key, run, waiting) =>
      exclusively(key, run, folder, options, waiting === undefined ? {} : saying(waiting, options)),
    async forget(key) {
      if (key === undefined) return folder.forgetAll()
      return (await folder.forget(key, [factKey(key), factKey(refusalKey(key))])) ? 1 : 0
    },
    size: async () => folder.size(),
  }
}

function saying<T>({ say, ...rest }: Waiting<T>, { notice }: CacheOptions): LockOptions<T> {
  return { ...rest, onWait: seconds => (seconds === sayWaitingAfter ? notice(say) : undefined) }
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
  const cached = await readEntry(key, folder)
  if (cached !== undefined && isGoodEnough(cached, want, options.now())) return cached
  const since = options.now()
  const onWait = (seconds: number) => {
    if (seconds === sayWaitingAfter) options.notice(waitingWords)
  }
  return exclusively(key, () => alone(asked, since), folder, options, {
    onWait,
    giveUp: () => patienceOf(asked, cached),
  })
}

/** Nobody waits without end for a question that somebody else was asked: not who has something valid, nor a program. */
async function patienceOf(
  { want, options }: Asked,
  cached: CacheEntry | undefined,
): Promise<Patience<CacheEntry> | undefined> {
  const served = want.fresh === true || want.madeAfter !== undefined ? undefined : cached
  if (served !== undefined && isStillValid(served, options.now()))
    return { afterSeconds: sayWaitingAfter, instead: () => served }
  const afterSeconds = await options.patience?.()
  return afterSeconds === undefined ? undefined : { afterSeconds, instead: () => waitedInVain(afterSeconds) }
}

function waitedInVain(seconds: number): never {
  throw new GuiseError(
    "nobody-to-ask",
    `Another guise has been getting the same credentials for ${seconds} s: it waits for an answer at its terminal, or for AWS.`,
    { hint: "answer it there, or end it" },
  )
}

/** Where nothing can be locked the flights are many, and the work is done all the same. */
async function exclusively<T>(
  key: string,
  run: () => Promise<T>,
  folder: Folder,
  options: CacheOptions,
  waiting: LockOptions<T> = {},
): Promise<T> {
  const path = await folder.tolerate(() => folder.lockOf(key))
  if (path === undefined) return run()
  const { withLock } = await import("../sys/lock.ts")
  let isMine = false
  try {
    return await withLock(path, waiting, () => {
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
  const cached = await readEntry(key, folder)
  // Whoever held the lock while we waited made just what we want, also when we asked for a fresh one.
  const { fresh: _ours, ...wanted } = want
  const madeAfter = want.fresh === true ? Math.max(since, want.madeAfter ?? 0) : want.madeAfter
  if (cached && isGoodEnough(cached, madeAfter === undefined ? wanted : { ...wanted, madeAfter }, options.now()))
    return cached
  const refusal = refusalOf(await readFact(refusalKey(key), folder.facts, options.now()))
  if (refusal !== undefined && refusal.at >= since && concerns(refusal, options.broughtCode === true))
    throw refusalThrown(refusal)
  try {
    return await makeAndKeep(key, make, folder, options)
  } catch (error) {
    const shared = sharedRefusal(error, options.now(), options.broughtCode === true)
    if (shared !== undefined) await rememberRefusal(key, shared, folder, options)
    if (cached === undefined || want.madeAfter !== undefined || !isExcusable(error, want)) throw error
    return stillServed(error, cached, options)
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

async function remember(key: string, fact: string, ttl: number, folder: Shelf, { now }: CacheOptions): Promise<void> {
  const until = now() + ttl
  await folder.tolerate(async () => (await folder.ready()).write(factKey(key), factText(fact, until), until))
}

async function rememberRefusal(key: string, refusal: Refusal, folder: Folder, options: CacheOptions): Promise<void> {
  await remember(refusalKey(key), JSON.stringify(refusal), refusalTtl, folder.facts, options)
}

/**
 * When AWS cannot be reached, what is still valid is better than an error; so it is when nobody is there to ask, but not
 * for who wanted to be asked.
 */
function isExcusable(error: unknown, { fresh }: Freshness): error is GuiseError {
  if (isGuiseError(error, "nobody-to-ask")) return fresh !== true
  return isOutage(error)
}

function stillServed(error: GuiseError, cached: CacheEntry, { now, notice }: CacheOptions): CacheEntry {
  if (!isStillValid(cached, now())) throw error
  notice(`serving cached credentials, which are still valid: ${error.message}`)
  return cached
}

function refusalKey(key: string): string {
  return `refusal ${key}`
}
