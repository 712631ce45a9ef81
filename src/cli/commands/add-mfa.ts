import { mfaDraft } from "../../profiles/add.ts"
import { domainNames, profileIn } from "../../profiles/domain.ts"
import { quoted } from "../../quoted.ts"
import { makeWorld } from "../../world.ts"
import { addCommand, namedProfile, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { editingParts, placeAsked } from "../keys/parts.ts"
import { showOrDo } from "../profiles/change.ts"
import { answersTo } from "../profiles/missing.ts"
import { agreedName } from "../profiles/new-name.ts"

/** `guise add mfa [NAME]`: a profile that is the MFA session of a user. */
export function command(io: Io) {
  return addCommand(
    "add mfa",
    "Make a profile that is the MFA session of a user's keys: one code for every role behind it. With --domain work it is work:mfa, and its source work:iam.",
    [
      "guise add mfa --domain work --serial arn:aws:iam::123456789012:mfa/alice",
      "guise add mfa alice-mfa --serial arn:aws:iam::123456789012:mfa/alice --source alice",
    ],
  )
    .option("--serial <arn>", "the MFA device: its ARN, or the serial number of a hardware one")
    .option("--source <profile>", "the user whose session it is (with --domain work: work:iam)")
    .option("--store <store>", "credentials: keep the session in the AWS credentials file; else guise's cache has it")
    .action(async (argument, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = await editingParts(undefined, world)
      const kept = flags.store !== undefined && placeAsked(flags.store) === "credentials"
      const inDomain = (name: string) => (flags.domain === undefined ? undefined : name)
      const { name, serial, source } = await answersTo(
        {
          name: {
            given: namedProfile(argument, flags) ?? inDomain(domainNames.mfa),
            word: "NAME",
            question: "Name of the profile: ",
          },
          serial: { given: flags.serial, word: "--serial", question: "ARN of the MFA device: " },
          source: {
            given: flags.source ?? profileIn(flags.domain, inDomain(domainNames.user)),
            word: "--source",
            question: "Profile of the user whose device it is: ",
          },
        },
        "guise add mfa NAME --serial ARN --source PROFILE",
        world,
      )
      const profile = await agreedName(profileIn(flags.domain, name) ?? name, looksOnly, world)
      const draft = mfaDraft({ profile, serial, source, kept }, parts.files())
      const said = `profile ${profile} is in ${parts.files().paths.config}; its session: guise login ${quoted(profile)}`
      await showOrDo({ ...draft, said, data: { profile } }, flags, parts, io, world)
    })
}
