import { shellWayNames } from "../as/as.ts"
import { credentialCommand } from "../flags.ts"
import { type Hooked, insistOnHook } from "../hook/hooked.ts"
import { renew } from "../hook/renew.ts"
import { enter, putOn } from "../hook/use.ts"
import type { Io } from "../io.ts"

/** What the hook gets, by why it asks. */
const answers = {
  hand: putOn,
  renew,
  folder: enter,
} as const satisfies Record<Hooked["reason"], typeof putOn>

/** `guise use [PROFILE]`: text that the shell's hook evaluates, so that the shell itself is the profile from then on. */
export function command(io: Io) {
  return credentialCommand("use", "Wear a profile in this shell, until guise off; needs guise hook.", [
    "guise use prod-admin",
    "guise use dev --as process",
    "guise use --source ~/env/kube-prod.env",
  ])
    .option(
      "--as <way>",
      `how commands get credentials: ${shellWayNames.join(", ")} (default env; with process they renew them while they run)`,
    )
    .option("--domain <name>", "the profile of that domain: --domain work dev is work:dev")
    .option("--source <file>", "variables of a dotenv file, or one of export lines, too; without a profile these alone")
    .option("-l, --label <name>", "what the prompt calls that file (default: its name)")
    .addHelpText(
      "after",
      "\nBetween two commands the shell renews what it wears. A single command that runs for longer than the\ncredentials last wants guise exec PROFILE --as process -- CMD, or guise use PROFILE --as process.\n",
    )
    .action(async (profile, flags) => {
      const hooked = insistOnHook("guise use", io.env)
      io.out(await answers[hooked.reason](profile, flags, hooked, io))
    })
}
