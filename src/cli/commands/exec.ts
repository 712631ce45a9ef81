import { envChange } from "../../emit/env.ts"
import { become } from "../../sys/exec.ts"
import { commandToRun } from "../child.ts"
import { credentialCommand } from "../flags.ts"
import type { Io } from "../io.ts"
import { assume, sayBearerTokens } from "../wear.ts"

/** `guise exec [PROFILE] [-- CMD ARGS…]`: run CMD as PROFILE, or a shell when there is no CMD. */
export function command(io: Io) {
  return credentialCommand("exec", "Run a command (or, without one, your shell) as a profile.", [
    "guise exec prod-admin -- aws s3 ls",
    "guise exec prod-admin --read-only -- terraform plan",
  ])
    .usage("[options] [profile] [-- CMD ARGS…]")
    .action(async (profile, flags) => {
      const child = commandToRun(io)
      const assumed = await assume(profile, flags, child.ours ? "child" : "subshell", "guise exec PROFILE -- CMD", io)
      sayBearerTokens(assumed)
      io.end(await become({ ...child, change: envChange(assumed.worn, io.env) }, child.caller))
    })
}
