import { editCommand } from "../flags.ts"
import type { Io } from "../io.ts"

/** `guise set NAME KEY VALUE` for a profile, `guise set --settings KEY VALUE` for guise itself. */
export function command(io: Io) {
  return editCommand(
    "set",
    "Change what the AWS files say of a profile: NAME KEY VALUE. With --settings: one of guise's own settings, KEY VALUE. Every other line stays as it is.",
    [
      "guise set prod-admin region eu-west-1",
      "guise set prod-admin external_id --unset",
      "guise set --settings session-duration 12h",
      "guise set --settings confirm true --match '*prod*'",
      "guise set --settings --init",
    ],
  )
    .argument("[words...]", "NAME KEY VALUE; with --settings KEY VALUE (guise get --settings lists them)")
    .option("-p, --profile <name>", "NAME, as a flag")
    .option("--unset", "take the key out instead")
    .option("--settings", "guise's own settings are meant")
    .option("--match <pattern>", "settings: for the profiles whose names fit, as *prod*")
    .option("--init", "settings: write a file with every setting as a comment; never over one that is there")
    .action(async (words, flags) => {
      const { set } = flags.settings === true ? await import("../settings/set.ts") : await import("../profiles/set.ts")
      await set(words, flags, io)
    })
}
