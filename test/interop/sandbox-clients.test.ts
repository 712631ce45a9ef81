import { afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type AwsFiles, writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { interopVenv, makingTakes, type Venv } from "./venv.ts"

const serial = "arn:aws:iam::111122223333:mfa/alice"
const mfaPrompt = `Enter MFA code for ${serial}: `
const limit = 180_000
/** Of version 1, which is the one on PyPI; version 2 ends with 254. */
const refusedStatus = 255

let venv: Venv
let home: string
let sandbox: Sandbox
let files: AwsFiles

beforeAll(() => {
  venv = interopVenv()
}, makingTakes)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "guise-interop-"))
  // A clock that stands still: a code that was right when it was asked for is right when it arrives.
  const now = Math.floor(Date.now() / 30_000) * 30 + 1
  sandbox = await startSandbox({ now: () => now })
  files = writeAwsFiles(join(home, "aws"), sandbox)
})

afterEach(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true })
})

interface Ended {
  readonly status: number
  readonly out: string
  readonly err: string
}

function run(command: readonly string[], more: { env?: object; input?: string } = {}): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: home, ...files.env, ...sandbox.env, ...more.env }
  const child = spawn(command[0] ?? "", command.slice(1), { env, stdio: ["pipe", "pipe", "pipe"] })
  let out = ""
  let err = ""
  child.stdout.on("data", text => {
    out += text
  })
  child.stderr.on("data", text => {
    err += text
  })
  child.stdin.end(more.input ?? "")
  return new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", status => resolve({ status: status ?? -1, out, err: err.trim() }))
  })
}

function aws(words: string, env: object = {}): Promise<Ended> {
  return run([venv.aws, ...words.split(" ")], { env })
}

async function atTerminal(
  words: string,
  ...codes: readonly string[]
): Promise<{ shown: string; status: number; unasked: number }> {
  const script = fileURLToPath(new URL("at_terminal.py", import.meta.url))
  const input = JSON.stringify(codes.map(code => [mfaPrompt, code]))
  const { out, err } = await run([venv.python, script, venv.aws, ...words.split(" ")], { input })
  return JSON.parse(out || JSON.stringify({ shown: err, status: -1, unasked: codes.length }))
}

const code = (): string => sandbox.codeFor(serial) ?? ""
const whoami = "sts get-caller-identity --query Arn --output text"
const session = (role: string): RegExp => new RegExp(`arn:aws:sts::\\d{12}:assumed-role/${role}/botocore-session-\\d+`)

/** Temporary credentials out of the AWS CLI's answer, as environment. */
async function sessionEnv(words: string): Promise<object> {
  const { out, err } = await aws(`${words} --query Credentials --output json`)
  const keys = JSON.parse(out || `{"error": ${JSON.stringify(err)}}`)
  return {
    AWS_ACCESS_KEY_ID: keys.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    AWS_SESSION_TOKEN: keys.SessionToken,
    AWS_DEFAULT_REGION: "us-east-1",
  }
}

