import { chosenFor } from "../../config/settings.ts"
import { GuiseError } from "../../errors.ts"
import { writeDecided, writingOf } from "../../fresh/write.ts"
import { makeWorld } from "../../world.ts"
import { credentialCommand, freshnessOf, namedProfile, requestOf, worldOptionsOf } from "../flags.ts"
import { confirmProfile } from "../guard.ts"
import type { Io } from "../io.ts"
import { sayTrap } from "../profiles/new-name.ts"
import { forWho, sayFrom, whoIsMeant } from "../who.ts"
import { installed } from "../write/install.ts"
import { listWritten } from "../write/list.ts"
import { previewOf, previewText } from "../write/preview.ts"
import { removeAsked } from "../write/remove.ts"
import { writtenText } from "../write/words.ts"

/** `guise write PROFILE [--to NAME] [--keep-fresh]`: temporary credentials into the credentials file. */
export function command(io: Io) {
  return credentialCommand(
    "write",
    "Write temporary credentials into the AWS credentials file, for tools that read nothing else; into a section that is missing, empty, or holds temporary keys alone.",
    ["guise write prod-admin --keep-fresh", "guise write prod-admin --to default"],
  )
    .option("--to <name>", "the section (default: the profile's name and _mfa)")
    .option("--keep-fresh", "new ones before they end, by a timer of this user")
    .option("--list", "what was written, and how long it lasts")
    .option("--remove", "take the keys out again, and the timer when it has nothing left to do")
    .option("--dry-run", "show what would be written and installed, or removed, and do nothing")
    .option("-y, --yes", "do not ask before everything is removed")
    .action(async (argument, typed) => {
      if (typed.list === true && typed.remove === true)
        throw new GuiseError("usage", "--list looks and --remove takes away: give one of them.")
      if (typed.list === true || typed.remove === true) {
        const named = namedProfile(argument, typed)
        const looksOnly = typed.list === true || typed.dryRun === true
        const options = { ...worldOptionsOf(typed), env: io.env, say: io.say, looksOnly }
        const world = await makeWorld(options)
        return typed.list === true ? listWritten(named, typed, world, io) : removeAsked(named, typed, world, io)
      }
      const asking = { habit: "look", line: "guise write PROFILE", looksOnly: typed.dryRun === true } as const
      const who = await whoIsMeant(argument, typed, asking, io)
      const { world, flags } = who
      sayFrom(who)
      const writing = forWho(who, name => writingOf(name ?? "default", flags.to, requestOf(flags), world))
      for (const text of writing.plan.notices) world.notice(text)
      sayTrap(writing.entry.section, world)
      if (flags.dryRun === true) {
        const preview = await previewOf(writing, flags.keepFresh === true, world)
        return flags.json === true ? io.out(`${JSON.stringify(preview)}\n`) : io.show(previewText(preview))
      }
      const chosen = chosenFor(world.settings, writing.plan.profile)
      await confirmProfile(writing.plan, chosen, world)
      const entry = await writeDecided(writing, flags.keepFresh === true, freshnessOf(flags, chosen), world)
      world.notice(writtenText(entry, world))
      const timer = flags.keepFresh === true ? await installed(world) : undefined
      if (flags.json === true) io.out(`${JSON.stringify({ ...entry, timer })}\n`)
    })
}
