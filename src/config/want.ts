import type { Freshness } from "../types.ts"
import type { Chosen } from "./settings.ts"

/**
 * botocore runs a `credential_process` again on every signed request when less than 15 minutes are left; a minute more
 * is the margin that keeps it from that.
 */
const defaultMinTtl = 960

/** The life to insist on: that of the flag, else of the settings, else what SDKs want. */
export function wantOf(minTtl: number | undefined, chosen: Chosen): Freshness {
  const asked = minTtl ?? chosen["min-ttl"]
  return asked === undefined ? { minTtl: defaultMinTtl } : { minTtl: asked, strict: true }
}
