import { isDevice } from "../../sys/screen.ts"
import { handOver, plannerFor, wayNames } from "../as/as.ts"
import { assume, sayBearerTokens } from "../assume/wear.ts"
import { commandToRun } from "../child.ts"
import { signInCommand } from "../flags.ts"
import { sayIdentity } from "../guard.ts"
import type { Io } from "../io.ts"

/** `guise exec [PROFILE] [-- CMD ARGS…]`: run CMD as PROFILE, or a shell when there is no CMD. */
export function command(io: Io) {
  return signInCommand("exec", "Run a command (or, without one, your shell) as a profile.", [
    "guise exec prod-admin -- aws s3 ls",
    "guise exec prod-admin --read-only -- terraform plan",
    "guise exec prod-admin --as process -- terraform apply",
  ])
    .usage("[options] [profile] [-- CMD ARGS…]")
    .option(
      "--as <way>",
      `how the command gets credentials: ${wayNames.join(", ")} (default env; process and server renew them while it runs)`,
    )
    .action(async (profile, { as, ...flags }) => {
      const child = commandToRun(io)
      const habit = child.ours ? "child" : "subshell"
      const assumed = await assume(profile, flags, habit, "guise exec PROFILE -- CMD", io, plannerFor(as, flags))
      sayBearerTokens(assumed)
      sayIdentity(assumed.plan, assumed.worn.credentials, assumed.world, assumed.from)
      if (!child.ours && isDevice(0)) assumed.world.notice("this is a new shell: exit leaves it")
      io.end(await handOver(as, { child, assumed, flags: assumed.flags }))
    })
}
