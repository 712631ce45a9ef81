import { type Chosen, chosenFor } from "../config/settings.ts"
import { wantOf } from "../config/want.ts"
import { processDocument } from "../emit/json.ts"
import { credentialsFor, planFor } from "../guise.ts"
import type { Request } from "../plan/resolve.ts"
import type { Freshness } from "../types.ts"
import { makeWorld, type WorldOptions } from "../world.ts"
import type { Io } from "./io.ts"
import { keepWay } from "./keep-way.ts"

export interface Asked {
  readonly name: string | undefined
  readonly request?: Request
  /** How fresh the credentials have to be, by what the settings say for the profile. */
  readonly want?: (chosen: Chosen) => Freshness
  readonly options?: Omit<WorldOptions, "env" | "say">
}

/** Prints the `credential_process` document for a profile: the road that SDKs take, kept free of everything else. */
export async function printProcessDocument(
  { name, request = {}, want = chosen => wantOf(undefined, chosen), options }: Asked,
  io: Io,
): Promise<void> {
  const world = await makeWorld({ ...options, env: io.env, say: io.say })
  const plan = planFor(name, request, world)
  // SDKs run this at every turn: what a person should know they hear from the other commands.
  for (const text of plan.notices) world.detail(text)
  const chosen = chosenFor(world.settings, plan.profile)
  io.out(processDocument(await credentialsFor(plan, world, want(chosen))))
  await keepWay(name, request, { plan, chosen }, world)
}
