import type { World } from "../types.ts"

type Memory = Pick<World, "cache" | "now" | "skew">

const window = 30

/**
 * How long a sent code is remembered: AWS takes the codes of the neighbouring windows too, so it could meet a code for
 * three of them, and would take it once only (RFC 6238 §5.2).
 */
const remembered = 3 * window

/** True when `code` was sent to AWS for this device a moment ago, by this process or by another. */
export async function isUsed(serial: string, code: string, world: Memory): Promise<boolean> {
  return (await usedCodes(serial, world)).some(each => each.code === code)
}

/** Remembers, before it is sent, that `code` is spent: an answer that gets lost does not bring it back. */
export async function markUsed(serial: string, code: string, world: Memory): Promise<void> {
  const codes = [...(await usedCodes(serial, world)), { code, at: world.now() }]
  await world.cache.remember(keyOf(serial), JSON.stringify(codes), remembered)
}

/** Seconds until the device shows another code, by AWS's clock. */
export function secondsToNext({ now, skew }: Pick<World, "now" | "skew">): number {
  return window - (Math.floor(now() + skew) % window)
}

interface Used {
  readonly code: string
  readonly at: number
}

async function usedCodes(serial: string, world: Memory): Promise<readonly Used[]> {
  const fact = await world.cache.recall(keyOf(serial))
  const codes = fact === undefined ? [] : (JSON.parse(fact) as readonly Used[])
  return codes.filter(each => Math.abs(world.now() - each.at) < remembered)
}

function keyOf(serial: string): string {
  return `mfa-used:${serial}`
}
