import { isRefused, refusalIn } from "../aws/refusal.ts"
import { getRoleCredentials } from "../aws/sso.ts"
import { accountsPage, allPages, rolesPage } from "../aws/sso-listing.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import type { SsoRoot } from "../plan/roots.ts"
import { ssoRegions } from "../plan/sso.ts"
import { quoted } from "../quoted.ts"
import type { Credentials, Endpoint, World } from "../types.ts"
import { signInName } from "./sso-lines.ts"
import { type SsoToken, ssoToken } from "./sso-token.ts"

/**
 * What a permission set gives in an account, by the token of its sign-in. A token that the portal does not take is
 * replaced once: by a refresh, or by signing in. Where the sign-in's region cannot be reached and there are others, a person
 * signs in at the next: a token is good in its own region only.
 * Errors: `aws-denied` for a role that is not assigned, with those that are; those of `ssoToken`; `aws-throttled`,
 * `aws-unreachable`.
 */
export async function fromSso(root: SsoRoot, world: World): Promise<Credentials> {
  try {
    return await fromRegion(root, world)
  } catch (error) {
    if (!isGuiseError(error, "aws-unreachable") || ssoRegions(root.ssoRegion).length < 2) throw error
    if (world.browser === undefined) throw withHint(error, root)
    world.notice(`${error.message} Signing in at another region`)
    return credentialsBy(await ssoToken(root, world, { anew: true }), root, world)
  }
}

function withHint({ code, message, cause }: GuiseError, { profile }: SsoRoot): GuiseError {
  if (profile === undefined) return new GuiseError(code, message, { cause })
  return new GuiseError(code, message, {
    hint: `guise login ${quoted(profile)} --force signs in at another region`,
    cause,
  })
}

async function fromRegion(root: SsoRoot, world: World): Promise<Credentials> {
  const token = await ssoToken(root, world)
  try {
    return await credentialsBy(token, root, world)
  } catch (error) {
    if (!isRefused(error, "UnauthorizedException") || token.came === "signed-in") throw error
    return credentialsBy(await ssoToken(root, world, { insteadOf: token.accessToken }), root, world)
  }
}

async function credentialsBy(token: SsoToken, root: SsoRoot, world: World): Promise<Credentials> {
  const endpoint = { ...root.portal, region: token.region }
  const { accountId, roleName } = root
  try {
    return await getRoleCredentials({ accountId, roleName }, token.accessToken, endpoint, world)
  } catch (error) {
    if (!isRefused(error, "ForbiddenException")) throw error
    throw await notAssigned(root, token, endpoint, world, error)
  }
}

/** AWS says "No access" and no more, for a role that is not assigned and for a slip of the pen alike. */
async function notAssigned(
  root: SsoRoot,
  { accessToken }: SsoToken,
  endpoint: Endpoint,
  world: World,
  cause: Error,
): Promise<GuiseError> {
  const { accountId, roleName, profile } = root
  const roles = await unlessRefused(() =>
    allPages(next => rolesPage(accountId, { accessToken, next }, endpoint, world)),
  )
  const found =
    roles !== undefined && roles.length > 0
      ? `In that account there is: ${few(roles)}.`
      : await accountsInstead(accessToken, endpoint, world)
  const hint =
    profile === undefined
      ? "correct --account and --role"
      : `correct sso_role_name or sso_account_id of profile ${quoted(profile)}, or sign in as somebody else: guise login ${quoted(profile)} --force`
  const said = `${roleName} in account ${accountId} is not assigned to whoever signed in to ${signInName(root)}.`
  return new GuiseError("aws-denied", `${said} ${found}`.trim(), { hint, cause: refusalIn(cause) })
}

async function accountsInstead(accessToken: string, endpoint: Endpoint, world: World): Promise<string> {
  const accounts = await unlessRefused(() => allPages(next => accountsPage({ accessToken, next }, endpoint, world)))
  if (accounts === undefined) return ""
  if (accounts.length === 0) return "No account is."
  return `The accounts there are: ${few(accounts.map(({ accountId, name }) => (name === undefined ? accountId : `${accountId} (${name})`)))}.`
}

/** The list is a help: that it cannot be had is no other error. */
async function unlessRefused<T>(list: () => Promise<T>): Promise<T | undefined> {
  try {
    return await list()
  } catch (error) {
    if (isGuiseError(error)) return undefined
    throw error
  }
}

const most = 12

function few(names: readonly string[]): string {
  const shown = names.slice(0, most).join(", ")
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
