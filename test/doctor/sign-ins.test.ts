import { expect, test } from "bun:test"
import { createHash } from "node:crypto"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { found, type Patient } from "./clinic.ts"

const config = (region: string, scopes: string) =>
  `[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = ${region}\nsso_registration_scopes = ${scopes}\n` +
  "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n" +
  "[profile ops]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Operator\n"

/** Somebody with one session, and with a token in it or none. */
function corp(token: object | undefined, region = "eu-west-1", scopes = "sso:account:access"): Patient {
  return {
    config: config(region, scopes),
    prepare(home) {
      const folder = join(home, ".aws/sso/cache")
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const name = createHash("sha1").update("corp").digest("hex")
      if (token !== undefined) writeFileSync(join(folder, `${name}.json`), JSON.stringify(token), { mode: 0o600 })
    },
  }
}

const good = { accessToken: "aoa-EXAMPLE", expiresAt: "2026-01-01T01:00:00Z" }
const ended = { accessToken: "aoa-EXAMPLE", expiresAt: "2025-12-31T23:00:00Z" }
const renewable = { clientId: "id", clientSecret: "s", refreshToken: "aor-EXAMPLE" }

test.each<readonly [what: string, patient: Patient, lines: readonly string[]]>([
  ["a token that lasts", corp(good), []],
  ["one that has ended and is renewed", corp({ ...ended, ...renewable }), []],
  ["one that has ended", corp(ended), ["note (corp): the sign-in is over → guise login dev"]],
  [
    "no sign-in, said once for all its profiles",
    corp(undefined),
    ["note (corp): nobody is signed in → guise login dev"],
  ],
  [
    "scopes that give no role",
    corp(good, "eu-west-1", "codewhisperer:completions"),
    [
      "fault ~/.aws/config:4 (corp): its sso_registration_scopes lack sso:account:access, without which AWS gives no role → add sso:account:access to that line, then guise login dev --force",
    ],
  ],
  [
    "several regions",
    corp(good, "eu-west-1 us-east-1"),
    [
      "note ~/.aws/config:3 (corp): its sso_region names several regions, which guise alone understands: the AWS CLI and the SDKs want one",
    ],
  ],
])("sign-ins: %s", async (_what, patient, lines) => {
  expect(await found("sign-ins", patient)).toEqual(lines)
})

test("a token that others can read is a fault", async () => {
  const { config: lines, prepare } = corp(good)
  const open: Patient = {
    ...(lines === undefined ? {} : { config: lines }),
    prepare(home) {
      prepare?.(home)
      chmodSync(join(home, ".aws/sso/cache", `${createHash("sha1").update("corp").digest("hex")}.json`), 0o644)
    },
  }
  expect(await found("sign-ins", open)).toEqual([
    expect.stringMatching(/^fault .*others can read this file → chmod 600 /),
  ])
})

test("every region of several is looked at", async () => {
  expect(await found("regions", corp(good, "eu-west-1, eu-west-0"))).toEqual([
    expect.stringContaining('(dev): this guise does not know the region "eu-west-0"'),
    expect.stringContaining('(ops): this guise does not know the region "eu-west-0"'),
  ])
})
