import { afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { spawn } from "node:child_process"
import { createHash, type KeyObject } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import {
  callback,
  loginUrl,
  newKey,
  pkce,
  post,
  proof,
  sameDevice,
  signIn,
  startUrl,
  type Tokens,
  visit,
} from "../sandbox/rest.ts"
import { until } from "../until.ts"
import { clients, start } from "./clients.ts"
import { runCommand } from "./command.ts"
import { interopVenv, makingTakes, type Venv } from "./venv.ts"

const limit = 180_000
const alice = "arn:aws:iam::111122223333:user/alice"
const reserved = (set: string) =>
  new RegExp(`^arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_${set}_[0-9a-f]{16}/alice$`)

let venv: Venv
let home: string
let sandbox: Sandbox
let env: Record<string, string>

beforeAll(() => {
  venv = interopVenv()
  clients()
}, makingTakes)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "guise-sso-"))
  sandbox = await startSandbox()
  write(".aws/config", config)
  env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", ...sandbox.env }
})

afterEach(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true })
})

const config = `[sso-session sandbox]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile sso-admin]
sso_session = sandbox
sso_account_id = 111122223333
sso_role_name = AdministratorAccess
region = us-east-1

[profile sso-readonly]
sso_session = sandbox
sso_account_id = 111122223333
sso_role_name = ReadOnlyAccess
region = us-east-1

[profile behind]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = sso-admin
region = us-east-1

[profile signed-in]
login_session = ${alice}
region = us-east-1

[profile behind-login]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = signed-in
region = us-east-1
`

function write(name: string, text: string): void {
  mkdirSync(dirname(join(home, name)), { recursive: true, mode: 0o700 })
  writeFileSync(join(home, name), text, { mode: 0o600 })
}

const tokenFile = `.aws/sso/cache/${createHash("sha1").update("sandbox").digest("hex")}.json`
const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/\.\d+/, "")

/** The file in which every SDK looks for the token of the session, with so many seconds left. */
function keepToken({ client, accessToken, refreshToken }: Tokens, left: number): void {
  const now = Date.now() / 1000
  write(
    tokenFile,
    JSON.stringify({
      startUrl,
      region: "us-east-1",
      accessToken,
      refreshToken,
      ...client,
      expiresAt: instant(now + left),
      registrationExpiresAt: instant(now + 90 * 86400),
    }),
  )
}

async function whoAre(name: string, profile: string, other: string): Promise<readonly unknown[]> {
  const client = clients().find(each => each.name === name)
  const running = start(client?.command(other) ?? [], { ...env, AWS_PROFILE: profile })
  const seen = [await running.next(), await running.next()]
  expect(await running.end()).toBe(0)
  return seen
}

const outcomes = (action: string) => sandbox.calls(action).map(({ outcome }) => outcome)

