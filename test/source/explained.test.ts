import { afterAll, beforeEach, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { GuiseError } from "../../src/errors.ts"
import type { Plan } from "../../src/plan/plan.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import type { World } from "../../src/types.ts"
import { no, scriptedSts, yes } from "../aws/scripted-sts.ts"
import { type FakeWorld, fakeNow, fakeWorld, type Script } from "../fake-world.ts"
import { alice, aliceKeys, aliceSerial, plan } from "./stage.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-explained-"))
const statement = (principal: string, more: object = {}) => ({
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: "sts:AssumeRole",
  ...more,
})
const trust = (principal: string, more?: object) => ({
  trust: { Version: "2012-10-17", Statement: [statement(principal, more)] },
})
const home = "arn:aws:iam::111122223333:root"
writeFileSync(
  join(folder, "state.json"),
  JSON.stringify({
    accounts: {
      "111122223333": {
        users: {
          alice: {
            keys: [{ id: aliceKeys.accessKeyId, secret: aliceKeys.secretAccessKey }],
            mfa: [{ serial: aliceSerial, seed: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" }],
          },
        },
        roles: {
          Plain: trust(home),
          Mfa: trust(home, { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
          Young: trust(home, { Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "900" } } }),
          Second: trust("arn:aws:iam::111122223333:role/Plain"),
        },
      },
      "444455556666": {
        users: {},
        roles: { Partner: trust(home, { Condition: { StringEquals: { "sts:ExternalId": "right-one" } } }) },
      },
    },
  }),
)
const keyId = aliceKeys.accessKeyId
let now = fakeNow
const sandbox: Sandbox = await startSandbox({ state: join(folder, "state.json"), now: () => now })
const sts = { region: "us-east-1", url: sandbox.url }
const settings: Readonly<Record<string, { readonly value: string; readonly where: string }>> = {
  "alice aws_access_key_id": { value: keyId, where: "credentials:2" },
  "long duration_seconds": { value: "14400", where: "config:9" },
  "prod external_id": { value: "wrong-one", where: "config:5" },
  "prod mfa_serial": { value: "arn:aws:iam::111122223333:mfa/bob", where: "config:4" },
}
beforeEach(() => {
  now = fakeNow
  sandbox.reset()
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

function world(script: Script = {}): FakeWorld {
  const code = () => sandbox.codeFor(aliceSerial) ?? ""
  const made = fakeWorld({ keys: { alice: aliceKeys }, typed: Array(9).fill(code), ...script })
  const settingOf: World["settingOf"] = (profile, key) => settings[`${profile} ${key}`]
  return { ...made, now: () => now, settingOf }
}

async function errorOf(way: Plan, of: World = world()): Promise<GuiseError> {
  try {
    await credentialsFor(way, of, { minTtl: 0 })
  } catch (error) {
    if (error instanceof GuiseError) return error
    throw error
  }
  throw new Error("AWS said yes")
}

const arn = (name: string, account = "111122223333") => `arn:aws:iam::${account}:role/${name}`
const hop = (name: string, more: object = {}) => ({ roleArn: arn(name), profile: "prod", sts, ...more })
const partner = (more: object = {}) => ({ ...hop("Partner", more), roleArn: arn("Partner", "444455556666") })
const session = { kind: "session", keys: alice, mfaSerial: aliceSerial, duration: 3600, sts } as const
const user = "arn:aws:iam::111122223333:user/alice"

const situations: readonly (readonly [what: string, way: Plan, said: readonly string[], hint: string])[] = [
  [
    "a role that wants MFA, and none was used",
    plan(alice, [hop("Mfa")]),
    [`AWS denied AssumeRole of ${arn("Mfa")} to ${user} (alice → prod).`, "No MFA was used"],
    "name a device: guise set prod mfa_serial ARN; guise explain prod",
  ],
  [
    "a role of another account, and no external id was sent",
    plan(alice, [partner()]),
    ["No external id was sent", "a role that does not exist"],
    "--external-id ID, or guise set prod external_id ID; guise explain prod",
  ],
  [
    "an external id that is not the one, which stands in a profile",
    plan(alice, [partner({ externalId: "wrong-one" })]),
    ['The external id "wrong-one" was sent: it has to be the one that the trust policy names.'],
    "compare external_id (config:5) with it; guise explain prod",
  ],
  [
    "an external id that is not the one, from a flag",
    plan(alice, [{ ...partner({ externalId: "typo" }), profile: "flagless" }]),
    ['The external id "typo" was sent'],
    "compare --external-id with it; guise explain prod",
  ],
  [
    "the second role of a chain that trusts somebody else",
    plan(alice, [hop("Plain", { profile: "mid" }), hop("Mfa")]),
    [
      "to arn:aws:sts::111122223333:assumed-role/Plain/guise",
      "(role 2 of 2 on the way alice → mid → prod)",
      "Credentials of a role carry no MFA",
      "the trust policy of Mfa has to name that principal",
    ],
    "guise explain prod",
  ],
  [
    "session tags that the trust policy does not allow",
    plan(alice, [hop("Plain", { tags: [["team", "blue"]] })]),
    ["The session tags are what is not allowed", "sts:TagSession"],
    "leave out --tags, or have sts:TagSession allowed by Plain; guise explain prod",
  ],
  [
    "a source identity that the trust policy does not allow",
    plan(alice, [hop("Plain", { sourceIdentity: "alice" })]),
    ["The source identity is what is not allowed", "sts:SetSourceIdentity"],
    "leave out --source-identity, or have sts:SetSourceIdentity allowed by Plain; guise explain prod",
  ],
]

describe("a denial says who, on which way, what probably was in it, and what to change", () => {
  test.each(situations)("%s", async (_what, way, said, hint) => {
    const error = await errorOf(way)
    expect(error).toMatchObject({ code: "aws-denied", exitStatus: 5 })
    for (const words of said) expect(error.message).toContain(words)
    expect(error.hint).toBe(hint)
    expect(error.detail).toStartWith("AccessDenied (HTTP 403): User: arn:aws:")
    expect(JSON.stringify([error.message, error.hint, error.detail])).not.toContain(aliceKeys.secretAccessKey)
  })

  test("the line to type holds whatever name the profile has", async () => {
    const error = await errorOf({ ...plan(alice, [hop("Mfa")]), profile: "my prod" })
    expect(error.hint).toEndWith("; guise explain 'my prod'")
  })

  test("an MFA session that is too old is said to be, with its age", async () => {
    const here = world()
    await credentialsFor(plan(session, []), here, { minTtl: 0 })
    now += 1800
    const error = await errorOf(plan(session, [hop("Young")]), here)
    expect(error.message).toContain("The MFA session behind it is 30 min old")
    expect(error.hint).toBe("guise login prod --force; guise explain prod")
  })

  test.each([
    ["with an explicit deny in a service control policy", "A policy denies it explicitly", "have that deny lifted"],
    [
      "because no identity-based policy allows the sts:AssumeRole action",
      "own policies do not allow it",
      "allowed to it",
    ],
    [
      "because no resource-based policy allows the sts:AssumeRole action",
      "does not let that principal in",
      "have it named",
    ],
    ["because no permissions boundary allows the sts:AssumeRole action", "A permissions boundary", "ask whoever"],
  ])("AWS's own reason counts: %s", async (reason, words, hint) => {
    const denied = `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${arn("Plain")} ${reason}`
    const server = await scriptedSts(no(403, "AccessDenied", denied))
    try {
      const error = await errorOf(plan(alice, [{ ...hop("Plain"), sts: { ...sts, url: server.url } }]))
      expect(error.message).toContain(words)
      expect(error.message).not.toContain("MFA")
      expect(error.hint).toContain(hint)
      expect(error.detail).toContain(reason)
    } finally {
      await server.stop()
    }
  })

  test("a source identity that an earlier role set", async () => {
    const denied = `User: ${user} is not authorized to perform: sts:SetSourceIdentity on resource: ${arn("Second")}`
    const server = await scriptedSts(
      yes(() => now),
      no(403, "AccessDenied", denied),
    )
    try {
      const at = { sts: { ...sts, url: server.url } }
      const error = await errorOf(plan(alice, [hop("Plain", at), hop("Second", at)]))
      expect(error.message).toContain("A source identity was set earlier on the way and stays")
    } finally {
      await server.stop()
    }
  })

  test("a web identity: whose token, and what the trust policy has to say", async () => {
    const server = await scriptedSts(no(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"))
    const tokenFile = join(folder, "token")
    writeFileSync(tokenFile, "a.web.token")
    try {
      const root = { kind: "web-identity", roleArn: arn("Ci"), tokenFile, sts: { ...sts, url: server.url } } as const
      const error = await errorOf(plan(root, []))
      expect(error.message).toContain(`to the bearer of the token in ${tokenFile}.`)
      expect(error.hint).toBe("compare the token's aud and sub with that policy; guise explain prod")
    } finally {
      await server.stop()
    }
  })
})

describe("other refusals say which setting or key it was", () => {
  // Without a code an hour is asked for at once, and said: a spent code is what makes an error of it.
  test("a duration over the role's maximum, set in a profile, asked for with a code", async () => {
    const long = hop("Plain", { profile: "long", duration: 14_400, mfaSerial: aliceSerial })
    const error = await errorOf(plan(alice, [long]))
    expect(error).toMatchObject({ code: "aws-refused", exitStatus: 5 })
    expect(error.message).toContain("cannot be had for 4 h, which duration_seconds (config:9) asks for")
    expect(error.message).toEndWith("The MFA code is spent; the next one is used for one hour.")
    expect(error.hint).toEndWith("--query Role.MaxSessionDuration says how much there is")
    expect(error.detail).toContain("exceeds the MaxSessionDuration set for this role")
  })

  test("a duration over the role's maximum, by flag", async () => {
    const error = await errorOf(plan(alice, [hop("Plain", { duration: 7200, mfaSerial: aliceSerial })]))
    expect(error.message).toContain("cannot be had for 2 h, which --duration")
    expect(error.hint).toStartWith("run it again with the next code; aws iam get-role --role-name Plain")
  })

  test("more than an hour from what is temporary already", async () => {
    const error = await errorOf(plan(session, [hop("Plain", { duration: 7200 })]))
    expect(error.code).toBe("aws-refused")
    expect(error.message).toContain("for one hour at most, because what stands before it is temporary already")
    expect(error.message).toContain("2 h was asked for")
  })

  test("the MFA device of another user, named in a profile", async () => {
    const serial = "arn:aws:iam::111122223333:mfa/bob"
    const error = await errorOf(plan({ ...session, mfaSerial: serial }, []), world({ typed: ["123456"] }))
    expect(error).toMatchObject({ code: "aws-refused" })
    expect(error.message).toContain(`no MFA device ${serial} of the key ${keyId}`)
    expect(error.message).toContain("The device is named in mfa_serial (config:4).")
  })

  test("a code that is wrong three times", async () => {
    const error = await errorOf(plan(session, []), world({ typed: ["000001", "000002", "000003"] }))
    expect(error).toMatchObject({ code: "mfa-rejected", exitStatus: 5 })
    expect(error.message).toContain(aliceSerial)
    expect(`${error.message}${error.detail}`).not.toMatch(/00000\d/)
  })

  test("a key that AWS does not know: which, and where it stands", async () => {
    const stranger = {
      accessKeyId: "AKIAI44QH8DHBEXAMPLE",
      secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    }
    const keys = { ...alice, keyId: stranger.accessKeyId }
    const error = await errorOf(plan(keys, [hop("Plain")]), world({ keys: { alice: stranger } }))
    expect(error).toMatchObject({ code: "keys-rejected", exitStatus: 5 })
    expect(error.message).toContain("the key AKIAI44QH8DHBEXAMPLE")
    expect(error.message).toEndWith("That key is the one of profile alice (credentials:2).")
    expect(error.message).not.toContain(stranger.secretAccessKey)
  })

  test("keys of the environment", async () => {
    const env = {
      AWS_ACCESS_KEY_ID: "AKIAI44QH8DHBEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    }
    const keys = { kind: "keys", from: "environment", keyId: env.AWS_ACCESS_KEY_ID, temporary: false } as const
    const error = await errorOf(plan(keys, [hop("Plain")]), world({ env }))
    expect(error.message).toEndWith("That key comes from the environment (AWS_ACCESS_KEY_ID).")
  })

  test("credentials that expired on the way: whose they are", async () => {
    const server = await scriptedSts(
      yes(() => now),
      no(403, "ExpiredToken", "The security token included in the request is expired"),
    )
    try {
      const at = { sts: { ...sts, url: server.url } }
      const error = await errorOf(plan(alice, [hop("Plain", { ...at, profile: "mid" }), hop("Second", at)]))
      expect(error).toMatchObject({ code: "credentials-expired" })
      expect(error.message).toContain("These are the credentials of alice → mid, made just now.")
    } finally {
      await server.stop()
    }
  })

  test("a region where STS is switched off", async () => {
    const server = await scriptedSts(no(403, "RegionDisabledException", "STS is not activated in this region"))
    try {
      const error = await errorOf(plan(alice, [{ ...hop("Plain"), sts: { region: "af-south-1", url: server.url } }]))
      expect(error).toMatchObject({ code: "aws-refused", message: expect.stringContaining("af-south-1") })
      expect(error.hint).toContain("--region")
    } finally {
      await server.stop()
    }
  })
})
