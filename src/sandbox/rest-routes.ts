import { createOAuth2Token } from "./actions/create-oauth2-token.ts"
import { createToken } from "./actions/create-token.ts"
import { getRoleCredentials } from "./actions/get-role-credentials.ts"
import { listAccountRoles } from "./actions/list-account-roles.ts"
import { listAccounts } from "./actions/list-accounts.ts"
import { portalLogout } from "./actions/portal-logout.ts"
import { registerClient } from "./actions/register-client.ts"
import { startDeviceAuthorization } from "./actions/start-device-authorization.ts"
import type { HttpRequest } from "./http.ts"
import type { Operation } from "./rest.ts"

/** The operation of this method and path, if there is one. */
export function operationOf({ method, path }: HttpRequest): Operation | undefined {
  return operations.get(`${method} ${path}`)
}

const oidc = { service: "sso-oidc", words: "json" } as const
const portal = { service: "sso", words: "query" } as const

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["POST /client/register", { name: "RegisterClient", ...oidc, run: registerClient }],
  ["POST /device_authorization", { name: "StartDeviceAuthorization", ...oidc, run: startDeviceAuthorization }],
  ["POST /token", { name: "CreateToken", ...oidc, run: createToken }],
  ["GET /assignment/accounts", { name: "ListAccounts", ...portal, run: listAccounts }],
  ["GET /assignment/roles", { name: "ListAccountRoles", ...portal, run: listAccountRoles }],
  ["GET /federation/credentials", { name: "GetRoleCredentials", ...portal, run: getRoleCredentials }],
  ["POST /logout", { name: "Logout", ...portal, run: portalLogout }],
  ["POST /v1/token", { name: "CreateOAuth2Token", service: "signin", words: "json or form", run: createOAuth2Token }],
])
