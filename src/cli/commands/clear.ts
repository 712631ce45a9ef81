import { GuiseError } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import { keyOf, type Plan } from "../../plan/plan.ts"
import { everBorne } from "../../source/bearer.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
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
      if (name === undefined && flags.yes !== true) await confirm(world)
      const count = name === undefined ? await world.cache.forget() : await forgetPlan(planFor(name, {}, world), world)
      if (flags.json === true) return io.out(`${JSON.stringify({ cleared: count })}\n`)
      world.notice(count === 1 ? "forgot 1 cached entry" : `forgot ${count} cached entries`)
    })
}

/** Every step of the plan and of the one tried after a denial. */
async function forgetPlan(plan: Plan, world: RealWorld): Promise<number> {
  const depths = Array.from({ length: plan.hops.length + 1 }, (_none, depth) => depth)
  const plans = await everBorne(plan, world)
  const keys = plans.flatMap(each => depths.map(depth => keyOf(each, depth)))
  const gone = await Promise.all(keys.map(key => world.cache.forget(key)))
  const own = gone.reduce((sum, count) => sum + count, 0)
  return plan.ifDenied === undefined ? own : own + (await forgetPlan(plan.ifDenied, world))
}

async function confirm(world: RealWorld): Promise<void> {
  if (!(await world.somebodyThere())) {
    throw new GuiseError(
      "nobody-to-ask",
      "Forgetting every cached session wants a yes, and there is no terminal to ask on.",
      {
        hint: "guise clear --yes",
      },
    )
  }
  const answer = await world.terminal.ask("Forget every cached session, MFA sessions too? [y/N] ")
  if (!/^y(es)?$/i.test(answer.trim())) throw new GuiseError("prompt-refused", "Nothing was forgotten.")
}
