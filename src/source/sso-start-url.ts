import { exchange } from "../aws/http.ts"
import { GuiseError } from "../errors.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import { ssoRegions } from "../plan/sso.ts"
import { regionIn } from "../plan/sso-words.ts"
import type { World } from "../types.ts"

/** A start URL as AWS knows it, and the regions to sign in at. */
export interface Portal {
  readonly startUrl: string
  readonly regions: readonly string[]
}

/** Hosts of AWS's own: these are start URLs as they stand. */
const ownHosts: readonly RegExp[] = [
  /\.awsapps\.(com|cn)$/,
  /\.app\.aws$/,
  /\.portal\.amazonaws\.(com|com\.cn|eu)$/,
  /\.api\.amazonwebservices\.eu$/,
  /\.app\.amazonwebservices\.com\.cn$/,
  /(^|\.)identitycenter\.(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|us-gov\.amazonaws\.com)$/,
]
const milliseconds = 10_000

/**
 * The start URL behind a vanity one: an address of somebody's own that leads to AWS's by one redirect. Files are named
 * after what stands in the profile all the same. Only https is followed, and only to a host of AWS's: whoever may answer
 * for the vanity address shall not choose who is asked for the sign-in.
 * Errors: `profile-invalid` for an address that leads nowhere, `aws-unreachable`.
 */
export async function portalOf({ startUrl, ssoRegion, oidc }: SsoSignIn, world: World): Promise<Portal> {
  const regions = ssoRegions(ssoRegion)
  const url = URL.parse(startUrl)
  // An explicit endpoint stands for AWS: no other host is spoken to.
  if (url === null || isOwnHost(url.hostname) || oidc.url !== undefined) return { startUrl, regions }
  const found = await redirectOf(url, oidc, world)
  if (found === undefined || found.protocol !== "https:" || !isOwnHost(found.hostname))
    throw new GuiseError(
      "profile-invalid",
      `The start URL ${url.origin} is no address of AWS's, and leads to none by a redirect.`,
      { hint: "correct sso_start_url: AWS shows it under IAM Identity Center, Settings, as AWS access portal URL" },
    )
  const region = regionIn(found.href)
  world.detail(`${url.origin} leads to ${found.origin}`)
  return { startUrl: found.href, regions: region === undefined ? regions : [...new Set([region, ...regions])] }
}

/** True for an address that AWS gives out. */
export function isOwnHost(host: string): boolean {
  return ownHosts.some(own => own.test(host))
}

/** One redirect, by HEAD where that is allowed. */
async function redirectOf(url: URL, oidc: SsoSignIn["oidc"], world: World): Promise<URL | undefined> {
  if (url.protocol !== "https:") return undefined
  const ask = async (method: "HEAD" | "GET") => {
    const manner = { limit: milliseconds, single: true, signed: false, onHost: () => {} }
    return exchange(oidc, { now: world.now, skew: 0 }, manner)(new Request(url.href, { method }))
  }
  try {
    const head = await ask("HEAD")
    const answer = head.status === 405 || head.status === 501 ? await ask("GET") : head
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get("location") : null
    return location === null ? undefined : (URL.parse(location, url.href) ?? undefined)
  } catch (cause) {
    throw new GuiseError("aws-unreachable", `The start URL ${url.origin} could not be reached.`, {
      hint: "check the network, HTTPS_PROXY, NO_PROXY and AWS_CA_BUNDLE",
      cause,
    })
  }
}
