import { readyTimer } from "../../fresh/install.ts"
import { everyMinutes } from "../../timer/job.ts"
import type { TimerKind } from "../../timer/timer.ts"
import type { RealWorld } from "../../world.ts"

/** Installs the timer and says so. Error: `not-supported`; the credentials are written all the same. */
export async function installed(world: RealWorld): Promise<TimerKind> {
  const { timer, job, leftOut } = await readyTimer(world.env)
  await timer.install(job)
  world.notice(`${timer.kind} runs guise refresh every ${everyMinutes} minutes`)
  for (const [name, why] of leftOut) world.notice(`${name} is not known to it: ${why}`)
  return timer.kind
}
