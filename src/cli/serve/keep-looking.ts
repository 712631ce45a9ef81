import { forEachAtOnce } from "./at-once.ts"
import type { Supply } from "./supply.ts"

/** Milliseconds between two looks at what is handed out. */
const interval = 30_000

/** Looks at all of them again and again, without keeping the process alive; answers what ends it. */
export function keepLooking(supplies: readonly Pick<Supply, "look">[]): () => void {
  let looking = false
  const clock = setInterval(async () => {
    if (looking) return
    looking = true
    await forEachAtOnce(supplies, supply => supply.look())
    looking = false
  }, interval)
  clock.unref()
  return () => clearInterval(clock)
}
