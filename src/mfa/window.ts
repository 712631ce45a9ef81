import type { Asking } from "./answer.ts"
import { secondsToNext } from "./used.ts"

/**
 * Waits until the device shows another code, and says so. `skew`: the clock that it goes by minus this machine's, in
 * seconds.
 */
export async function nextWindow(
  serial: string,
  world: Pick<Asking, "now" | "sleep" | "notice">,
  skew: number,
): Promise<void> {
  const seconds = secondsToNext({ now: world.now, skew })
  world.notice(`the code of ${serial} was used already; waiting ${seconds} s for the next one`)
  await world.sleep(seconds * 1000)
}

/** How many windows are tried: others may take the codes of the first ones. */
export const mostWindows = 3
