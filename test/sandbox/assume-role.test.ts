import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetSessionTokenCommand } from "@aws-sdk/client-sts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { alice, bob, clientOf, type Keys, keysOf, refusal, roleArn, serial, signedCall, stillClock } from "./client.ts"

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
})
afterEach(() => sandbox.close())

const user = "arn:aws:iam::111122223333:user/alice"
const denied = (principal: string, action: string, resource: string): string =>
  `403 AccessDenied: User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`

function assume(role: string, more: Partial<AssumeRoleCommandInput> = {}, keys: Keys = alice) {
  const input = { RoleArn: role.startsWith("arn:") ? role : roleArn(role), RoleSessionName: "here", ...more }
  return clientOf(sandbox, keys).send(new AssumeRoleCommand(input))
}

const code = (): string => sandbox.codeFor(serial) ?? ""
const mfa = () => ({ SerialNumber: serial, TokenCode: code() })

async function mfaSession(): Promise<Keys> {
  return keysOf(await clientOf(sandbox).send(new GetSessionTokenCommand(mfa())))
}

describe("AssumeRole", () => {
  test("answers as AWS does", async () => {
    const answer = await assume("ReadOnly")
    expect(answer.AssumedRoleUser?.Arn).toBe("arn:aws:sts::111122223333:assumed-role/ReadOnly/here")
    expect(answer.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:here$/)
    expect(answer.Credentials?.SecretAccessKey).toHaveLength(40)
    const left = (answer.Credentials?.Expiration?.getTime() ?? 0) / 1000 - sandbox.clock.now()
    expect(left).toBe(3600)
    expect(answer.PackedPolicySize).toBeUndefined()
  })

  const refused: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    [
      "a role that is not there looks like one that refuses",
      () => assume("Nobody"),
      denied(user, "sts:AssumeRole", roleArn("Nobody")),
    ],
    [
      "a role that wants MFA refuses keys alone",
      () => assume("Admin"),
      denied(user, "sts:AssumeRole", roleArn("Admin")),
    ],
    [
      "a role that trusts only another role refuses a user",
      () => assume("Chained", mfa()),
      denied(user, "sts:AssumeRole", roleArn("Chained")),
    ],
    [
      "a user whose own policies do not name the role is refused",
      () => assume("Admin", {}, bob),
      denied("arn:aws:iam::111122223333:user/bob", "sts:AssumeRole", roleArn("Admin")),
    ],
    [
      "a partner without the external id is refused",
      () => assume("arn:aws:iam::444455556666:role/Partner"),
      denied(user, "sts:AssumeRole", "arn:aws:iam::444455556666:role/Partner"),
    ],
    [
      "with another external id too",
      () => assume("arn:aws:iam::444455556666:role/Partner", { ExternalId: "guise-partner-43" }),
      denied(user, "sts:AssumeRole", "arn:aws:iam::444455556666:role/Partner"),
    ],
    [
      "a role's maximum holds",
      () => assume("ReadOnly", { DurationSeconds: 3601 }),
      "400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ],
    [
      "less than 15 minutes cannot be had",
      () => assume("ReadOnly", { DurationSeconds: 899 }),
      "400 ValidationError: 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      "nor more than 12 hours",
      () => assume("Deploy", { DurationSeconds: 43201 }),
      "400 ValidationError: 1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [
      "a session name has no blanks",
      () => assume("ReadOnly", { RoleSessionName: "a b" }),
      "400 ValidationError: 1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      "all that breaks the model is told at once",
      () => assume("ReadOnly", { RoleSessionName: "a", ExternalId: "x" }),
      "400 ValidationError: 2 validation errors detected: Value 'a' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      "an ARN of something else is invalid",
      () => assume("arn:aws:iam::111122223333:user/alice"),
      "400 ValidationError: Request ARN is invalid",
    ],
    [
      "a wrong code is refused",
      () => assume("Admin", { SerialNumber: serial, TokenCode: code() === "000000" ? "000001" : "000000" }),
      "403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.",
    ],
    [
      "somebody else's device is refused",
      () => assume("Admin", { SerialNumber: "arn:aws:iam::111122223333:mfa/bob", TokenCode: code() }),
      "403 AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    ],
    [
      "a code without its device is refused",
      () => assume("Admin", { TokenCode: code() }),
      "403 AccessDenied: MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
    ],
    [
      "five digits are no code",
      () => assume("Admin", { SerialNumber: serial, TokenCode: "12345" }),
      "400 ValidationError: 1 validation error detected: Value '12345' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6",
    ],
    ...(
      [
        [{ Statement: 1 }, "Syntax errors in policy."],
        [{ Statement: [] }, "Syntax errors in policy."],
        [{ Statement: { Effect: "Allow", Resource: "*" } }, "Policy statement must contain actions."],
        [{ Statement: [{ Effect: "Allow", Action: "*" }] }, "Policy statement must contain resources."],
        [
          { Statement: { Effect: "Deny", Action: "*", Resource: "*", Principal: "*" } },
          "Policy document should not specify a principal.",
        ],
      ] as const
    ).map(
      ([policy, words]) =>
        [
          `a policy has all its parts: ${JSON.stringify(policy)}`,
          () => assume("ReadOnly", { Policy: JSON.stringify(policy) }),
          `400 MalformedPolicyDocument: ${words}`,
        ] as const,
    ),
    [
      "a context of somebody else's needs a trust that says so",
      () => assume("ReadOnly", { ProvidedContexts: [{ ProviderArn: "arn:aws:iam::aws:contextProvider/X" }] }),
      denied(user, "sts:SetContext", roleArn("ReadOnly")),
    ],
    [
      "a policy is written in Latin-1",
      () => assume("ReadOnly", { Policy: '{"Statement": "\u6587"}' }),
      `400 ValidationError: 1 validation error detected: Value '{"Statement": "\u6587"}' at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+`,
    ],
    [
      "a policy has to be JSON",
      () => assume("ReadOnly", { Policy: "{" }),
      "400 MalformedPolicyDocument: This policy contains invalid Json",
    ],
    [
      "policies and tags share a space",
      () =>
        assume("ReadOnly", { Tags: Array.from({ length: 9 }, (_, at) => ({ Key: `k${at}`, Value: "v".repeat(250) })) }),
      "400 PackedPolicyTooLarge: Packed size of session tags consumes 111% of allotted space.",
    ],
    [
      "tag keys differ in more than case",
      () =>
        assume("ReadOnly", {
          Tags: [
            { Key: "Team", Value: "a" },
            { Key: "team", Value: "b" },
          ],
        }),
      "400 InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    ],
    [
      "a transitive key needs its tag",
      () => assume("ReadOnly", { TransitiveTagKeys: ["team"] }),
      "400 InvalidParameterValue: The specified transitive tag key must be included in the requested tags.",
    ],
  ]
  test("a tag has a value, be it an empty one", async () => {
    const params = {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: roleArn("ReadOnly"),
      RoleSessionName: "here",
    }
    expect(await signedCall(sandbox, { params: { ...params, "Tags.member.1.Key": "team" } })).toBe(
      "400 ValidationError: 1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
    )
    const empty = { "Tags.member.1.Key": "team", "Tags.member.1.Value": "" }
    expect(await signedCall(sandbox, { params: { ...params, ...empty } })).toBe("200")
  })

  for (const [title, call, answer] of refused) test(title, async () => expect(await refusal(call())).toBe(answer))

  const allowed: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["a code in the call opens a role that wants MFA", () => assume("Admin", mfa())],
    ["straight from the keys a role gives its maximum", () => assume("Deploy", { ...mfa(), DurationSeconds: 43200 })],
    ["a young code opens a role that wants it young", () => assume("YoungMfa", mfa())],
    [
      "an external id opens the partner's role",
      () => assume("arn:aws:iam::444455556666:role/Partner", { ExternalId: "guise-partner-42" }),
    ],
    ["a user may take the role its own policies name", () => assume("ReadOnly", {}, bob)],
  ]
  for (const [title, call] of allowed) test(title, async () => expect(await refusal(call())).toBe("ok"))
})

describe("an MFA session", () => {
  test("opens role after role without another code", async () => {
    const session = await mfaSession()
    expect(await refusal(assume("Admin", {}, session))).toBe("ok")
    expect(await refusal(assume("Deploy", {}, session))).toBe("ok")
  })

  test("counts as chaining: an hour is the most", async () => {
    const session = await mfaSession()
    expect(await refusal(assume("Deploy", { DurationSeconds: 3601 }, session))).toBe(
      "400 ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    )
  })

  test("grows too old for a role that wants a young one", async () => {
    const session = await mfaSession()
    sandbox.clock.advance(899)
    expect(await refusal(assume("YoungMfa", {}, session))).toBe("ok")
    sandbox.clock.advance(1)
    expect(await refusal(assume("YoungMfa", {}, session))).toBe(denied(user, "sts:AssumeRole", roleArn("YoungMfa")))
    expect(await refusal(assume("YoungMfa", mfa(), session))).toBe("ok")
  })

  test("a session without a code opens no role that wants MFA", async () => {
    const session = keysOf(await clientOf(sandbox).send(new GetSessionTokenCommand({})))
    expect(await refusal(assume("Admin", {}, session))).toBe(denied(user, "sts:AssumeRole", roleArn("Admin")))
    expect(await refusal(assume("ReadOnly", {}, session))).toBe("ok")
  })
})

describe("a chain", () => {
  test("goes on from a role that the next one trusts, and only from it", async () => {
    const admin = keysOf(await assume("Admin", mfa()))
    expect(await refusal(assume("Chained", {}, admin))).toBe("ok")
    const readOnly = keysOf(await assume("ReadOnly"))
    expect(await refusal(assume("Chained", {}, readOnly))).toBe(
      denied("arn:aws:sts::111122223333:assumed-role/ReadOnly/here", "sts:AssumeRole", roleArn("Chained")),
    )
  })

  test("a role's own credentials carry no MFA", async () => {
    const admin = keysOf(await assume("Admin", mfa()))
    expect(await refusal(assume("Deploy", {}, admin))).toBe(
      denied("arn:aws:sts::111122223333:assumed-role/Admin/here", "sts:AssumeRole", roleArn("Deploy")),
    )
  })

  test("a source identity sticks, and cannot be changed", async () => {
    const admin = keysOf(await assume("Admin", { ...mfa(), SourceIdentity: "alice" }))
    const next = await assume("Chained", {}, admin)
    expect(next.SourceIdentity).toBe("alice")
    expect(await refusal(assume("Chained", { SourceIdentity: "mallory" }, admin))).toBe(
      denied("arn:aws:sts::111122223333:assumed-role/Admin/here", "sts:SetSourceIdentity", roleArn("Chained")),
    )
  })

  test("a transitive tag goes on, and cannot be set again", async () => {
    const tag = { Tags: [{ Key: "team", Value: "ops" }], TransitiveTagKeys: ["team"] }
    const admin = keysOf(await assume("Admin", { ...mfa(), ...tag }))
    const next = await assume("Chained", {}, admin)
    expect(next.PackedPolicySize).toBeGreaterThan(0)
    expect(await refusal(assume("Chained", { Tags: [{ Key: "Team", Value: "dev" }] }, admin))).toStartWith(
      "400 InvalidParameterValue: One of the specified transitive tag keys can't be set",
    )
  })
})

describe("an MFA code", () => {
  test("is good once, also when the role then refuses", async () => {
    const used = { SerialNumber: serial, TokenCode: code() }
    expect(await refusal(assume("Chained", used))).toStartWith("403 AccessDenied: User:")
    expect(await refusal(assume("Admin", used))).toBe(
      "403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.",
    )
    sandbox.clock.advance(30)
    expect(await refusal(assume("Admin", mfa()))).toBe("ok")
  })

  test("of the window before is still good, of two before it is not", async () => {
    const early = { SerialNumber: serial, TokenCode: code() }
    sandbox.clock.advance(30)
    expect(await refusal(assume("Admin", early))).toBe("ok")
    const later = { SerialNumber: serial, TokenCode: code() }
    sandbox.clock.advance(60)
    expect(await refusal(assume("Admin", later))).toStartWith("403 AccessDenied: MultiFactorAuthentication failed with")
  })
})

describe("GetSessionToken", () => {
  const ask = (input: object, keys: Keys = alice) => clientOf(sandbox, keys).send(new GetSessionTokenCommand(input))

  test("lasts 12 hours unless asked otherwise, 36 at most", async () => {
    const expiry = async (input: object): Promise<number> =>
      ((await ask(input)).Credentials?.Expiration?.getTime() ?? 0) / 1000 - sandbox.clock.now()
    expect(await expiry({})).toBe(43200)
    expect(await expiry({ DurationSeconds: 129600 })).toBe(129600)
    expect(await refusal(ask({ DurationSeconds: 129601 }))).toEndWith(
      "Member must have value less than or equal to 129600",
    )
  })

  test("wants long-lived keys", async () => {
    expect(await refusal(ask({}, await mfaSession()))).toBe(
      "403 AccessDenied: Cannot call GetSessionToken with session credentials",
    )
    const role = keysOf(await assume("ReadOnly"))
    expect(await refusal(ask({}, role))).toBe("403 AccessDenied: Cannot call GetSessionToken with session credentials")
  })

  test("its credentials may call nothing of STS but AssumeRole and GetCallerIdentity", async () => {
    const session = await mfaSession()
    const params = { Action: "GetAccessKeyInfo", Version: "2011-06-15", AccessKeyId: alice.accessKeyId }
    expect(await signedCall(sandbox, { keys: session, params })).toStartWith("403 AccessDenied:")
    expect(await signedCall(sandbox, { keys: session })).toBe("200")
    expect(await signedCall(sandbox, { params })).toBe("200")
  })
})
