import { removable, removeKeys } from "../../keys/remove.ts"
import { quoted } from "../../quoted.ts"
import { makeWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { profileCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { requiredProfile } from "../keys/named.ts"
import { keysParts } from "../keys/parts.ts"

/** `guise keys remove PROFILE`: forget a long-lived key pair. */
export function command(io: Io) {
  return profileCommand(
    "keys remove",
    "Forget the long-lived key pair of a profile, wherever it lies on this machine. AWS still knows the key.",
    ["guise keys remove work", "guise keys remove work --yes"],
  )
    .option("-y, --yes", "do not ask first")
    .action(async (argument, flags) => {
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say })
      const profile = requiredProfile(argument, flags, "guise keys remove PROFILE")
      const parts = keysParts(undefined, world)
      const { keyId, place } = removable(profile, parts)
      if (flags.yes !== true) {
        const question = `Forget the key ${keyId} of ${profile} (${place})? Nothing here can bring its secret back.`
        await agree(question, "The key is still there", `guise keys remove ${quoted(profile)} --yes`, world)
      }
      const left = await removeKeys(profile, keyId, parts)
      if (flags.json === true) return io.out(`${JSON.stringify({ profile, keyId, removed: true })}\n`)
      world.notice(
        `forgot ${keyId} of ${profile}; it works until AWS is told: aws iam delete-access-key --access-key-id ${keyId}`,
      )
      if (left !== undefined) world.notice(`${profile} has another key, which stays: ${left.keyId} (${left.place})`)
    })
}
