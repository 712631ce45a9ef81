import { authPlanner } from "../assume/auth.ts"
import { assume, changeFor, sayBearerTokens } from "../assume/wear.ts"
import { credentialCommand } from "../flags.ts"
import { formatNamed, formatNames } from "../formats.ts"
import { sayIdentity } from "../guard.ts"
import type { Io } from "../io.ts"

/** `guise auth`: credentials from flags and the environment's own keys; no profile needed. */
export function command(io: Io) {
  return credentialCommand(
    "auth",
    "MFA and roles from flags and the environment's own keys (or a profile), printed for a shell to evaluate.",
    [
      'eval "$(guise auth --serial-number arn:aws:iam::111122223333:mfa/alice --token-code 123456)"',
      'eval "$(guise auth --role-arn arn:aws:iam::444455556666:role/Partner --external-id guise-partner-42)"',
    ],
  )
    .option("--serial-number <arn>", "the MFA device: its ARN, or the number on a hardware device")
    .option("--role-duration-seconds <seconds>", "how long the last role should last (900 to 43200)")
    .option("--mfa-duration-seconds <seconds>", "how long the MFA session should last (900 to 129600, default 129600)")
    .option("--role-session-name <name>", "the same as --session-name")
    .option("--format <name>", `one of ${formatNames.join(", ")} (default: the shell that asks)`)
    .action(async (profile, flags) => {
      const format = formatNamed(flags.format ?? (flags.json === true ? "json" : undefined), io.env)
      const assumed = await assume(profile, flags, "keys", "guise auth --profile BASE", io, authPlanner(flags))
      sayBearerTokens(assumed)
      const text = format(assumed.worn, changeFor(assumed))
      sayIdentity(assumed.plan, assumed.worn.credentials, assumed.world)
      io.out(text)
    })
}
