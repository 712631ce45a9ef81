import { addKeys, standingPair } from "../../keys/add.ts"
import { quoted } from "../../quoted.ts"
import { makeWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { profileCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { givenPair } from "../keys/given.ts"
import { requiredProfile } from "../keys/named.ts"
import { keysParts } from "../keys/parts.ts"

/** `guise keys add PROFILE`: a long-lived key pair into a store. */
export function command(io: Io) {
  return profileCommand(
    "keys add",
    "Keep a long-lived key pair for a profile, in a store, and lead the profile and every other tool to it. The secret is asked for, read from stdin or from a file; it is never a word of the command.",
    ["guise keys add work --csv accessKeys.csv", "guise keys add work --access-key-id AKIAIOSFODNN7EXAMPLE"],
  )
    .option("--csv <file>", "the file that AWS's console gave")
    .option("--user <name>", "whose line, when the file holds several users")
    .option("--from-env", "the pair in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    .option("--access-key-id <id>", "this key; its secret is asked for, or read from stdin")
    .option("--store <store>", "keyring, file, pass, plain, or credentials (the AWS credentials file)")
    .option("-y, --yes", "do not ask before a pair that is there is replaced")
    .action(async (argument, flags) => {
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say })
      const profile = requiredProfile(argument, flags, "guise keys add PROFILE --csv FILE")
      const parts = keysParts(flags.store, world)
      const keys = await givenPair(flags, world)
      const before = standingPair(profile, parts)
      if (before !== undefined && before.keyId !== keys.accessKeyId && flags.yes !== true) {
        const question = `${profile} has the key ${before.keyId} (${before.place}). Replace it by ${keys.accessKeyId}?`
        await agree(
          question,
          "The key that was there is still there",
          `guise keys add ${quoted(profile)} … --yes`,
          world,
        )
      }
      const placed = await addKeys(profile, keys, parts, before?.keyId)
      if (flags.json === true) return io.out(`${JSON.stringify(placed)}\n`)
      world.notice(`profile ${profile}: the key ${placed.keyId} is in ${placed.place}`)
      if (flags.csv !== undefined)
        world.notice(`${flags.csv} still holds it in plain text: remove that file, and empty the bin`)
    })
}
