import type { World } from "../types.ts"

/**
 * What AWS's Date header is trusted to be off by, beside half of the round trip: the header has whole seconds, and so
 * may this machine's clock.
 */
const grain = 4

/** From here on a signature is refused for its date: 5 minutes in some services, 15 in STS, 4 as the SDKs count. */
export const signatureTolerance = 240

/** STS refuses a signature that is further than this from its own clock, so an accepted one proves the clock right. */
const signatureWindow = 900

/** One answer's evidence about AWS's clock. Times are Unix seconds, by this machine. */
export interface Answer {
  readonly date: string | null
  /** Present when a proxy answered from its own cache: then the date is an old one. */
  readonly age: string | null
  readonly sentAt: number
  readonly receivedAt: number
  /** AWS took the request's signature. */
  readonly accepted: boolean
}

/**
 * Measures AWS's clock against this machine's and keeps the difference in `world.skew`, for signatures and expiry.
 * A difference that the round trip explains counts as none; a date that contradicts an accepted signature is a lie
 * (a proxy's, or a broken server's) and changes nothing.
 */
export function noteClock(
  { date, age, sentAt, receivedAt, accepted }: Answer,
  world: Pick<World, "skew" | "awsTime">,
): void {
  const server = age === null && date !== null ? Date.parse(date) / 1000 : Number.NaN
  const roundTrip = receivedAt - sentAt
  if (Number.isNaN(server) || roundTrip < 0 || roundTrip > signatureWindow) return
  world.awsTime = server
  const skew = server - (sentAt + receivedAt) / 2
  if (accepted && Math.abs(skew - world.skew) > signatureWindow + grain) return
  world.skew = Math.abs(skew) > grain + roundTrip / 2 ? Math.round(skew) : 0
}
