import { refusalIn } from "../aws/refusal.ts"
import { createToken, type DeviceAuthorization, startDeviceAuthorization, type Tokens } from "../aws/sso-oidc.ts"
import type { KeptRegistration } from "../config/sso-files.ts"
import { isOutage } from "../errors.ts"
import { deniedInBrowser, nobodyCame } from "./not-signed-in.ts"
import { show } from "./show.ts"
import { signInName } from "./sso-lines.ts"
import { withRegistration } from "./sso-registration.ts"
import type { PendingSignIn, SignedInToSso } from "./sso-shapes.ts"

/**
 * Signs in by a code that is compared in a browser, on any machine. RFC 8628.
 * Errors: `sign-in-needed` (nobody came, or said no); those of `startDeviceAuthorization`.
 */
export function byDevice(pending: PendingSignIn): Promise<SignedInToSso> {
  return withRegistration(pending, false, registration => withCode(pending, registration))
}

async function withCode(pending: PendingSignIn, registration: KeptRegistration): Promise<SignedInToSso> {
  const { to, portal, region, endpoint, world, browser } = pending
  const device = await startDeviceAuthorization(registration, portal.startUrl, endpoint, world)
  const lines = [
    `signing in to ${signInName(to)}: in a browser, on any machine, open`,
    device.verificationUriComplete,
    `and allow it there if it shows the code ${device.userCode}`,
  ]
  await show(lines, world)
  await browser.open(device.verificationUriComplete)
  return { tokens: await polled(pending, registration, device), registration, region }
}

/** RFC 8628, 3.5: five seconds more after each plea to slow down. A network that fails for a moment ends nothing. */
async function polled(
  { endpoint, world }: PendingSignIn,
  registration: KeptRegistration,
  { deviceCode, expiresIn, interval }: DeviceAuthorization,
): Promise<Tokens> {
  const until = world.now() + expiresIn
  let pause = interval
  while (world.now() < until) {
    await world.sleep(pause * 1000)
    try {
      return await createToken(registration, { by: "device", deviceCode }, endpoint, world)
    } catch (error) {
      const answer = refusalIn(error)?.name
      if (answer === "SlowDownException") pause += 5
      else if (answer === "ExpiredTokenException") break
      else if (answer === "AccessDeniedException") throw deniedInBrowser(error)
      else if (answer !== "AuthorizationPendingException" && !isOutage(error)) throw error
    }
  }
  throw nobodyCame(expiresIn)
}
