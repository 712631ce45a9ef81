import { GuiseError } from "../errors.ts"
import type { Chain, Context } from "./chain-shapes.ts"
import type { SsoRequest } from "./request.ts"
import { areRegions, scopesIn } from "./sso.ts"
import { texts } from "./texts.ts"
import { isWebAddress } from "./words.ts"

/**
 * The way to a role of IAM Identity Center that flags name. Where an `[sso-session]` has the start URL, its sign-in
 * serves: the same token file, whoever signed in. Error: `usage` for what is missing.
 */
export function ssoChain(words: SsoRequest, { profiles }: Pick<Context, "profiles">): Chain {
  const { startUrl, accountId, roleName } = words
  if (accountId === undefined || roleName === undefined)
    throw wrong("--sso names where to sign in; --account and --role say as what, and both are needed.")
  if (!isWebAddress(startUrl))
    throw wrong("--sso wants the address of an AWS access portal, which begins with https://.")
  if (!/^\d{12}$/.test(accountId)) throw wrong("--account wants the twelve digits of an account.")
  const session = profiles.ssoSessions().find(name => isFor(name, words, profiles))
  const values = session === undefined ? undefined : profiles.ssoSession(session)
  const ssoRegion = words.region ?? values?.get("sso_region")?.value ?? regionIn(startUrl)
  if (ssoRegion === undefined)
    throw wrong("--sso wants --sso-region too: no [sso-session] in the config file has that start URL.")
  if (!areRegions(ssoRegion)) throw wrong(`--sso wants ${texts.region.wants}, and not ${JSON.stringify(ssoRegion)}.`)
  const named = session === undefined ? {} : { session, ...scopesIn(values) }
  return {
    base: {
      root: { kind: "sso", ...named, startUrl, ssoRegion, accountId, roleName },
      why: `--sso names this sign-in${session === undefined ? "" : `, which is the one of [sso-session ${session}]`}.`,
    },
    links: [],
  }
}

function isFor(name: string, { startUrl, region }: SsoRequest, profiles: Context["profiles"]): boolean {
  const values = profiles.ssoSession(name)
  const [url, theirs] = [values?.get("sso_start_url")?.value, values?.get("sso_region")?.value]
  return url !== undefined && isSamePortal(url, startUrl) && (region === undefined || region === theirs)
}

/** One start URL, however it was copied: with and without what a browser adds, in capitals or not. */
export function isSamePortal(one: string, other: string): boolean {
  return bare(one) === bare(other)
}

function bare(url: string): string {
  return url.replace(/[/#]+$/, "").toLowerCase()
}

/** The newer addresses say it: `ID.portal.REGION.app.aws`, `ID.REGION.portal.amazonaws.com`. */
export function regionIn(startUrl: string): string | undefined {
  const { hostname } = new URL(startUrl)
  const [, before, after] =
    /^[\w-]+\.(?:portal\.([a-z\d-]+)\.app\.aws|([a-z\d-]+)\.portal\.amazonaws\.[a-z.]+)$/.exec(hostname) ?? []
  return before ?? after
}

function wrong(message: string): GuiseError {
  return new GuiseError("usage", message, {
    hint: "guise exec --sso https://example.awsapps.com/start --sso-region eu-west-1 --account 123456789012 --role ReadOnly -- CMD",
  })
}
