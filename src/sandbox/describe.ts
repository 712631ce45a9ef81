import { quoted } from "../quoted.ts"
import type { CenterUser, IdentityCenter } from "./center.ts"
import { faultKinds } from "./faults.ts"
import type { Sandbox } from "./sandbox.ts"
import type { Account, Role, User } from "./state.ts"

/**
 * What a person needs to reach this sandbox: printed once at its start. `env` is what points a shell at it. Holds its
 * control token, and no key's secret.
 */
export function describe(sandbox: Sandbox, env: Readonly<Record<string, string>> = sandbox.env): string {
  const accounts = [...sandbox.state.accounts.values()]
  const inhabited = accounts.filter(isInhabited)
  const exports = Object.entries(env).map(([name, value]) => `  export ${name}=${quoted(value)}`)
  return [
    `A local STS, IAM, Identity Center and sign-in listen at ${sandbox.url} (this machine only, until Ctrl-C).`,
    "",
    "Point a shell at it:",
    ...exports,
    "",
    ...inhabited.flatMap(describeAccount),
    ...(accounts.length > inhabited.length ? [`And ${accounts.length - inhabited.length} empty accounts`, ""] : []),
    ...describeCenter(sandbox.state.identityCenter),
    "Steer it (header x-sandbox-token: $GUISE_SANDBOX_TOKEN):",
    "  GET  /_sandbox/code?serial=ARN         the MFA code of now",
    '  POST /_sandbox/clock                   {"advance": 3600} or {"skew": 600} or {"reset": true}',
    `  POST /_sandbox/faults                  {"kind": …, "action"?, "times"?, "ms"?, "code"?, "retryAfter"?}: ${Object.keys(faultKinds).join(", ")}`,
    "  GET  /_sandbox/calls                   what was asked, and how it ended",
    '  POST /_sandbox/web-identity-token      {"subject"?, "audience"?, "lifetime"?}',
    '  POST /_sandbox/browse                  {"url", "user"?, "allow"?}: what a person does in a browser',
    "  POST /_sandbox/reset                   as freshly started",
    "",
  ].join("\n")
}

/** The same for a program. */
export function description(sandbox: Sandbox, env: Readonly<Record<string, string>>) {
  const { startUrl, region, users } = sandbox.state.identityCenter
  const center = { startUrl, region, users: [...users.keys()] }
  return {
    url: sandbox.url,
    env,
    accounts: [...sandbox.state.accounts.values()].filter(isInhabited).map(account => ({
      id: account.id,
      users: [...account.users.values()].map(({ name, keys, mfa }) => ({
        name,
        keys: keys.map(({ id }) => id),
        mfa: mfa.map(({ serial }) => serial),
      })),
      roles: [...account.roles.values()].map(({ arn, maxSessionDuration }) => ({ arn, maxSessionDuration })),
      providers: [...account.providers.keys()],
    })),
    ...(startUrl === undefined ? {} : { identityCenter: center }),
  }
}

function isInhabited({ users, roles, providers }: Account): boolean {
  return users.size + roles.size + providers.size > 0
}

function describeAccount(account: Account): readonly string[] {
  return [
    `Account ${account.id}`,
    ...[...account.users.values()].map(describeUser),
    ...[...account.roles.values()].map(describeRole),
    ...[...account.providers.keys()].map(url => `  identity provider ${url}`),
    "",
  ]
}

function describeCenter({ startUrl, region, users }: IdentityCenter): readonly string[] {
  if (startUrl === undefined) return []
  return [`Identity Center ${startUrl} (${region})`, ...[...users.values()].map(describeCenterUser), ""]
}

const accountsShown = 5

function describeCenterUser({ name, assignments }: CenterUser): string {
  const shown = [...assignments].slice(0, accountsShown).map(([account, sets]) => `${account} ${sets.join(", ")}`)
  const rest = assignments.size - shown.length
  return `  user ${name}: ${[...shown, ...(rest > 0 ? [`and ${rest} accounts more`] : [])].join("; ") || "no accounts"}`
}

function describeUser(user: User): string {
  const keys = user.keys.map(({ id }) => id).join(", ") || "no keys"
  const devices = user.mfa.map(({ serial }) => `, MFA ${serial}`).join("")
  return `  user ${user.name}: ${keys}${devices}`
}

function describeRole(role: Role): string {
  const hours = role.maxSessionDuration / 3600
  return `  role ${role.arn} (up to ${Number.isInteger(hours) ? hours : hours.toFixed(1)} h)`
}
