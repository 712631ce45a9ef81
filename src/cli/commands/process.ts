import { freshnessOf, namedProfile, requestOf, signInCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { printProcessDocument } from "../process-document.ts"

/** `guise process [PROFILE]`: the credential_process document, for SDKs. */
export function command(io: Io) {
  return signInCommand("process", "Print credentials as a credential_process does, for the AWS SDKs and the AWS CLI.", [
    "guise process prod-admin",
    'aws configure set credential_process "$(command -v guise) process prod-admin" --profile prod-admin-fresh',
  ]).action((profile, flags) =>
    printProcessDocument(
      {
        name: namedProfile(profile, flags),
        request: requestOf(flags),
        want: chosen => freshnessOf(flags, chosen),
        options: worldOptionsOf(flags),
      },
      io,
    ),
  )
}
