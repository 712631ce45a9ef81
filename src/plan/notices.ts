import type { Chain, Device, Link } from "./chain-shapes.ts"
import { inWords } from "./durations.ts"
import type { Route } from "./mfa.ts"
import type { Cap } from "./plan.ts"
import type { Request } from "./request.ts"

/** Devices that the profiles name and the plan does not use, and keys that go out bare. */
export function mfaNotices(chain: Chain, route: Route, device: Device | undefined): readonly string[] {
  const unused = new Set<string>()
  for (const { mfaSerial } of chain.links)
    if (mfaSerial !== undefined && mfaSerial !== device?.serial) unused.add(mfaSerial)
  const { demanded } = chain
  // Temporary keys beside a device are as a rule the session made with it: nothing goes unused.
  if (chain.base.root.kind !== "keys" && demanded !== undefined) unused.add(demanded.serial)
  const because =
    device !== undefined && route.mfa !== "as-is"
      ? `one device serves the whole chain: ${device.serial}`
      : "AWS takes a code only together with a user's own keys"
  const bare =
    device !== undefined && route.mfa === "as-is"
      ? [`No code is asked for ${device.serial}: the keys are handed out without MFA.`]
      : []
  return [...bare, ...Array.from(unused, serial => `The MFA device ${serial} is not used: ${because}.`)]
}

/** A duration asked for where nothing takes one. */
export function durationNotices(
  { base: { root }, links }: Chain,
  route: Route,
  { duration }: Request,
): readonly string[] {
  if (duration === undefined || links.length > 0 || route.mfa === "session" || root.kind === "web-identity") return []
  return root.kind === "keys" && !root.temporary
    ? ["The duration has no effect: long-lived keys do not expire."]
    : ["The duration has no effect: how long these credentials last is decided where they come from."]
}

/** Durations that AWS would refuse, and what they became. */
export function capNotices(links: readonly Link[], caps: readonly Cap[]): readonly string[] {
  return caps.map(({ step, asked, given }) => {
    const role = links[step - 1]?.role
    return `Role ${role?.name} was asked for ${inWords(asked)} and gets ${inWords(given)}: AWS's limit in a chain of roles or with temporary credentials.`
  })
}
