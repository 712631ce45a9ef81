import { isRefused } from "../aws/refusal.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import type { Browser, World } from "../types.ts"
import { inBrowser } from "./sso-browser.ts"
import { byDevice } from "./sso-device.ts"
import type { PendingSignIn, SignedInToSso } from "./sso-shapes.ts"
import { portalOf } from "./sso-start-url.ts"

/**
 * Signs a person in: in the browser of this machine where it can come back (PKCE, RFC 7636), else by device code
 * (RFC 8628), as the AWS CLI does. What has to be opened is shown as well, for whoever has no browser here.
 * Errors: `sign-in-needed` (nobody came, or said no), `aws-refused`, `profile-invalid`, `aws-unreachable`.
 */
export async function signInToSso(to: SsoSignIn, world: World, browser: Browser): Promise<SignedInToSso> {
  const portal = await portalOf(to, world)
  return firstThatAnswers(portal.regions, world, async region => {
    const pending: PendingSignIn = { to, portal, region, endpoint: { ...to.oidc, region }, world, browser }
    try {
      const byCode = to.session !== undefined && browser.comesBack ? await inBrowser(pending) : undefined
      return byCode ?? (await byDevice(pending))
    } catch (error) {
      throw isRefused(error, "InvalidRequestException") ? unknownPortal(pending, error) : error
    }
  })
}

/** So AWS answers to a start URL that is another region's, or nobody's. */
function unknownPortal({ to, region }: PendingSignIn, cause: GuiseError): GuiseError {
  const place = to.session === undefined ? `profile ${to.profile ?? ""}`.trim() : `[sso-session ${to.session}]`
  const message = `IAM Identity Center in ${region} does not know the start URL ${to.startUrl}.`
  const more = { hint: `correct sso_start_url or sso_region of ${place}`, cause: cause.cause }
  return new GuiseError("aws-refused", message, cause.detail === undefined ? more : { ...more, detail: cause.detail })
}

/**
 * What `call` answers for the first region that can be reached: an Identity Center may be in several.
 * Errors: the first region's, when none can be reached; those of `call`.
 */
export async function firstThatAnswers<T>(
  regions: readonly string[],
  world: Pick<World, "notice">,
  call: (region: string) => Promise<T>,
): Promise<T> {
  const [region = "", ...others] = regions
  try {
    return await call(region)
  } catch (error) {
    const [next] = others
    if (next === undefined || !isGuiseError(error, "aws-unreachable")) throw error
    world.notice(`IAM Identity Center in ${region} cannot be reached: trying ${next}`)
    try {
      return await firstThatAnswers(others, world, call)
    } catch (later) {
      throw isGuiseError(later, "aws-unreachable") ? error : later
    }
  }
}
