import { addUser, checkUser, userWrites } from "../../profiles/add-user.ts"
import { domainNames, profileIn } from "../../profiles/domain.ts"
import { makeWorld } from "../../world.ts"
import { addCommand, namedProfile, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { givenPair } from "../keys/given.ts"
import { editingParts } from "../keys/parts.ts"
import { showOrDo } from "../profiles/change.ts"
import { answersTo } from "../profiles/missing.ts"
import { agreedName } from "../profiles/new-name.ts"

/** `guise add user [NAME]`: a profile with a long-lived key pair. */
export function command(io: Io) {
  return addCommand(
    "add user",
    "Make a profile with the long-lived key pair of an IAM user. The secret is asked for, read from stdin or from a file; it is never a word of the command. With --domain work it is work:iam.",
    ["guise add user alice --csv accessKeys.csv", "guise add user --domain work --access-key-id AKIAIOSFODNN7EXAMPLE"],
  )
    .option("--csv <file>", "the file that AWS's console gave")
    .option("--user <user>", "whose line, when the file holds several users")
    .option("--from-env", "the pair in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    .option("--access-key-id <id>", "this key; its secret is asked for, or read from stdin")
    .option("--region <region>", "region to work in")
    .option("--store <store>", "keyring, file, pass, plain, or credentials (the AWS credentials file)")
    .action(async (argument, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = await editingParts(flags.store, world)
      const elsewhere = flags.csv !== undefined || flags.fromEnv === true
      const inDomain = flags.domain === undefined ? undefined : domainNames.user
      const { name, keyId } = await answersTo(
        {
          name: { given: namedProfile(argument, flags) ?? inDomain, word: "NAME", question: "Name of the profile: " },
          keyId: {
            given: flags.accessKeyId ?? (elsewhere ? "-" : undefined),
            word: "the key pair (--csv, --from-env or --access-key-id)",
            question: "Access key id: ",
          },
        },
        "guise add user NAME --csv FILE",
        world,
      )
      const profile = await agreedName(profileIn(flags.domain, name) ?? name, looksOnly, world)
      const words = { profile, region: flags.region }
      checkUser(words, parts)
      const given = elsewhere ? flags : { ...flags, accessKeyId: keyId }
      if (looksOnly) {
        const id = elsewhere ? (await givenPair(given, world)).accessKeyId : keyId
        const writes = await userWrites(words, id, parts)
        return showOrDo({ writes, said: "", data: { profile, keyId: id } }, flags, parts, io, world)
      }
      const placed = await addUser(words, await givenPair(given, world), parts)
      if (flags.json === true) return io.out(`${JSON.stringify(placed)}\n`)
      world.notice(`profile ${profile}: the key ${placed.keyId} is in ${placed.place}`)
      if (flags.csv !== undefined)
        world.notice(`${flags.csv} still holds it in plain text: remove that file, and empty the bin`)
    })
}
