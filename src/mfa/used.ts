import type { Cache, World } from "../types.ts"

type Memory = Pick<World, "cache" | "now" | "skew">

const window = 30

/**
 * How long a sent code is remembered: AWS takes the codes of the neighbouring windows too, so it could meet a code for
 * three of them, and would take it once only (RFC 6238 §5.2).
 */
const remembered = 3 * window

/**
 * Makes `code` the caller's own for this device; false when it was sent to AWS a moment ago, or is about to be, by this
 * process or by another. Of many that hold the same code one gets it. It stays spent when the answer gets lost.
 */
export function claim(serial: string, code: string, world: Memory): Promise<boolean> {
  return world.cache.exclusively(keyOf(serial), async () => {
    const codes = [...(await usedCodes(serial, world)), ...usedHere(serial, world)]
    if (codes.some(each => each.code === code)) return false
    const used = [...codes, { code, at: world.now() }]
    here(world).set(serial, used)
    await world.cache.remember(keyOf(serial), JSON.stringify(used), remembered)
    return true
  })
}

/** Takes a claim back: the code never left this machine, and is as good as before. */
export function release(serial: string, code: string, world: Memory): Promise<void> {
  return world.cache.exclusively(keyOf(serial), async () => {
    const codes = [...(await usedCodes(serial, world)), ...usedHere(serial, world)]
    const others = codes.filter(each => each.code !== code)
    here(world).set(serial, others)
    await world.cache.remember(keyOf(serial), JSON.stringify(others), remembered)
  })
}

/** Seconds until the device shows another code, by AWS's clock. */
export function secondsToNext({ now, skew }: Pick<World, "now" | "skew">): number {
  return window - (Math.floor(now() + skew) % window)
}

interface Used {
  readonly code: string
  readonly at: number
}

/** What this process sent itself: where nothing can be kept on disk, a code is still not sent twice by one command. */
const sentHere = new WeakMap<Cache, Map<string, readonly Used[]>>()

function here({ cache }: Memory): Map<string, readonly Used[]> {
  const known = sentHere.get(cache) ?? new Map<string, readonly Used[]>()
  sentHere.set(cache, known)
  return known
}

function usedHere(serial: string, world: Memory): readonly Used[] {
  return recent(here(world).get(serial) ?? [], world)
}

async function usedCodes(serial: string, world: Memory): Promise<readonly Used[]> {
  const fact = await world.cache.recall(keyOf(serial))
  return fact === undefined ? [] : recent(JSON.parse(fact) as readonly Used[], world)
}

function recent(codes: readonly Used[], { now }: Memory): readonly Used[] {
  return codes.filter(each => Math.abs(now() - each.at) < remembered)
}

function keyOf(serial: string): string {
  return `mfa-used:${serial}`
}
