import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Sandbox } from "./sandbox.ts"

/** Where ready-made AWS files were written, and what points a command at them. */
export interface AwsFiles {
  readonly config: string
  readonly credentials: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Writes an AWS config and credentials file into `folder` (made 0700 if it is not there) with a profile for everything
 * the built-in accounts show: docs/sandbox.md lists them; those of Identity Center when `identityCenter` says so. They
 * belong to the built-in state, whatever state the sandbox has.
 */
export function writeAwsFiles(
  folder: string,
  sandbox: Sandbox,
  { identityCenter = false }: { readonly identityCenter?: boolean } = {},
): AwsFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const config = join(folder, "config")
  const credentials = join(folder, "credentials")
  const tokenFile = join(folder, "web-identity-token")
  const sections = [...sectionsOf(tokenFile), ...(identityCenter ? centerSections : [])]
  const at = `endpoint_url = ${sandbox.url}\n`
  const names = ["sts", "iam", ...(identityCenter ? ["sso", "sso_oidc", "signin"] : [])]
  const services = `[services sandbox]\n${names.map(name => `${name} =\n  ${at}`).join("")}`
  const rest = identityCenter ? [ssoSession, services] : [services]
  writePrivate(config, [...sections.map(([header, keys]) => section(header, keys)), ...rest].join("\n"))
  writePrivate(credentials, credentialsText(sandbox))
  // Longer than a working day: a demo that outlives its token would teach the wrong lesson.
  const token = sandbox.mintToken({ lifetime: 24 * 3600 })
  if (token !== undefined) writePrivate(tokenFile, token)
  return { config, credentials, env: { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } }
}

const mfa = "arn:aws:iam::111122223333:mfa/alice"

function sectionsOf(tokenFile: string): readonly (readonly [header: string, keys: Readonly<Record<string, string>>])[] {
  const behindAlice = { source_profile: "alice" }
  return [
    ["profile alice", {}],
    ["profile bob", {}],
    ["profile alice-mfa", { ...behindAlice, mfa_serial: mfa }],
    ["profile readonly", { ...behindAlice, role_arn: roleArn("ReadOnly") }],
    ["profile admin", { ...behindAlice, role_arn: roleArn("Admin"), mfa_serial: mfa }],
    ["profile deploy", { ...behindAlice, role_arn: roleArn("Deploy"), mfa_serial: mfa }],
    [
      "profile deploy-long",
      { ...behindAlice, role_arn: roleArn("Deploy"), mfa_serial: mfa, duration_seconds: "14400" },
    ],
    ["profile young", { ...behindAlice, role_arn: roleArn("YoungMfa"), mfa_serial: mfa }],
    ["profile chained", { source_profile: "admin", role_arn: roleArn("Chained") }],
    [
      "profile partner",
      { ...behindAlice, role_arn: "arn:aws:iam::444455556666:role/Partner", external_id: "guise-partner-42" },
    ],
    ["profile ci", { role_arn: roleArn("Ci"), web_identity_token_file: tokenFile }],
  ]
}

/** Not `sandbox`, which somebody may have already: every SDK keeps a token in a file named after its session. */
const ssoSession = `[sso-session guise-sandbox]
sso_start_url = https://my-sso-portal.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`

const centerSections: ReturnType<typeof sectionsOf> = [
  ["profile sso-admin", ssoRole("111122223333", "AdministratorAccess")],
  ["profile sso-readonly", ssoRole("111122223333", "ReadOnlyAccess")],
  ["profile sso-partner", ssoRole("444455556666", "ReadOnlyAccess")],
]

function ssoRole(account: string, name: string): Readonly<Record<string, string>> {
  return { sso_session: "guise-sandbox", sso_account_id: account, sso_role_name: name }
}

function roleArn(name: string): string {
  return `arn:aws:iam::111122223333:role/${name}`
}

function section(header: string, keys: Readonly<Record<string, string>>): string {
  const all = { region: "us-east-1", services: "sandbox", ...keys }
  const lines = Object.entries(all).map(([key, value]) => `${key} = ${value}\n`)
  return `[${header}]\n${lines.join("")}`
}

/** The long-lived keys of the state's users; a user without one gets no section. */
function credentialsText({ state }: Sandbox): string {
  const users = [...state.accounts.values()].flatMap(account => [...account.users.values()])
  const sections = users.flatMap(({ name, keys: [key] }) =>
    key === undefined ? [] : [`[${name}]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n`],
  )
  return sections.join("\n")
}

function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 })
}
