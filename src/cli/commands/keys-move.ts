import { GuiseError, isGuiseError } from "../../errors.ts"
import { destination, type Move, move, moveOf, profilesWithPairs, type Stays } from "../../keys/move.ts"
import type { KeysParts } from "../../keys/parts.ts"
import { movePreview } from "../../keys/preview.ts"
import { makeWorld } from "../../world.ts"
import { namedProfile, profileCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { keysParts, placeAsked } from "../keys/parts.ts"

/** `guise keys move PROFILE|--all [--to STORE]`: key pairs out of the AWS files into a store, and back. */
export function command(io: Io) {
  return profileCommand(
    "keys move",
    "Take a long-lived key pair out of the AWS files into a store, or from one store to another, and leave what leads every other tool to it; --to credentials is the way back.",
    ["guise keys move work", "guise keys move --all --to keyring --dry-run"],
  )
    .option("--all", "every long-lived pair that is not there yet")
    .option("--to <store>", "keyring, file, pass, plain, or credentials (the AWS credentials file)")
    .option("--dry-run", "show what would change in the AWS files, and change nothing")
    .action(async (argument, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = keysParts(undefined, world)
      const to = await destination(
        flags.to === undefined ? world.storeFor(undefined) : placeAsked(flags.to),
        parts,
        looksOnly,
      )
      const named = namedProfile(argument, flags)
      if ((named === undefined) === (flags.all !== true))
        throw new GuiseError("usage", "Name one profile, or give --all.", { hint: "guise keys move --all --dry-run" })
      const decided = (named === undefined ? profilesWithPairs(parts) : [named]).map(name =>
        named === undefined ? orStays(name, () => moveOf(name, to, parts)) : moveOf(name, to, parts),
      )
      if (flags.dryRun === true) {
        if (flags.json === true) return io.out(`${JSON.stringify(decided)}\n`)
        return io.show(decided.map(each => shown(each, parts)).join("\n"))
      }
      await world.vault.tidy()
      const done = []
      for (const each of decided) {
        if ("why" in each) world.notice(`profile ${each.profile} stays as it is: ${each.why}`)
        else {
          done.push(await move(each, parts))
          world.notice(`profile ${each.profile}: the key ${each.keyId} went from ${each.from} to ${each.to}`)
        }
      }
      if (flags.json === true) io.out(`${JSON.stringify(done)}\n`)
    })
}

/** Under --all one profile that cannot be moved is no reason to leave the others. */
function orStays(profile: string, decide: () => Move | Stays): Move | Stays {
  try {
    return decide()
  } catch (error) {
    if (!isGuiseError(error)) throw error
    return { profile, why: error.message }
  }
}

function shown(each: Move | Stays, parts: KeysParts): string {
  if ("why" in each) return `profile ${each.profile} stays as it is: ${each.why}\n`
  return `profile ${each.profile}: ${each.keyId} from ${each.from} to ${each.to}\n${movePreview(each, parts)}`
}
