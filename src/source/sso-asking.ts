import { isRefused, refusalIn } from "../aws/refusal.ts"
import { GuiseError, isGuiseError, isOutage } from "../errors.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import type { Endpoint, World } from "../types.ts"
import { backoff, type Pace } from "./pace.ts"
import { signInName } from "./sso-lines.ts"
import { type SsoToken, ssoToken } from "./sso-token.ts"

/** Many questions to the portal of one sign-in. */
export interface Asking {
  readonly to: SsoSignIn
  readonly world: World
  readonly pace: Pace
  /** The one for all who ask; absent while there is none. */
  token?: Promise<SsoToken> | undefined
  /** What the portal took last, and what it took no more. SECRET. */
  taken?: string
  dead?: string
  /** When something came back that was asked for. */
  answeredAt: number
  /** How often in a row everything was put off, and until when it is. */
  setbacks: number
  pausedUntil: number
}

/** How long nothing at all may come back before it is given up, in seconds. */
const patience = { "aws-throttled": 900, "aws-unreachable": 60 } as const
const leastTries = 4
const longestPause = 300

/** Nothing asked yet, and no token got. */
export function newAsking(to: SsoSignIn, world: World, pace: Pace): Asking {
  return { to, world, pace, answeredAt: world.now(), setbacks: 0, pausedUntil: 0 }
}

/**
 * What the portal answers, asked as often as it takes. Many may ask at a time: they share turns, pauses and the token.
 * Errors: those of `ssoToken`; `aws-throttled` and `aws-unreachable` when nothing came for long; those of `call`.
 */
export async function asked<T>(asking: Asking, call: (token: SsoToken, endpoint: Endpoint) => Promise<T>): Promise<T> {
  for (;;) {
    const token = await tokenOf(asking)
    if (token === undefined) continue
    // After that: many wait for one token, and would all ask at the moment it comes.
    await asking.pace.turn()
    try {
      const answer = await call(token, { ...asking.to.portal, region: token.region })
      asking.taken = token.accessToken
      asking.answeredAt = asking.world.now()
      asking.setbacks = 0
      return answer
    } catch (error) {
      if (isRefused(error, "UnauthorizedException")) renew(asking, token, error)
      else waitFor(asking, error)
    }
  }
}

/**
 * Got once for all of them, in a turn of its own. Undefined when it could not be had just now. A sign-in takes its time,
 * which is no silence.
 */
async function tokenOf(asking: Asking): Promise<SsoToken | undefined> {
  const { to, world, pace, dead } = asking
  const got = async () => {
    await pace.turn()
    const token = await ssoToken(to, world, dead === undefined ? {} : { insteadOf: dead })
    asking.answeredAt = world.now()
    return token
  }
  asking.token ??= got()
  const { token } = asking
  try {
    return await token
  } catch (error) {
    waitFor(asking, error)
    if (asking.token === token) asking.token = undefined
    return undefined
  }
}

/** Once for all who were refused. A token that was made for this and was never taken is not the trouble. */
function renew(asking: Asking, { accessToken, came }: SsoToken, error: unknown): void {
  if (asking.dead === accessToken) return
  if (came !== "kept" && asking.taken !== accessToken) throw error
  asking.dead = accessToken
  asking.token = undefined
}

/** A pause for all of them: as long as AWS says, else longer each time that nothing at all came of it. */
function waitFor(asking: Asking, error: unknown): void {
  if (!isOutage(error)) throw error
  const { to, world, pace, answeredAt } = asking
  const code = isGuiseError(error, "aws-throttled") ? "aws-throttled" : "aws-unreachable"
  // Those that were on their way together are put off together.
  if (world.now() >= asking.pausedUntil) asking.setbacks += 1
  // A machine that slept has been silent for long, too.
  if (world.now() - answeredAt >= patience[code] && asking.setbacks >= leastTries) throw givenUp(to, code, error)
  const asksFor = Math.min(refusalIn(error)?.retryAfter ?? 0, longestPause)
  const own =
    asksFor > 0 && asking.setbacks < leastTries ? 0 : backoff(asking.setbacks, code === "aws-throttled" ? 30 : 8)
  const seconds = Math.max(asksFor, own)
  asking.pausedUntil = Math.max(asking.pausedUntil, world.now() + seconds)
  pace.pause(seconds)
  world.detail(`the portal puts requests off (${code}): trying again`)
}

function givenUp(to: SsoSignIn, code: keyof typeof patience, cause: unknown): GuiseError {
  const why = cause instanceof Error ? ` ${cause.message}` : ""
  return new GuiseError(code, `The accounts of ${signInName(to)} could not be listed to the end.${why}`, {
    hint: "the same command later: it goes on where this one ended",
    cause,
  })
}
