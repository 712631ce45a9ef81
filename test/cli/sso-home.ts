import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { startUrl } from "../sandbox/rest.ts"
import { addToConfig, binary, type Home } from "./harness.ts"
import { type OwnBrowser, ownBrowser, signsIn } from "./own-browser.ts"

const role = (account: string, name: string, more = "") =>
  `sso_session = corp\nsso_account_id = ${account}\nsso_role_name = ${name}\nregion = us-east-1\n${more}`

const sections = `[sso-session corp]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile corp-admin]
${role("111122223333", "AdministratorAccess")}
[profile corp-readonly]
${role("111122223333", "ReadOnlyAccess")}
[profile corp-partner]
${role("444455556666", "ReadOnlyAccess")}
[profile behind]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = corp-admin
region = us-east-1

[profile old]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = ReadOnlyAccess
region = us-east-1
`

/** A home whose owner has IAM Identity Center too, and a browser that signs in by itself. */
export interface CorpHome extends Home {
  /** A file with the addresses that the browser opened, a line each. */
  readonly tabs: string
  readonly browser: OwnBrowser
  /** The browser's script when somebody else is at it (`--user bob`). */
  signingIn(as?: string): string
}

/** Writes those profiles into a home. `sandboxEnv` is what leads to the sandbox. */
export function withSignIn(home: Home, sandboxEnv: Readonly<Record<string, string>>): CorpHome {
  addToConfig(home, sections)
  const tabs = join(home.folder, "tabs")
  const browser = ownBrowser(home)
  const signingIn = (as = "") => `echo "$1" >>'${tabs}'\n${signsIn(binary, sandboxEnv, as)}`
  browser.becomes(signingIn())
  writeFileSync(tabs, "")
  return { ...home, tabs, browser, signingIn, env: { ...home.env, ...browser.env } }
}

/** Where every SDK looks for the token of the session. */
export function tokenFile(home: Home): string {
  return join(home.folder, ".aws/sso/cache", `${new Bun.CryptoHasher("sha1").update("corp").digest("hex")}.json`)
}
