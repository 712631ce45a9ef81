import { nameInArn } from "../arn.ts"
import { refusalIn } from "../aws/refusal.ts"
import { chainedMax, inWords } from "../plan/durations.ts"
import type { Hop } from "../plan/plan.ts"
import type { World } from "../types.ts"

type Remembering = Pick<World, "cache" | "notice">

/** AWS's own maximum of a role changes when somebody changes it, and `fresh` looks again. */
const remembered = 86_400

/**
 * What `take` answers for a hop, for an hour where AWS says that the role's own maximum is less than what the hop asks
 * for: every role can be had for an hour. That is said, and remembered for a day. A request that carried an MFA code
 * is not repeated, since the code is spent; the next one asks for an hour at once.
 * Errors: those of `take`.
 */
export async function withinMaximum<T>(
  hop: Hop,
  world: Remembering,
  fresh: boolean,
  take: (hop: Hop) => Promise<T>,
): Promise<T> {
  const { duration } = hop
  if (duration === undefined || duration <= chainedMax) return take(hop)
  if (!fresh && (await isTooLong(hop, duration, world))) return take(shortened(hop, duration, world))
  try {
    return await take(hop)
  } catch (error) {
    if (refusalIn(error)?.matter !== "role-maximum") throw error
    await world.cache.remember(keyOf(hop), String(duration), remembered)
    if (hop.mfaSerial !== undefined) throw error
    return take(shortened(hop, duration, world))
  }
}

async function isTooLong(hop: Hop, duration: number, { cache }: Remembering): Promise<boolean> {
  const refused = await cache.recall(keyOf(hop))
  return refused !== undefined && duration >= Number(refused)
}

function shortened(hop: Hop, asked: number, { notice }: Remembering): Hop {
  notice(
    `Role ${nameInArn(hop.roleArn)} was asked for ${inWords(asked)} and gets ${inWords(chainedMax)}: its own maximum (MaxSessionDuration) is less.`,
  )
  return { ...hop, duration: chainedMax }
}

function keyOf({ roleArn, sts }: Hop): string {
  return `role-maximum:${JSON.stringify([roleArn, sts.url ?? ""])}`
}
