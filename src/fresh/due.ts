import { everyMinutes } from "../timer/job.ts"
import type { Entry } from "./written.ts"

/** What is left of a life when new credentials are due, as a part of the whole. */
const dueBelow = 0.4

/** With a person needed and this many seconds left, it is time to say so: `login` asks no sooner either. */
const sayBelow = 3600

/** How far this machine's clock may have gone back before what was noted then says nothing now. */
const backwardsTolerance = 60

/** Seconds until AWS stops accepting what stands in the section; undefined for keys that say nothing of their end. */
export function leftOf({ expiresAt, skew }: Entry, now: number): number | undefined {
  return expiresAt === undefined ? undefined : expiresAt - (now + skew)
}

/** Seconds that the credentials lasted when they were made. */
export function lifeOf({ expiresAt, madeAt, skew }: Entry): number {
  return expiresAt === undefined ? 0 : Math.max(0, expiresAt - (madeAt + skew))
}

/** Seconds that new credentials must have left, to be of any use in the place of these. */
export function wantedLife(entry: Entry): number {
  return Math.ceil(lifeOf(entry) * dueBelow)
}

/** True when less than 40 % of the life is left, or when nothing can be said about it. */
export function isDue(entry: Entry, now: number): boolean {
  const left = leftOf(entry, now)
  return left === undefined || now < entry.madeAt - backwardsTolerance || left < lifeOf(entry) * dueBelow
}

/**
 * True when nobody has tried, and two looks of a timer would be over: its guise has moved, no cron runs in this container,
 * nobody is logged in.
 */
export function isLeftAlone(entry: Entry, now: number): boolean {
  const dueFor = lifeOf(entry) * dueBelow - (leftOf(entry, now) ?? 0)
  return entry.trouble === undefined && dueFor > 2 * everyMinutes * 60
}

/** True when a former failure says that it is too early for the next try. */
export function isHeldBack({ trouble }: Entry, now: number): boolean {
  return trouble !== undefined && now < trouble.notBefore && now >= trouble.since - backwardsTolerance
}

/** True when it is time to call for a person: what is there will not last for long. */
export function isPressing(entry: Entry, now: number): boolean {
  return (leftOf(entry, now) ?? 0) < Math.min(sayBelow, lifeOf(entry) * dueBelow)
}

/** Seconds until the next entry is due, or may be tried again. */
export function untilNext(entries: readonly Entry[], now: number): number {
  const times = entries.map(entry => {
    if (isHeldBack(entry, now)) return (entry.trouble?.notBefore ?? now) - now
    return isDue(entry, now) ? 0 : (leftOf(entry, now) ?? 0) - lifeOf(entry) * dueBelow
  })
  return Math.max(0, Math.min(...times))
}
