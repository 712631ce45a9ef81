import { planFor } from "../../guise.ts"
import { triesOf } from "../../plan/tries.ts"
import { forgetSteps } from "../../sign-ins/behind.ts"
import { makeWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { namedProfile, profileCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"

/** `guise clear [PROFILE]`: forget what is cached for a profile, or everything. */
export function command(io: Io) {
  return profileCommand("clear", "Forget cached sessions: those of one profile and of the steps behind it, or all.", [
    "guise clear prod-admin",
    "guise clear --yes",
  ])
    .option("-y, --yes", "do not ask before forgetting everything")
    .action(async (argument, flags) => {
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
      const name = namedProfile(argument, flags)
      if (name === undefined && flags.yes !== true)
        await agree(question, "Nothing was forgotten", "guise clear --yes", world)
      const count =
        name === undefined ? await world.cache.forget() : await forgetSteps(triesOf(planFor(name, {}, world)), world)
      if (flags.json === true) return io.out(`${JSON.stringify({ cleared: count })}\n`)
      world.notice(count === 1 ? "forgot 1 cached entry" : `forgot ${count} cached entries`)
    })
}

const question = "Forget every cached session, MFA sessions too?"
