import { type Login, login } from "../../sign-ins/login.ts"
import { type FirstLogin, firstLogin, planUnlessFirst } from "../first-login.ts"
import { requestOf, signInCommand } from "../flags.ts"
import type { Io } from "../io.ts"
import { formatLeft } from "../lines/duration.ts"
import { planForWho, sayFrom, whoIsMeant } from "../who.ts"
import { sayWritten } from "../write/after-login.ts"

/** `guise login [PROFILE]`: the sign-in or the MFA session behind a profile, made ahead of need. */
export function command(io: Io) {
  return signInCommand(
    "login",
    "Sign in to AWS or to IAM Identity Center, or get the MFA session behind a profile, ahead of need; skipped while more than an hour is left, or while it renews itself.",
    ["guise login prod-admin", "guise login prod-admin --force", "guise login corp-dev --device"],
  )
    .option("--force", "a new one even though the old one still lasts")
    .option("--device", "sign in with a code, in a browser on any machine")
    .action(async (argument, typed) => {
      const who = await whoIsMeant(argument, typed, { habit: "look", line: "guise login PROFILE" }, io)
      const { world, flags, which } = who
      sayFrom(who)
      const plan = planUnlessFirst(which, world, () => planForWho(who, requestOf(flags)))
      if ("lacking" in plan) {
        const first = await firstLogin(plan, flags.region, world)
        if (flags.json === true) return io.out(`${JSON.stringify(firstJson(first))}\n`)
        return world.notice(
          `signed in to AWS as ${first.session}, which profile ${first.profile} now says (${first.region})`,
        )
      }
      for (const text of plan.notices) world.notice(text)
      const done = await login(plan, world, flags.force === true || flags.fresh === true)
      await sayWritten(plan, world)
      if (flags.json === true) return io.out(`${JSON.stringify({ profile: plan.profile, ...jsonOf(done) })}\n`)
      world.notice(sentenceOf(done))
    })
}

function jsonOf({ renewed, expiresAt, to, as, renewable }: Login) {
  return { renewed, expiresAt, signIn: to, as, renewable }
}

function firstJson({ profile, session, region, endsAt }: FirstLogin) {
  return { profile, renewed: true, expiresAt: endsAt, signIn: "AWS", as: session, region }
}

function sentenceOf({ renewed, left, to, as, renewable }: Login): string {
  const done = `${renewed ? "signed in" : "still signed in"}${to === undefined ? "" : ` to ${to}`}${as === undefined ? "" : ` as ${as}`}`
  if (renewable === true) return `${done}: it renews itself while the sign-in lasts`
  return `${done}: the ${to === undefined ? "session" : "sign-in"} lasts another ${formatLeft(left)}`
}
