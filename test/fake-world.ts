import { GuiseError } from "../src/errors.ts"
import type { Cache, CacheEntry, Credentials, Env, Freshness, World } from "../src/types.ts"

/** What a test decides about its world; the rest is empty, silent, and on a fixed clock. */
export interface Script {
  readonly env?: Env
  /** Unix seconds at the start; moved by `sleep` and by `pass`. Default: 2026-01-02 03:04:05 UTC. */
  readonly now?: number
  /** What the person types, in order; "Ctrl-C" and "Ctrl-D" are those keys. Absent: there is no terminal. */
  readonly typed?: readonly (string | (() => string))[]
  readonly mfaCode?: string
  readonly keys?: Readonly<Record<string, Credentials>>
  /** What stores keep. */
  readonly stored?: Readonly<Record<string, Credentials>>
  /** Shared by the worlds of several processes. */
  readonly cache?: FakeCache
}

/** A World whose every word and question can be read afterwards. */
export interface FakeWorld extends World {
  readonly cache: FakeCache
  readonly asked: string[]
  readonly noticed: string[]
  readonly detailed: string[]
  pass(seconds: number): void
}

export const fakeNow = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000

export function fakeWorld(script: Script = {}): FakeWorld {
  let clock = script.now ?? fakeNow
  let mfaCode = script.mfaCode
  const typed = script.typed === undefined ? undefined : [...script.typed]
  const asked: string[] = []
  const noticed: string[] = []
  const detailed: string[] = []
  const world: FakeWorld = {
    env: script.env ?? {},
    now: () => clock,
    pass: seconds => {
      clock += seconds
    },
    sleep: async milliseconds => {
      clock += milliseconds / 1000
    },
    cache: script.cache ?? fakeCache(() => ({ now: clock, skew: world.skew })),
    terminal: {
      async ask(question) {
        if (typed === undefined) throw new GuiseError("nobody-to-ask", "There is no terminal.")
        asked.push(question)
        return answer(typed.shift())
      },
    },
    async keysOf(profile) {
      const keys = script.keys?.[profile]
      if (keys === undefined) throw new GuiseError("no-credentials", `Profile ${profile} has no keys.`)
      return keys
    },
    async storedKeysOf(profile) {
      const keys = script.stored?.[profile]
      if (keys === undefined) throw new GuiseError("no-credentials", `No store keeps keys for ${profile}.`)
      return keys
    },
    skew: 0,
    takeMfaCode() {
      const code = mfaCode
      mfaCode = undefined
      return code
    },
    notice: text => void noticed.push(text),
    detail: text => void detailed.push(text),
    asked,
    noticed,
    detailed,
  }
  return world
}

function answer(line: string | (() => string) | undefined): string {
  if (line === "Ctrl-C") throw new GuiseError("cancelled", "Ctrl-C.")
  if (line === undefined || line === "Ctrl-D") throw new GuiseError("prompt-refused", "The question was not answered.")
  return typeof line === "string" ? line : line()
}

/** A Cache in memory, with one flight per key. */
export interface FakeCache extends Cache {
  readonly entries: Map<string, CacheEntry>
  readonly facts: Map<string, { readonly fact: string; readonly until: number }>
}

/** `clock` is asked at every use; several worlds may share one cache. */
export function fakeCache(clock: () => { readonly now: number; readonly skew: number }): FakeCache {
  const entries = new Map<string, CacheEntry>()
  const facts = new Map<string, { fact: string; until: number }>()
  const flights = new Map<string, Promise<CacheEntry>>()
  const turns = new Map<string, Promise<unknown>>()

  async function fly(key: string, want: Freshness, make: () => Promise<Credentials>): Promise<CacheEntry> {
    const cached = entries.get(key)
    if (cached !== undefined && serves(cached, want, clock().now)) return cached
    const credentials = await make()
    const entry = { credentials, madeAt: clock().now, skew: clock().skew }
    if (credentials.expiresAt !== undefined) entries.set(key, entry)
    return entry
  }

  return {
    entries,
    facts,
    once(key, want, make) {
      const running = flights.get(key)
      if (running !== undefined) return running
      const flight = fly(key, want, make).finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
    peek: async key => entries.get(key),
    async kept() {
      const keys = new Set(entries.keys())
      return key => keys.has(key)
    },
    async remember(key, fact, ttl) {
      facts.set(key, { fact, until: clock().now + ttl })
    },
    async recall(key) {
      const found = facts.get(key)
      return found !== undefined && found.until > clock().now ? found.fact : undefined
    },
    exclusively(key, run) {
      const turn = (turns.get(key) ?? Promise.resolve()).then(run)
      turns.set(
        key,
        turn.catch(() => undefined),
      )
      return turn
    },
    async forget(key) {
      const count = key === undefined ? entries.size : Number(entries.has(key))
      if (key === undefined) entries.clear()
      else entries.delete(key)
      if (key === undefined) facts.clear()
      else facts.delete(key)
      return count
    },
    size: async () => entries.size,
  }
}

function serves({ credentials, madeAt, skew }: CacheEntry, want: Freshness, now: number): boolean {
  if (want.fresh === true || (want.madeAfter !== undefined && madeAt <= want.madeAfter)) return false
  if (credentials.expiresAt === undefined) return false
  const life = credentials.expiresAt - (madeAt + skew)
  const enough = life >= 2 * want.minTtl || (want.strict === true && life >= want.minTtl) ? want.minTtl : life / 2
  return credentials.expiresAt - (now + skew) >= enough
}
