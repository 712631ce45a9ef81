import { expect, test } from "bun:test"
import type { Profile } from "../../src/config/profile.ts"
import { isSomebody } from "../../src/plan/somebody.ts"

const place = { file: "config", line: 1 }

function having(...keys: readonly string[]): Pick<Profile, "settings"> {
  return { settings: new Map(keys.map(key => [key, { value: "x", place }])) }
}

test.each([
  ["settings alone are nobody's", ["region", "output", "endpoint_url"], false],
  ["a role", ["role_arn"], true],
  // AwsCredentialsManager's layout: work:mfa is the session of work:iam, and says no more than its device.
  ["an MFA session by AwsCredentialsManager's word for the device", ["mfa_device_arn"], true],
  ["what a machine's role is the source of", ["credential_source"], true],
])("%s", (_name, keys, expected) => expect(isSomebody(having(...keys))).toBe(expected))

test("a key pair is somebody, whatever else is said", () =>
  expect(isSomebody({ ...having(), keys: { from: "config", hasSecret: true, hasToken: false, place } })).toBe(true))
