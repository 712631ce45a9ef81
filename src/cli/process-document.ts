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
export const defaultMinTtl = 960

export interface Asked {
  readonly name: string | undefined
  readonly request?: Request
  readonly want?: Freshness
  readonly options?: Omit<WorldOptions, "env" | "say">
}

/** Prints the `credential_process` document for a profile: the road that SDKs take, kept free of everything else. */
export async function printProcessDocument(
  { name, request = {}, want = { minTtl: defaultMinTtl }, options }: Asked,
  io: Io,
): Promise<void> {
  const world = makeWorld({ ...options, env: io.env, say: io.say })
  const plan = planFor(name, request, world)
  io.out(processDocument(await credentialsFor(plan, world, want)))
}
