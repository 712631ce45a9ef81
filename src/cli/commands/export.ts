import { assumeStdin } from "../assume/stdin.ts"
import { type Assumed, assume, changeFor, sayBearerTokens } from "../assume/wear.ts"
import { signInCommand } from "../flags.ts"
import { formatNamed, formatNames } from "../formats.ts"
import { sayIdentity } from "../guard.ts"
import type { Io } from "../io.ts"

/** `guise export [PROFILE] [--format F]`: print credentials in a form that somebody else reads. */
export function command(io: Io) {
  return signInCommand("export", "Print credentials, for a shell to evaluate or a program to read.", [
    'eval "$(guise export prod-admin)"',
    "guise export prod-admin --format dotenv > .env",
    'eval "$(aws sts get-session-token | guise export --stdin)"',
  ])
    .option("--format <name>", `one of ${formatNames.join(", ")} (default: the shell that asks)`)
    .option("--stdin", "no profile: turn the STS JSON on stdin into the format")
    .action(async (profile, flags) => {
      const format = formatNamed(flags.format ?? (flags.json === true ? "json" : undefined), io.env)
      const assumed: Partial<Assumed> & Omit<Assumed, "plan"> =
        flags.stdin === true
          ? await assumeStdin(profile, flags, io)
          : await assume(profile, flags, "child", "guise export PROFILE", io)
      sayBearerTokens(assumed)
      const text = format(assumed.worn, changeFor(assumed))
      if (assumed.plan !== undefined) sayIdentity(assumed.plan, assumed.worn.credentials, assumed.world, assumed.from)
      io.out(text)
    })
}
