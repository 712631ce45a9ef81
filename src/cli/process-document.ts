import { type Chosen, chosenFor } from "../config/settings.ts"
import { processDocument } from "../emit/json.ts"
import { credentialsFor, planFor } from "../guise.ts"
import type { Request } from "../plan/resolve.ts"
import type { Freshness } from "../types.ts"
import { makeWorld, type WorldOptions } from "../world.ts"
import type { Io } from "./io.ts"

/**
 * botocore runs a `credential_process` again on every signed request when less than 15 minutes are left; a minute more
 * is the margin that keeps it from that.
 */
const defaultMinTtl = 960

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
  io.out(processDocument(await credentialsFor(plan, world, want(chosenFor(world.settings, plan.profile)))))
}

/** The life to insist on: that of the flag, else of the settings, else what SDKs want. */
export function wantOf(minTtl: number | undefined, chosen: Chosen): Freshness {
  const asked = minTtl ?? chosen["min-ttl"]
  return asked === undefined ? { minTtl: defaultMinTtl } : { minTtl: asked, strict: true }
}
