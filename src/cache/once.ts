import { GuiseError, isGuiseError, isOutage } from "../errors.ts"
import type { CacheEntry, Credentials, Freshness, Patience } from "../types.ts"
import { exclusively, sayWaitingAfter } from "./exclusively.ts"
import type { Folder, FolderOptions } from "./folder.ts"
import { isGoodEnough, isStillValid } from "./freshness.ts"
import { keepFact, readEntry, readFact } from "./kept.ts"
import { concerns, refusalKey, refusalOf, refusalThrown, sharedRefusal } from "./refusal.ts"

/** What the cache needs of the world around it. */
export interface CacheOptions extends FolderOptions {
  /** AWS's clock minus ours, as measured by the call that has just been made. */
  skew(): number
  /** The caller brought an MFA code of its own: what became of another one's is nothing to it. */
  readonly broughtCode?: boolean
  /** Seconds to wait for another process that gets the same, asked when there is one; undefined: as long as it takes. */
  patience?(): Promise<number | undefined>
}

/** One question to the cache: what is wanted, and how to get it when it is not there. */
interface Asked {
  readonly key: string
  readonly want: Freshness
  readonly make: () => Promise<Credentials>
  readonly folder: Folder
  readonly options: CacheOptions
}

/**
 * Credentials by key: what is cached if it is good enough, else what is made, by one at a time, and kept for the others.
 * Errors: those of `make`, also when it was somebody else's; `nobody-to-ask` for who waited in vain.
 */
export async function once(asked: Asked): Promise<CacheEntry> {
  const { key, want, folder, options } = asked
  const cached = await readEntry(key, folder)
  if (cached !== undefined && isGoodEnough(cached, want, options.now())) return cached
  const since = options.now()
  return exclusively(key, () => alone(asked, since), folder, options, {
    say: waitingWords,
    giveUp: () => patienceOf(asked, cached),
  })
}

const waitingWords =
  "waiting for another guise that is getting the same credentials; it may be asking for a code in another terminal …"

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

/** Seconds. */
const refusalTtl = 300

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
    if (shared !== undefined) await keepFact(refusalKey(key), JSON.stringify(shared), refusalTtl, folder.facts, options)
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
