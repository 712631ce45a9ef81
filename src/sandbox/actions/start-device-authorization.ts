import { randomInt } from "node:crypto"
import { isStartUrl } from "../center.ts"
import type { RestCall } from "../rest.ts"
import { oidcError } from "../rest-errors.ts"
import { unguessable } from "../shelf.ts"
import { authenticateClient } from "../sso-client.ts"
import { deviceGrantType } from "./register-client.ts"

/** No vowels, so that no code is a word; no letters that look like another. RFC 8628, 6.1. */
const letters = "BCDFGHJKLMNPQRSTVWXZ"

/**
 * A pair of codes: one for the device to poll with, one for the person to compare in a browser. Errors:
 * InvalidRequestException (a start URL that is not ours), InvalidClientException, UnauthorizedClientException.
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_StartDeviceAuthorization.html
 */
export function startDeviceAuthorization({ words, origin, world }: RestCall): object {
  const client = authenticateClient(words, world)
  const center = world.state.identityCenter
  if (!client.grantTypes.includes(deviceGrantType)) {
    throw oidcError("UnauthorizedClientException", "The client is not registered for this grant type")
  }
  if (!isStartUrl(center, words.required("startUrl"))) {
    throw oidcError("InvalidRequestException", "Invalid start URL")
  }
  const deviceCode = unguessable(48)
  const userCode = `${fourLetters()}-${fourLetters()}`
  world.sso.devices.put(deviceCode, {
    userCode,
    client,
    expiresAt: world.clock.now() + center.deviceCodeLifetime,
    interval: center.pollInterval,
    polls: 0,
    polledAt: 0,
    answer: { kind: "pending" },
  })
  return {
    deviceCode,
    userCode,
    verificationUri: `${origin}/device`,
    verificationUriComplete: `${origin}/device?user_code=${userCode}`,
    expiresIn: center.deviceCodeLifetime,
    interval: center.pollInterval,
  }
}

function fourLetters(): string {
  return Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join("")
}
