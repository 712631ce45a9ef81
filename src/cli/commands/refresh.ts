import { plainCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { refreshOnce } from "../write/refresh.ts"
import { refreshOn } from "../write/refresh-on.ts"

/** `guise refresh [--watch]`: new credentials for what `guise write` wrote, before the old ones end. */
export function command(io: Io) {
  return plainCommand(
    "refresh",
    "Get new credentials for everything that guise write has written and that has less than 40 % of its life left. This is what the timer of guise write --keep-fresh runs.",
    ["guise refresh", "guise refresh --watch"],
  )
    .option("--watch", "go on, and look again in time, until stopped: for containers")
    .option("--kept", "only what was written with --keep-fresh, as the timer does")
    .action(async flags => {
      const wish = { ...worldOptionsOf(flags), keptOnly: flags.kept === true, json: flags.json === true }
      await (flags.watch === true ? refreshOn(wish, io) : refreshOnce(wish, io))
    })
}
