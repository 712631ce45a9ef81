import type { Supply } from "./supply.ts"

/** Milliseconds between two looks at what is handed out. */
const interval = 30_000

/** Supplies that are looked at in one go: profiles that started together end together, and AWS counts calls. */
const atOnce = 8

/** Looks at all of them again and again, without keeping the process alive; answers what ends it. */
export function keepLooking(supplies: readonly Pick<Supply, "look">[]): () => void {
  let looking = false
  const clock = setInterval(async () => {
    if (looking) return
    looking = true
    const waiting = supplies.values()
    await Promise.all(Array.from({ length: atOnce }, () => lookAtEach(waiting)))
    looking = false
  }, interval)
  clock.unref()
  return () => clearInterval(clock)
}

async function lookAtEach(waiting: Iterable<Pick<Supply, "look">>): Promise<void> {
  for (const supply of waiting) await supply.look()
}
