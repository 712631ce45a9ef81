import { makeWorld } from "../../world.ts"
import { meantByNobody } from "../browser/meant.ts"
import { personsBrowser } from "../browser/open.ts"
import { plainCommand, repeated, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { progressOn } from "../sso/progress.ts"
import { showOrSync } from "../sso/sync.ts"

/** `guise sso sync [SESSION]`: profiles for every account and role that a sign-in sees. */
export function command(io: Io) {
  return plainCommand(
    "sso sync",
    "Make a profile for every account and role that a sign-in of IAM Identity Center sees, and take out those of its own that it sees no more. Other profiles are never touched.",
    [
      "guise sso sync --start-url https://example.awsapps.com/start --sso-region eu-west-1",
      "guise sso sync corp --account '*prod*' --role ReadOnly --diff",
    ],
  )
    .argument("[session]", "the [sso-session], where there are several, or the name of a new one")
    .option("--start-url <url>", "address of the AWS access portal, for a sign-in that is not in the config file yet")
    .option("--sso-region <region>", "region of the IAM Identity Center, likewise")
    .option("--all", "every [sso-session] of the config file")
    .option("--template <name>", "what new profiles are called (default {account}-{role})")
    .option("--region <region>", "region to work in, for the profiles (default: that of the IAM Identity Center)")
    .option("--account <pattern>", "only accounts whose id, name or e-mail fits; may be repeated", repeated)
    .option("--role <pattern>", "only roles whose name fits; may be repeated", repeated)
    .option("--diff", "show what would change in the AWS files, and change nothing")
    .option("--dry-run", "the same")
    .option("--no-prune", "leave profiles whose account or role has gone")
    .option("-y, --yes", "do not ask before profiles are removed")
    .option("--device", "sign in with a code, in a browser on any machine")
    .action(async (argument, flags) => {
      const options = worldOptionsOf(flags)
      const progress = progressOn(io, options.quiet === true, () => Date.now() / 1000)
      const say = (text: string) => {
        progress.clear()
        io.say(text)
      }
      const looksOnly = flags.diff === true || flags.dryRun === true
      const { env } = io
      const browser = await personsBrowser({ env, device: flags.device === true }, () => meantByNobody(world))
      const world = await makeWorld({
        ...options,
        ...{ env, say, looksOnly },
        ...(browser === undefined ? {} : { browser }),
      })
      await showOrSync({ ...flags, session: argument, looksOnly }, progress, io, world)
    })
}
