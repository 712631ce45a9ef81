import { sessionsOf, ssoDraft } from "../../profiles/add.ts"
import { profileIn } from "../../profiles/domain.ts"
import { quoted } from "../../quoted.ts"
import { makeWorld } from "../../world.ts"
import { addCommand, namedProfile, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { editingParts } from "../keys/parts.ts"
import { showOrDo } from "../profiles/change.ts"
import { answersTo } from "../profiles/missing.ts"
import { agreedName } from "../profiles/new-name.ts"

/** `guise add sso NAME`: a profile of IAM Identity Center. */
export function command(io: Io) {
  return addCommand(
    "add sso",
    "Make a profile of IAM Identity Center (SSO): an account and a role, behind the sign-in of a start URL. A sign-in that is in the config file already is used again.",
    [
      "guise add sso dev --start-url https://example.awsapps.com/start --sso-region eu-west-1 --account-id 123456789012 --role-name Developer",
      "guise add sso prod --account-id 111122223333 --role-name ReadOnly",
    ],
  )
    .option("--start-url <url>", "address of the AWS access portal")
    .option("--sso-region <region>", "region of the IAM Identity Center")
    .option("--account-id <digits>", "the account")
    .option("--role-name <name>", "the permission set")
    .option("--scopes <scopes>", "what the sign-in is for (default sso:account:access)")
    .option("--region <region>", "region to work in")
    .action(async (argument, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = await editingParts(undefined, world)
      const sessions = sessionsOf(world.files).filter(({ url }) => url === (flags.startUrl ?? url))
      const only = sessions.length === 1 ? sessions[0] : undefined
      const { name, ...asked } = await answersTo(
        {
          name: { given: namedProfile(argument, flags), word: "NAME", question: "Name of the profile: " },
          startUrl: { given: flags.startUrl ?? only?.url, word: "--start-url", question: "Start URL (https://…): " },
          ssoRegion: {
            given: flags.ssoRegion ?? only?.region,
            word: "--sso-region",
            question: "Region of the IAM Identity Center: ",
          },
          accountId: { given: flags.accountId, word: "--account-id", question: "Account id: " },
          roleName: { given: flags.roleName, word: "--role-name", question: "Role (permission set): " },
        },
        "guise add sso NAME --start-url URL --sso-region R --account-id N --role-name S",
        world,
      )
      const profile = await agreedName(profileIn(flags.domain, name) ?? name, looksOnly, world)
      const { scopes, region } = flags
      const draft = ssoDraft({ profile, ...asked, scopes, region }, parts.files())
      const said = `profile ${profile} is in ${parts.files().paths.config}: guise login ${quoted(profile)}`
      await showOrDo({ ...draft, said, data: { profile } }, flags, parts, io, world)
    })
}
