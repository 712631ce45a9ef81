import { planFor } from "../../guise.ts"
import { rotate, rotationSteps } from "../../keys/rotate.ts"
import type { RotationRequest } from "../../keys/rotation-parts.ts"
import { keysAt } from "../../keys/rotation-places.ts"
import type { RotationStep } from "../../keys/rotation-shapes.ts"
import { stepWords } from "../../keys/rotation-words.ts"
import { printable } from "../../printable.ts"
import { quoted } from "../../quoted.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { profileCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { requiredProfile } from "../keys/named.ts"
import { rotationParts } from "../keys/rotation-parts.ts"

/** `guise keys rotate PROFILE`: a new key pair in place of the old one, which works until then. */
export function command(io: Io) {
  return profileCommand(
    "keys rotate",
    "Have AWS make a new key pair for a profile, put it in place of the old one once it works, and delete the old one. May be ended at any step and run again: it goes on from there.",
    ["guise keys rotate work", "guise keys rotate work --keep-old --yes"],
  )
    .option("--keep-old", "deactivate the old key and do not delete it")
    .option("--delete-other <key-id>", "an inactive second key that may go, to make room for the new one")
    .option("--mfa-serial <arn>", "MFA device, when the user's policy wants MFA and the profile names none")
    .option("--mfa-code <digits>", "MFA code, used once (also GUISE_MFA_CODE); the new key wants another one")
    .option("--dry-run", "show the steps, and change nothing")
    .option("-y, --yes", "do not ask before starting")
    .action(async (argument, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const profile = requiredProfile(argument, flags, "guise keys rotate PROFILE")
      const plan = planFor(profile, {}, world)
      const request: RotationRequest = {
        profile,
        keys: keysAt(plan.root, profile),
        keepOld: flags.keepOld === true,
        deleteOther: flags.deleteOther,
      }
      // Before anybody is asked for a code that would be in vain.
      if (flags.yes !== true && !looksOnly && !(await world.somebodyThere())) await confirm(profile, [], world, io)
      const parts = rotationParts(plan, request, flags.mfaSerial, world)
      if (looksOnly) {
        const steps = await rotationSteps(request, parts)
        return flags.json === true ? io.out(`${JSON.stringify({ profile, steps })}\n`) : io.show(`${listOf(steps)}\n`)
      }
      const rotated = await rotate(request, parts, steps =>
        flags.yes === true ? Promise.resolve() : confirm(profile, steps, world, io),
      )
      if (flags.json === true) return io.out(`${JSON.stringify(rotated)}\n`)
      const { oldKeyId, newKeyId, state } = rotated
      world.notice(`profile ${profile} uses ${newKeyId}; the old key ${oldKeyId} is ${state}`)
      if (state === "inactive") world.notice(afterwards(profile, oldKeyId))
      if (io.env.AWS_ACCESS_KEY_ID === oldKeyId)
        world.notice("the environment of this shell still holds the old key: unset AWS_ACCESS_KEY_ID, or take it anew")
    })
}

function listOf(steps: readonly RotationStep[]): string {
  return steps.map((step, index) => `${String(index + 1).padStart(2)}. ${stepWords(step)}`).join("\n")
}

/** The steps are shown however little else is. */
async function confirm(profile: string, steps: readonly RotationStep[], world: RealWorld, io: Io): Promise<void> {
  const again = `guise keys rotate ${quoted(profile)} --yes`
  if (await world.somebodyThere()) io.say(`This is what will be done:\n${printable(listOf(steps))}\n`)
  await agree(`Renew the key pair of profile ${profile}?`, "Nothing was changed", again, world)
}

function afterwards(profile: string, old: string): string {
  const line = (rest: string) => `guise exec ${quoted(profile)} -- aws iam ${rest} --access-key-id ${old}`
  return `active again: ${line("update-access-key --status Active")}; gone: ${line("delete-access-key")}`
}
