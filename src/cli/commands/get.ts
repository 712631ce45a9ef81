import { plainCommand } from "../flags.ts"
import type { Io } from "../io.ts"

/** `guise get NAME [KEY]` for a profile, `guise get --settings [KEY]` for guise itself. */
export function command(io: Io) {
  return plainCommand(
    "get",
    "Show what the AWS files say of a profile: NAME [KEY]. With --settings: guise's own settings, [KEY], and where each was said.",
    [
      "guise get prod-admin",
      "guise get prod-admin role_arn",
      "guise get --settings",
      "guise get --settings session-duration -p prod-admin",
    ],
  )
    .argument("[words...]", "NAME [KEY]; with --settings [KEY]. The value of one key alone is printed")
    .option("--settings", "guise's own settings are meant")
    .option("-p, --profile <name>", "NAME, as a flag; settings: as they are for this profile, patterns included")
    .option("--domain <domain>", "NAME is DOMAIN:NAME")
    .action(async (words, flags) => {
      const { get } = flags.settings === true ? await import("../settings/get.ts") : await import("../profiles/get.ts")
      await get(words, flags, io)
    })
}
