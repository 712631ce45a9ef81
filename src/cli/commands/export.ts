import { envChange } from "../../emit/env.ts"
import { credentialCommand } from "../flags.ts"
import { formatNamed, formatNames } from "../formats.ts"
import type { Io } from "../io.ts"
import { assume, sayBearerTokens } from "../wear.ts"

/** `guise export [PROFILE] [--format F]`: print credentials in a form that somebody else reads. */
export function command(io: Io) {
  return credentialCommand("export", "Print credentials, for a shell to evaluate or a program to read.", [
    'eval "$(guise export prod-admin)"',
    "guise export prod-admin --format dotenv > .env",
  ])
    .option("--format <name>", `one of ${formatNames.join(", ")} (default: the shell that asks)`)
    .action(async (profile, flags) => {
      const format = formatNamed(flags.format ?? (flags.json === true ? "json" : undefined), io.env)
      const assumed = await assume(profile, flags, "child", "guise export PROFILE", io)
      sayBearerTokens(assumed)
      io.out(format(assumed.worn, envChange(assumed.worn, io.env)))
    })
}
