import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { startUrl } from "../sandbox/rest.ts"
import { addToConfig, type Home } from "./harness.ts"

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

/** A home whose owner has IAM Identity Center too, and a browser that signs in by itself; `tabs` says what it opened. */
export function withSignIn(home: Home, guise: string): Home & { readonly tabs: string } {
  addToConfig(home, sections)
  const [browser, tabs] = [join(home.folder, "browser"), join(home.folder, "tabs")]
  writeFileSync(browser, `#!/bin/sh\necho "$1" >>'${tabs}'\nexec ${guise} sandbox --browse "$1" $BROWSE_AS\n`)
  chmodSync(browser, 0o755)
  writeFileSync(tabs, "")
  return { ...home, tabs, env: { ...home.env, BROWSER: browser } }
}

/** Where every SDK looks for the token of the session. */
export function tokenFile(home: Home): string {
  return join(home.folder, ".aws/sso/cache", `${new Bun.CryptoHasher("sha1").update("corp").digest("hex")}.json`)
}