describe("the AWS CLI", () => {
  const identities: readonly (readonly [string, RegExp])[] = [
    ["alice", /^arn:aws:iam::111122223333:user\/alice\n$/],
    ["readonly", session("ReadOnly")],
    ["partner", session("Partner")],
    ["ci", session("Ci")],
  ]
  for (const [profile, arn] of identities) {
    test(
      `--profile ${profile} is who it should be`,
      async () => {
        const { status, out, err } = await aws(`--profile ${profile} ${whoami}`)
        expect({ status, err }).toEqual({ status: 0, err: "" })
        expect(out).toMatch(arn)
      },
      limit,
    )
  }

  test(
    "asks for a code once, then goes down the chain with it",
    async () => {
      const chained = await atTerminal(`--profile chained ${whoami}`, code())
      expect(chained.shown).toMatch(session("Chained"))
      expect(chained).toMatchObject({ status: 0, unasked: 0 })
      const roles = sandbox
        .calls("AssumeRole")
        .map(({ params, outcome }) => [params.RoleArn, params.TokenCode, outcome])
      expect(roles).toEqual([
        ["arn:aws:iam::111122223333:role/Admin", "(masked)", "ok"],
        ["arn:aws:iam::111122223333:role/Chained", undefined, "ok"],
      ])
      const used = await atTerminal(`--profile young ${whoami}`, code())
      expect(used.shown).toContain(
        "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed with invalid MFA one time pass code.",
      )
      expect(used.status).toBe(refusedStatus)
      sandbox.clock.advance(30)
      expect(await atTerminal(`--profile young ${whoami}`, code())).toMatchObject({ status: 0, unasked: 0 })
    },
    limit,
  )

  test(
    "is told of a wrong code",
    async () => {
      const wrong = await atTerminal(`--profile admin ${whoami}`, code() === "123456" ? "654321" : "123456")
      expect(wrong.shown).toContain("MultiFactorAuthentication failed with invalid MFA one time pass code.")
      expect(wrong.status).toBe(refusedStatus)
    },
    limit,
  )

  test(
    "uses an MFA session until it expires",
    async () => {
      const env = await sessionEnv(
        `--profile alice sts get-session-token --serial-number ${serial} --token-code ${code()}`,
      )
      expect((await aws(whoami, env)).out).toBe("arn:aws:iam::111122223333:user/alice\n")
      const assume = "sts assume-role --role-arn arn:aws:iam::111122223333:role/Deploy --role-session-name here"
      expect(await aws(`${assume} --duration-seconds 3600`, env)).toMatchObject({ status: 0 })
      sandbox.clock.advance(43200)
      expect(await aws(whoami, env)).toEqual({
        status: refusedStatus,
        out: "",
        err: "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired",
      })
    },
    limit,
  )

  const refused: readonly (readonly [string, string, string])[] = [
    [
      "an external id that is missing",
      "sts assume-role --role-arn arn:aws:iam::444455556666:role/Partner --role-session-name here",
      "(AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Partner",
    ],
    [
      "MFA that is missing",
      "sts assume-role --role-arn arn:aws:iam::111122223333:role/Admin --role-session-name here",
      "(AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/Admin",
    ],
    [
      "a role's maximum",
      "sts assume-role --role-arn arn:aws:iam::111122223333:role/ReadOnly --role-session-name here --duration-seconds 7200",
      "(ValidationError) when calling the AssumeRole operation: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ],
    [
      "another user's device",
      "sts get-session-token --serial-number arn:aws:iam::111122223333:mfa/bob --token-code 123456",
      "(AccessDenied) when calling the GetSessionToken operation: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    ],
    [
      "a service the sandbox is not",
      "iam list-users",
      "(InvalidAction) when calling the ListUsers operation: Could not find operation ListUsers for version 2010-05-08",
    ],
  ]
  for (const [title, words, answer] of refused) {
    test(
      `is told of ${title}`,
      async () => {
        expect(await aws(`--profile alice ${words}`)).toEqual({
          status: refusedStatus,
          out: "",
          err: `An error occurred ${answer}`,
        })
      },
      limit,
    )
  }

  test(
    "is held to an hour from a session, and to long-lived keys for one",
    async () => {
      const env = await sessionEnv("--profile alice sts get-session-token")
      const assume = "sts assume-role --role-arn arn:aws:iam::111122223333:role/ReadOnly --role-session-name here"
      expect((await aws(`${assume} --duration-seconds 3601`, env)).err).toBe(
        "An error occurred (ValidationError) when calling the AssumeRole operation: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
      )
      expect((await aws("sts get-session-token", env)).err).toBe(
        "An error occurred (AccessDenied) when calling the GetSessionToken operation: Cannot call GetSessionToken with session credentials",
      )
    },
    limit,
  )

  test(
    "tries again when throttled, failed or cut off",
    async () => {
      sandbox.faults.add({ kind: "throttle", times: 1 })
      sandbox.faults.add({ kind: "truncate", times: 1 })
      sandbox.faults.add({ kind: "unavailable", times: 1 })
      expect(await aws(`--profile alice ${whoami}`)).toMatchObject({ status: 0, err: "" })
      expect(sandbox.calls().map(({ outcome }) => outcome)).toEqual([
        "Throttling",
        "truncated ok",
        "ServiceUnavailable",
        "ok",
      ])
    },
    limit,
  )

  test(
    "whose clock differs is told by how much",
    async () => {
      sandbox.clock.skew(1200)
      const { status, err } = await aws(`--profile alice ${whoami}`)
      expect(err).toMatch(
        /^An error occurred \(SignatureDoesNotMatch\) when calling the GetCallerIdentity operation: Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
      )
      expect(status).toBe(refusedStatus)
    },
    limit,
  )
})

describe("boto3", () => {
  const script = `
import boto3, botocore.exceptions, json, sys
for profile in sys.argv[1:]:
    try:
        sts = boto3.Session(profile_name=profile).client("sts")
        answer = sts.get_caller_identity()
        print(json.dumps([answer["Account"], answer["Arn"], answer["UserId"], answer["ResponseMetadata"]["HTTPStatusCode"]]))
    except botocore.exceptions.ClientError as error:
        print(json.dumps([error.operation_name, error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]))
`

  test(
    "reads identities and refusals as it reads AWS's",
    async () => {
      const { out, err } = await run([venv.python, "-c", script, "bob", "readonly", "partner", "ci"])
      expect(err).toBe("")
      const lines: unknown[] = out
        .trim()
        .split("\n")
        .map(line => JSON.parse(line))
      expect(lines).toEqual([
        ["111122223333", "arn:aws:iam::111122223333:user/bob", expect.stringMatching(/^AIDA[A-Z2-7]{17}$/), 200],
        [
          "111122223333",
          expect.stringMatching(session("ReadOnly")),
          expect.stringMatching(/^AROA[A-Z2-7]{17}:botocore-session-\d+$/),
          200,
        ],
        ["444455556666", expect.stringMatching(session("Partner")), expect.stringMatching(/^AROA/), 200],
        ["111122223333", expect.stringMatching(session("Ci")), expect.stringMatching(/^AROA/), 200],
      ])
      sandbox.faults.add({ kind: "error", action: "AssumeRole" })
      const failed = await run([venv.python, "-c", script, "readonly"], { env: { AWS_MAX_ATTEMPTS: "1" } })
      expect(JSON.parse(failed.out)).toEqual(["AssumeRole", "InternalFailure", 500])
    },
    limit,
  )
})
