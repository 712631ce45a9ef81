import { describe, expect, test } from "bun:test"
import { writeFileSync } from "node:fs"
import type { LoggedCall } from "../../src/sandbox/call-log.ts"
import { addToConfig, builds, type Document, device, json, run, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`
const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }] }

const lettered = { ...policy, Statement: [{ ...policy.Statement[0], Resource: "arn:aws:s3:::b/\u00e9/\u6587" }] }

/** Flags, the profile they go with, and what AWS hears in the last call. */
const heard: readonly [sentence: string, words: readonly string[], params: Readonly<Record<string, string>>][] = [
  ["nothing but the role", ["readonly"], { RoleArn: role("ReadOnly"), RoleSessionName: "guise-alice" }],
  ["--session-name", ["readonly", "--session-name", "me@work"], { RoleSessionName: "me@work" }],
  ["--duration", ["readonly", "--duration", "30m"], { DurationSeconds: "1800" }],
  ["-d in seconds", ["readonly", "-d", "900"], { DurationSeconds: "900" }],
  ["--read-only", ["readonly", "--read-only"], { "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
  [
    "--policy with ARNs",
    ["readonly", "--policy", "arn:aws:iam::aws:policy/A", "--policy=arn:aws:iam::aws:policy/B"],
    { "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/A", "PolicyArns.member.2.arn": "arn:aws:iam::aws:policy/B" },
  ],
  ["--policy with a file", ["readonly", "--policy", "less.json"], { Policy: JSON.stringify(policy) }],
  [
    "--policy with a file of letters that AWS takes escaped alone",
    ["readonly", "--policy", "letters.json"],
    { Policy: JSON.stringify(lettered).replace("\u6587", "\\u6587") },
  ],
  [
    "--tags",
    ["readonly", "--tags", "team=a b,cost=x=y", "--tags", "z=1"],
    {
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "a b",
      "Tags.member.2.Key": "cost",
      "Tags.member.2.Value": "x=y",
      "Tags.member.3.Key": "z",
      "Tags.member.3.Value": "1",
    },
  ],
  ["--source-identity", ["readonly", "--source-identity", "alice"], { SourceIdentity: "alice" }],
  [
    "--external-id, over the profile's own",
    ["partner", "--external-id", "guise-partner-42"],
    { ExternalId: "guise-partner-42" },
  ],
  ["--role-arn after keys", ["alice", "--role-arn", role("ReadOnly")], { RoleArn: role("ReadOnly") }],
  ["--role-arn as ACCOUNT:ROLE", ["alice", "--role-arn", "111122223333:ReadOnly"], { RoleArn: role("ReadOnly") }],
  [
    "--role-arn and --external-id",
    ["alice", "--role-arn", "444455556666:Partner", "--external-id", "guise-partner-42"],
    { RoleArn: "arn:aws:iam::444455556666:role/Partner", ExternalId: "guise-partner-42" },
  ],
]

describe.each([...builds])("$runtime", build => {
  test.each(build.runtime === "bun" ? [...heard] : heard.slice(0, 3))(
    "AWS hears %s",
    async (_sentence, words, params) => {
      const home = newHome()
      writeFileSync(`${home.cwd}/less.json`, JSON.stringify(policy, undefined, 4))
      writeFileSync(`${home.cwd}/letters.json`, JSON.stringify(lettered))
      const ran = await run(build, home, ["process", ...words])
      expect(ran).toMatchObject({ status: 0, stderr: "" })
      expect(sandbox.calls()).toHaveLength(1)
      expect(sandbox.calls()[0]?.params).toMatchObject(params)
    },
  )

  test("roles after the profile, one behind the other", async () => {
    const home = newHome()
    const hops = ["--role-arn", role("Admin"), "--role-arn", "111122223333:Chained"]
    const ran = await run(build, home, ["process", "alice-mfa", ...hops, "--mfa-code", code()])
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    expect(sandbox.calls().map(wordsOf)).toEqual(["GetSessionToken ", "AssumeRole Admin", "AssumeRole Chained"])
  })

  test("--no-session: the code goes with the role, for as long as the role gives", async () => {
    const home = newHome()
    const words = ["process", "deploy", "--no-session", "--duration", "4h", "--mfa-code", code()]
    expect(await run(build, home, words)).toMatchObject({ status: 0, stderr: "" })
    expect(sandbox.calls().map(wordsOf)).toEqual(["AssumeRole Deploy"])
    expect(sandbox.calls()[0]?.params).toMatchObject({ DurationSeconds: "14400", SerialNumber: device })
  })

  test("more than an hour of one role behind MFA is asked for with the code itself", async () => {
    const home = newHome()
    const ran = await run(build, home, ["process", "deploy-long"], { env: { GUISE_MFA_CODE: code() } })
    expect(ran.status).toBe(0)
    expect(sandbox.calls().map(wordsOf)).toEqual(["AssumeRole Deploy"])
    expect(secondsTo(json<Document>(ran))).toBeWithin(4 * 3600 - 60, 4 * 3600 + 1)
  })

  test("--fresh asks AWS again, behind the same session; --min-ttl while enough is left does not", async () => {
    const home = newHome()
    const get = async (...words: string[]) =>
      json<Document>(await run(build, home, ["process", "admin", "--mfa-code", code(), ...words])).AccessKeyId
    const first = await get()
    expect(await get()).toBe(first)
    expect(await get("--min-ttl", "50m")).toBe(first)
    const fresh = await get("--fresh")
    expect(fresh).not.toBe(first)
    expect(await get()).toBe(fresh)
    expect(sandbox.calls().map(wordsOf)).toEqual(["GetSessionToken ", "AssumeRole Admin", "AssumeRole Admin"])
  })

  test("what is asked for less is never served for more, nor the other way round", async () => {
    const home = newHome()
    const get = async (...words: string[]) =>
      json<Document>(await run(build, home, ["process", "readonly", ...words])).AccessKeyId
    const keys = [
      await get(),
      await get("--read-only"),
      await get("--tags", "a=b"),
      await get("--source-identity", "me"),
    ]
    expect(new Set(keys).size).toBe(4)
    expect([await get(), await get("--read-only"), await get("--tags", "a=b")]).toEqual(keys.slice(0, 3))
    expect(sandbox.calls()).toHaveLength(4)
  })

  test("--region: the environment's region and the endpoint's, over the profile's", async () => {
    const home = newHome()
    const ran = await run(build, home, ["exec", "readonly", "--region", "eu-west-1", "--", "env"])
    expect(ran.stdout).toContain("AWS_REGION=eu-west-1\n")
    expect(ran.stdout).toContain("AWS_DEFAULT_REGION=eu-west-1\n")
  })

  test("less than keys cannot be given: the error says so before anything is called", async () => {
    for (const words of [["--read-only"], ["--tags", "a=b"], ["--source-identity", "me"]]) {
      const ran = await run(build, newHome(), ["process", "alice", ...words, "--json"])
      expect([ran.status, ran.stdout]).toEqual([2, ""])
      expect(JSON.parse(ran.stderr).error.hint).toContain("--role-arn")
    }
    expect(sandbox.calls()).toEqual([])
  })

  test("a duration that has no effect is said, and no failure", async () => {
    const said = await run(build, newHome(), ["export", "alice", "--duration", "1h", "--format", "ini"])
    expect([said.status, said.stderr]).toEqual([
      0,
      "guise: The duration has no effect: long-lived keys do not expire.\n" +
        "guise: alice · long-lived keys AKIAIOSFODNN7EXAMPLE · does not expire\n",
    ])
    const process = await run(build, newHome(), ["process", "alice", "--duration", "1h"])
    expect([process.status, process.stderr]).toEqual([0, ""])
  })

  test("more than the role gives is cut to what it gives, and said", async () => {
    const ran = await run(build, newHome(), ["process", "readonly", "--duration", "8h"])
    expect([ran.status, ran.stderr]).toEqual([
      0,
      expect.stringMatching(/^guise: Role ReadOnly was asked for 8 h and gets 1 h.*\n$/),
    ])
    expect(secondsTo(json<Document>(ran))).toBeWithin(3500, 3601)
  })

  test("a policy that is no JSON, and one too many", async () => {
    const home = newHome()
    writeFileSync(`${home.cwd}/bad.json`, '{\n  "Version": "2012-10-17",\n}\n')
    const bad = await run(build, home, ["process", "readonly", "--policy", "bad.json"])
    expect([bad.status, bad.stderr.split("\n")]).toEqual([
      2,
      [
        "guise: The policy in bad.json is not JSON: line 3, found something else where a key in double quotes was expected.",
        expect.stringMatching(/^hint: .* \+3 bad\.json$/),
        "",
      ],
    ])
    const two = await run(build, home, ["process", "readonly", "--policy", "bad.json", "--policy", "bad.json"])
    expect(two.status).toBe(2)
  })

  test("AWS's own refusals: status 5, and the words of AWS under --verbose", async () => {
    const home = newHome()
    addToConfig(home, `[profile nobody]\nsource_profile = bob\nrole_arn = ${role("Admin")}\nregion = us-east-1`)
    const denied = await run(build, home, ["process", "nobody"])
    expect([denied.status, denied.stdout]).toEqual([5, ""])
    expect(denied.stderr).toContain("user/bob")
    expect(denied.stderr).toContain("guise explain nobody")
    writeFileSync(`${home.cwd}/odd.json`, '{"a":1}')
    const odd = await run(build, home, ["process", "readonly", "--policy", "odd.json", "--json"])
    expect([odd.status, JSON.parse(odd.stderr).error.code]).toEqual([5, "aws-refused"])
    const wrong = await run(build, home, ["process", "partner", "--external-id", "another"])
    expect(wrong.status).toBe(5)
  })
})

function wordsOf({ action, params }: LoggedCall): string {
  return `${action} ${(params.RoleArn ?? "").split("/").at(-1)}`
}

function secondsTo({ Expiration = "" }: Document): number {
  return (Date.parse(Expiration) - Date.now()) / 1000
}
