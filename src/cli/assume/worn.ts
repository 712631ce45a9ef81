import type { Chosen } from "../../config/settings.ts"
import { bearerTokensIn, type Worn } from "../../emit/env.ts"
import type { Plan } from "../../plan/plan.ts"
import type { Credentials, EnvChange, World } from "../../types.ts"

/** Who one is with these credentials. */
export function wornWith({ profile, region }: Plan, credentials: Credentials): Worn {
  return { credentials, ...(profile === undefined ? {} : { profile }), ...(region === undefined ? {} : { region }) }
}

/** The change, with the extra variables that the settings name. */
export function withExtras(change: EnvChange, { env }: Chosen): EnvChange {
  return env === undefined ? change : { ...change, set: { ...env, ...change.set } }
}

/** Says which bearer tokens are taken away: they would have gone on speaking for somebody else. */
export function sayBearerTokens({ world }: { readonly world: Pick<World, "env" | "notice"> }): void {
  const names = bearerTokensIn(world.env)
  if (names.length > 0) world.notice(`unset for this identity, because they beat its signatures: ${names.join(", ")}`)
}
