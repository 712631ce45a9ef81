import { type Refusal, refusalOf, refusalThrown } from "../cache/refusal.ts"
import { isGuiseError, isOutage } from "../errors.ts"
import type { World } from "../types.ts"

const refusalTtl = 300

/**
 * What `run` answers, where a person is asked in a browser; run by one at a time (`exclusively`). A no is told to every
 * command that was there to hear it, also to one that waited elsewhere for its turn: fifty of them do not open fifty
 * windows. A network that failed is no answer of a person's, and the next one may get through.
 * Errors: those of `run`, or what somebody else's `run` came to.
 */
export async function toldToAll<T>(key: string, world: World, run: () => Promise<T>): Promise<T> {
  const refusal = refusalOf(await world.cache.recall(key))
  if (refusal !== undefined && refusal.at >= (world.startedAt ?? world.now())) throw refusalThrown(refusal)
  try {
    return await run()
  } catch (error) {
    await rememberRefusal(error, key, world)
    throw error
  }
}

async function rememberRefusal(error: unknown, key: string, world: World): Promise<void> {
  if (!isGuiseError(error) || isOutage(error)) return
  const { code, message, hint } = error
  const refusal: Refusal = { code, message, at: world.now(), ...(hint === undefined ? {} : { hint }) }
  await world.cache.remember(key, JSON.stringify(refusal), refusalTtl)
}
