import type { Case } from "../run.ts"
import { assumeRole } from "./assume-role.ts"
import { container } from "./container.ts"
import { credentialProcess } from "./credential-process.ts"
import { credentialSource } from "./credential-source.ts"
import { endpoint } from "./endpoint.ts"
import { envCredentials } from "./env-credentials.ts"
import { fileLocation } from "./file-location.ts"
import { imds } from "./imds.ts"
import { iniComments } from "./ini-comments.ts"
import { iniEncoding } from "./ini-encoding.ts"
import { iniNesting } from "./ini-nesting.ts"
import { iniProperties } from "./ini-properties.ts"
import { iniSections } from "./ini-sections.ts"
import { login } from "./login.ts"
import { mfa } from "./mfa.ts"
import { profileSelection } from "./profile-selection.ts"
import { region } from "./region.ts"
import { sso } from "./sso.ts"
import { webIdentity } from "./web-identity.ts"

/** Cases of our own, between those that others collected; what they expect is the column "follow" of vendor/README.md. */
export const neighbours: readonly Case[] = [
  ...iniSections,
  ...iniProperties,
  ...iniComments,
  ...iniNesting,
  ...iniEncoding,
  ...assumeRole,
  ...credentialSource,
  ...mfa,
  ...credentialProcess,
  ...envCredentials,
  ...profileSelection,
  ...region,
  ...endpoint,
  ...sso,
  ...webIdentity,
  ...fileLocation,
  ...container,
  ...imds,
  ...login,
]
