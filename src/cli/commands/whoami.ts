import { callerOf } from "../../guise.ts"
import { isoTime } from "../../instant.ts"
import { assume } from "../assume/wear.ts"
import { signInCommand } from "../flags.ts"
import type { Io } from "../io.ts"
import { formatLeft } from "../lines/duration.ts"

/** `guise whoami [PROFILE]`: who AWS says that is. */
export function command(io: Io) {
  return signInCommand("whoami", "Ask AWS who a profile is (GetCallerIdentity, which nobody can be denied).", [
    "guise whoami prod-admin",
    "guise whoami prod-admin --json",
  ]).action(async (profile, flags) => {
    const { plan, worn, world } = await assume(profile, flags, "look", "guise whoami PROFILE", io)
    const caller = await callerOf(plan, worn.credentials, world)
    const { expiresAt } = worn.credentials
    if (flags.json === true) {
      const expiration = expiresAt === undefined ? undefined : isoTime(expiresAt)
      io.out(`${JSON.stringify({ profile: plan.profile, ...caller, region: plan.region, expiration })}\n`)
      return
    }
    const lines = [
      ["profile", plan.profile],
      ["account", caller.accountId],
      ["arn", caller.arn],
      ["user id", caller.userId],
      ["region", plan.region],
      ["time left", expiresAt === undefined ? "does not expire" : formatLeft(expiresAt - world.now() - world.skew)],
    ]
    io.show(lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name?.padEnd(10)} ${value}\n`])).join(""))
  })
}
