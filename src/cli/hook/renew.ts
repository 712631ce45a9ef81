import { envChange, identity } from "../../emit/env.ts"
import { askNobody } from "../../sys/foreground.ts"
import { type Assumed, assume } from "../assume/wear.ts"
import type { CredentialFlagValues } from "../flags.ts"
import type { Io } from "../io.ts"
import type { Hooked } from "./hooked.ts"
import { inTime } from "./in-time.ts"
import type { UseFlags } from "./use.ts"
import { untilOf } from "./wearing.ts"

/**
 * Text with newer credentials for a profile that is worn, got without asking anybody anything; all else stays as it was
 * when it was put on. SECRET. Errors: those of getting credentials; `aws-unreachable` when it takes too long for
 * somebody who waits for a prompt.
 */
export async function renew(profile: string | undefined, flags: UseFlags, hooked: Hooked, io: Io): Promise<string> {
  askNobody()
  // It was confirmed when it was put on.
  const bare = { ...io, env: { ...io.env, GUISE_CONFIRM: "false" } }
  const assumed = await inTime(newer(profile, flags, bare), "It was not renewed")
  const { set } = envChange(assumed.worn, {})
  const own = Object.fromEntries(
    identity.flatMap(name => (set[name] === undefined ? [] : [[name, set[name]] as const])),
  )
  return hooked.hook.renew({ set: own, unset: [] }, untilOf(assumed))
}

/**
 * What another shell has renewed meanwhile, else newer ones from AWS. While what is cached is still good it would be
 * served when a code is wanted: only to ask for it anew tells that.
 */
async function newer(profile: string | undefined, flags: CredentialFlagValues, io: Io): Promise<Assumed> {
  const assumed = await assume(profile, flags, "subshell", "guise use PROFILE", io)
  const until = untilOf(assumed)
  if (until === undefined || until - assumed.world.now() > soon) return assumed
  return assume(profile, { ...flags, fresh: true }, "subshell", "guise use PROFILE", io)
}

/** Seconds before the end at which the hooks renew. */
const soon = 300
