import { makeWorld } from "../../world.ts"
import { plainCommand, worldOptionsOf } from "../flags.ts"
import { denyFolder, listedFolders } from "../folder/consent.ts"
import { printFolders } from "../folder/list.ts"
import { placeOf } from "../folder/place.ts"
import type { Io } from "../io.ts"

/** `guise deny [PATH]`: a `.guise` file picks nothing, and nobody is told of it. */
export function command(io: Io) {
  return plainCommand("deny", "Take back what guise allow did, and hear no more of this folder's .guise file.", [
    "guise deny",
    "guise deny ~/shop",
    "guise deny --list",
  ])
    .argument("[path]", "a folder, or a .guise file (default: the nearest from here upward)")
    .option("--list", "what was denied")
    .action(async (path, flags) => {
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
      if (flags.list === true) {
        const rows = listedFolders(path, io.env).filter(({ state }) => state === "denied")
        return printFolders(rows, "nothing is denied", flags, io, world)
      }
      const { file, gone } = denyFolder(io.env, path)
      const place = placeOf(file, io.env)
      world.notice(
        gone
          ? `${place} is gone, and what was said of it is forgotten`
          : `denied: ${place} is passed over without a word, whatever it says, until: guise allow`,
      )
      if (flags.json === true) io.out(`${JSON.stringify({ file, state: gone ? "forgotten" : "denied" })}\n`)
    })
}
