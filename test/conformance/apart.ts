import { expect } from "bun:test"
import type { Outcome } from "./run.ts"

/** Cases in which guise differs on purpose, and what it does instead. docs/differences.md tells why. */
export const onPurpose: ReadonlyMap<string, (outcome: Outcome) => void> = new Map([
  ["mfa-serial-sends-token-code", sharesOneSession],
  ["mfa: a device in the middle of a chain", sessionBehindChain],
  ["mfa: keys and a device without a role", handsOutTheSession],
  ["mfa: a device and a source without a role", handsOutTheSession],
  ["assume-role: two hours in a chain", capsAtAnHour],
  ["container-used-when-explicit-profile-has-no-credentials", staysWithTheProfile],
  ["nested-block-empty-key", namesTheLine],
])

/** The key id that the fake AWS gives out for the session of this one device. */
const sessionOfAlice = "ASIA9B1BC030F9E2305B"

function sharesOneSession({ ok, credentials, requests }: Outcome): void {
  expect({ ok, credentials }).toMatchObject({ ok: true, credentials: { SecretAccessKey: "sts-secret-RoleA" } })
  const [session, role, ...rest] = requests
  expect(session).toMatchObject({
    action: "GetSessionToken",
    signed_by: "AKIAB",
    SerialNumber: "arn:aws:iam::111122223333:mfa/alice",
    TokenCode: "123456",
  })
  expect(role).toMatchObject({
    action: "AssumeRole",
    RoleArn: "arn:aws:iam::111122223333:role/RoleA",
    signed_by: sessionOfAlice,
    session_token: "sts-token-alice",
  })
  expect(role).not.toHaveProperty("TokenCode")
  expect(role).not.toHaveProperty("SerialNumber")
  expect(rest).toEqual([])
}

function sessionBehindChain({ ok, requests }: Outcome): void {
  const calls = requests.map(({ action, signed_by, TokenCode, RoleArn }) => [action, signed_by, TokenCode, RoleArn])
  expect({ ok, calls }).toEqual({
    ok: true,
    calls: [
      ["GetSessionToken", "AKIAB", "123456", undefined],
      ["AssumeRole", sessionOfAlice, undefined, "arn:aws:iam::111122223333:role/M"],
      ["AssumeRole", expect.any(String), undefined, "arn:aws:iam::111122223333:role/A"],
    ],
  })
}

function handsOutTheSession({ ok, credentials, requests }: Outcome): void {
  expect({ ok, credentials }).toMatchObject({
    ok: true,
    credentials: { AccessKeyId: sessionOfAlice, SessionToken: "sts-token-alice" },
  })
  expect(requests).toMatchObject([{ action: "GetSessionToken", TokenCode: "123456", DurationSeconds: "129600" }])
}

function capsAtAnHour({ ok, requests }: Outcome): void {
  const durations = requests.map(({ DurationSeconds }) => DurationSeconds)
  expect({ ok, durations }).toEqual({ ok: true, durations: [undefined, "3600"] })
}

function staysWithTheProfile({ ok, error_type, error, requests }: Outcome): void {
  expect({ ok, error_type, requests }).toEqual({ ok: false, error_type: "exit 4", requests: [] })
  expect(error).toContain('Profile "dev" ({{HOME}}/.aws/config:1) holds no credentials and names no role.')
}

function namesTheLine({ ok, error_type, error }: Outcome): void {
  expect({ ok, error_type }).toEqual({ ok: false, error_type: "exit 4" })
  expect(error).toContain('{{HOME}}/.aws/config, line 3 has no key before its "=".')
}
