import { login } from "../../login.ts"
import { formatLeft } from "../duration.ts"
import { credentialCommand, requestOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { planForWho, sayFrom, whoIsMeant } from "../who.ts"
import { sayWritten } from "../write/after-login.ts"

/** `guise login [PROFILE]`: the MFA session behind a profile, made ahead of need. */
export function command(io: Io) {
  return credentialCommand(
    "login",
    "Get the MFA session behind a profile ahead of need; skipped while more than an hour is left.",
    ["guise login prod-admin", "guise login prod-admin --force"],
  )
    .option("--force", "a new session even though the old one still lasts")
    .action(async (argument, typed) => {
      const who = await whoIsMeant(argument, typed, { habit: "look", line: "guise login PROFILE" }, io)
      const { world, flags } = who
      sayFrom(who)
      const plan = planForWho(who, requestOf(flags))
      for (const text of plan.notices) world.notice(text)
      const { expiresAt, left, renewed } = await login(plan, world, flags.force === true || flags.fresh === true)
      await sayWritten(plan, world)
      if (flags.json === true) return io.out(`${JSON.stringify({ profile: plan.profile, renewed, expiresAt })}\n`)
      world.notice(`${renewed ? "signed in" : "still signed in"}: the session lasts another ${formatLeft(left)}`)
    })
}
