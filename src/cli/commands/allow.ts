import { makeWorld } from "../../world.ts"
import { plainCommand, worldOptionsOf } from "../flags.ts"
import { allowFolder, isMissing, listedFolders } from "../folder/consent.ts"
import { printFolders } from "../folder/list.ts"
import { placeOf } from "../folder/place.ts"
import { contentLines, effectOf } from "../folder/words.ts"
import type { Io } from "../io.ts"

/** `guise allow [PATH]`: have a `.guise` file pick the profile, as it stands now. */
export function command(io: Io) {
  return plainCommand("allow", "Show the .guise file of this folder and let it pick the profile, until it changes.", [
    "guise allow",
    "guise allow ~/shop",
    "guise allow --list",
  ])
    .argument("[path]", "a folder, or a .guise file (default: the nearest from here upward)")
    .option("--list", "what was allowed, and whether it still is as it was")
    .action(async (path, flags) => {
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
      if (flags.list === true) {
        const rows = listedFolders(path, io.env).filter(({ state }) => state !== "denied")
        return printFolders(rows, "nothing is allowed", flags, io, world)
      }
      const { file, content, rules } = allowFolder(io.env, path, allowed =>
        world.notice(`${placeOf(allowed.file, io.env)} says:\n${contentLines(allowed.content)}`),
      )
      world.notice(`allowed. ${effectOf(rules)}`)
      if (isMissing(rules.profile, world))
        world.notice(`there is no profile ${JSON.stringify(rules.profile)} in the AWS files yet`)
      if (flags.json === true) io.out(`${JSON.stringify({ file, state: "allowed", content, ...rules })}\n`)
    })
}
