import { roleDraft, sourceIn } from "../../profiles/add.ts"
import { profileIn } from "../../profiles/domain.ts"
import { quoted } from "../../quoted.ts"
import { makeWorld } from "../../world.ts"
import { addCommand, namedProfile, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { editingParts } from "../keys/parts.ts"
import { few } from "../lines/few.ts"
import { showOrDo } from "../profiles/change.ts"
import { answersTo } from "../profiles/missing.ts"
import { agreedName } from "../profiles/new-name.ts"

/** `guise add role NAME`: a profile that assumes a role. */
export function command(io: Io) {
  return addCommand("add role", "Make a profile that assumes a role with the credentials of another one.", [
    "guise add role prod-admin --role-arn arn:aws:iam::123456789012:role/Admin --source alice",
    "guise add role dev --domain work --role-arn arn:aws:iam::123456789012:role/Developer",
  ])
    .option("--role-arn <role>", "the role: ARN or ACCOUNT:ROLE")
    .option("--source <profile>", "whose credentials take it (with --domain work: work:mfa, else work:iam)")
    .option("--mfa-serial <arn>", "the MFA device that the role asks for")
    .option("--external-id <id>", "external id that the role asks for")
    .option("--region <region>", "region to work in")
    .option("-d, --duration <time>", "how long its credentials should last (15m to 12h)")
    .action(async (argument, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = await editingParts(undefined, world)
      const { name, ...asked } = await answersTo(
        {
          name: { given: namedProfile(argument, flags), word: "NAME", question: "Name of the profile: " },
          roleArn: { given: flags.roleArn, word: "--role-arn", question: "ARN of the role (or ACCOUNT:ROLE): " },
          source: {
            given: flags.source ?? sourceIn(flags.domain, world.files),
            word: "--source",
            question: `Profile whose credentials take it (${few(world.files.names())}): `,
          },
        },
        "guise add role NAME --role-arn ARN --source PROFILE",
        world,
      )
      const profile = await agreedName(profileIn(flags.domain, name) ?? name, looksOnly, world)
      const { mfaSerial, externalId, region, duration } = flags
      const draft = roleDraft({ profile, ...asked, mfaSerial, externalId, region, duration }, parts.files())
      const said = `profile ${profile} is in ${parts.files().paths.config}: guise explain ${quoted(profile)}`
      await showOrDo({ ...draft, said, data: { profile } }, flags, parts, io, world)
    })
}