describe.each(["AWS CLI", "boto3", "JS v3", "Go v2"])("%s", name => {
  test(
    "is who its Identity Center profile says, also behind a role",
    async () => {
      keepToken(await signIn(sandbox), 3600)
      const seen = await whoAre(name, "sso-admin", "behind")
      expect(seen).toEqual([
        { arn: expect.stringMatching(reserved("AdministratorAccess")) },
        { arn: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/ReadOnly\//) },
      ])
    },
    limit,
  )

  test(
    "refreshes a token that has ended, and keeps the new one",
    async () => {
      const tokens = await signIn(sandbox)
      keepToken(tokens, -60)
      const seen = await whoAre(name, "sso-admin", "sso-readonly")
      expect(seen).toEqual([
        { arn: expect.stringMatching(reserved("AdministratorAccess")) },
        { arn: expect.stringMatching(reserved("ReadOnlyAccess")) },
      ])
      expect(outcomes("CreateToken")).toEqual(["ok", "ok"])
      const kept = JSON.parse(readFileSync(join(home, tokenFile), "utf8"))
      expect(kept.accessToken).not.toBe(tokens.accessToken)
      expect(kept.refreshToken).not.toBe(tokens.refreshToken)
    },
    limit,
  )
})

test(
  "boto3 signs in by device code, and finds every account and role",
  async () => {
    const script = resolve(import.meta.dirname, "clients/device.py")
    const child = spawn(venv.python, [script, startUrl, "sandbox"], { env, stdio: ["pipe", "pipe", "inherit"] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const url = String((await lines.next()).value)
    await until(() => outcomes("CreateToken").length >= 3)
    sandbox.clock.advance(60)
    sandbox.browse({ url, user: "alice" })
    child.stdin.end("\n")
    expect(JSON.parse(String((await lines.next()).value))).toEqual({
      heard: [
        "AuthorizationPendingException authorization_pending",
        "AuthorizationPendingException authorization_pending",
        "SlowDownException slow_down",
      ],
      roles: { "111122223333": ["AdministratorAccess", "ReadOnlyAccess"], "444455556666": ["ReadOnlyAccess"] },
      refused: ["403 ForbiddenException", "401 UnauthorizedException"],
    })
    expect(await whoAre("boto3", "sso-admin", "behind")).toHaveLength(2)
  },
  limit,
)

describe("the AWS CLI", () => {
  const aws = (words: string) => runCommand([venv.aws, ...words.split(" "), "--region", "us-east-1"], env)

  test(
    "waits where it is told that there were too many calls, and goes on",
    async () => {
      const { accessToken } = await signIn(sandbox)
      sandbox.faults.add({ kind: "throttle", action: "ListAccounts", times: 2 })
      const { out, err } = await aws(
        `sso list-accounts --access-token ${accessToken} --query accountList[].accountName`,
      )
      expect({ names: JSON.parse(out), err }).toEqual({ names: ["sandbox-main", "sandbox-partner"], err: "" })
      expect(outcomes("ListAccounts")).toEqual(["TooManyRequestsException", "TooManyRequestsException", "ok"])
    },
    limit,
  )

  test(
    "signs out",
    async () => {
      const { accessToken } = await signIn(sandbox)
      expect((await aws(`sso logout --access-token ${accessToken}`)).status).toBe(0)
      expect((await aws(`sso list-accounts --access-token ${accessToken}`)).err).toContain(
        "(UnauthorizedException) when calling the ListAccounts operation: Session token not found or invalid",
      )
    },
    limit,
  )
})

/** What `aws login` leaves behind, with so many seconds left. */
async function logIn(key: KeyObject, left: number): Promise<string> {
  const { verifier, challenge } = pkce()
  const code = visit(sandbox, loginUrl(sandbox, challenge), { user: alice }).get("code")
  const words = { clientId: sameDevice, grantType: "authorization_code", redirectUri: callback }
  const body = { ...words, code, codeVerifier: verifier }
  const answer = await post(sandbox, "/v1/token", body, { dpop: proof(sandbox, key) })
  const given = JSON.parse(JSON.stringify(answer.body))
  const name = `.aws/login/cache/${createHash("sha256").update(alice).digest("hex")}.json`
  const accessToken = {
    ...given.accessToken,
    accountId: "111122223333",
    expiresAt: instant(Date.now() / 1000 + left),
  }
  const dpopKey = key.export({ type: "sec1", format: "pem" })
  const { tokenType, refreshToken, idToken } = given
  write(name, JSON.stringify({ accessToken, tokenType, clientId: sameDevice, refreshToken, idToken, dpopKey }))
  return name
}

// botocore needs a native library for this, which the venv does without; Go takes no role with it.
const withLogin = [
  ["JS v3", "behind-login", "arn:aws:sts::111122223333:assumed-role/Admin/"],
  ["Go v2", "signed-in", alice],
] as const
describe.each([...withLogin])("%s", (name, other, otherArn) => {
  test(
    "is whoever signed in with aws login, and renews with its own proofs",
    async () => {
      const file = await logIn(newKey(), -60)
      const before = JSON.parse(readFileSync(join(home, file), "utf8"))
      const seen = await whoAre(name, "signed-in", other)
      expect(seen).toEqual([{ arn: alice }, { arn: expect.stringContaining(otherArn) }])
      expect(outcomes("CreateOAuth2Token")).toEqual(["ok", "ok"])
      const after = JSON.parse(readFileSync(join(home, file), "utf8"))
      expect(after.accessToken.accessKeyId).not.toBe(before.accessToken.accessKeyId)
      expect(after.refreshToken).not.toBe(before.refreshToken)
    },
    limit,
  )

  test(
    "tells that its sign-in is over",
    async () => {
      await logIn(newKey(), -60)
      sandbox.clock.advance(12 * 3600)
      const [seen] = await whoAre(name, "signed-in", "signed-in")
      expect(seen).toHaveProperty("error")
      expect(outcomes("CreateOAuth2Token").slice(1)).toContain("AccessDeniedException TOKEN_EXPIRED")
    },
    limit,
  )
})
