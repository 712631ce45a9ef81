import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from "@aws-sdk/client-sts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { alice, clientOf, type Keys, keysOf, refusal, roleArn, serial, signedCall, stillClock } from "./client.ts"
import { portal, signIn } from "./rest.ts"

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
})
afterEach(() => sandbox.close())

const session = ({ accessKeyId, secretAccessKey, sessionToken }: Keys): string =>
  JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken })

function federation(words: Record<string, string>, method = "GET"): Promise<Response> {
  const query = new URLSearchParams(words)
  if (method === "POST") return fetch(`${sandbox.url}/federation`, { method, body: query })
  return fetch(`${sandbox.url}/federation?${query}`)
}

/** The sign-in token, or how it was refused. */
async function tokenFor(keys: Keys, more: Record<string, string> = {}, method = "GET"): Promise<string> {
  const answer = await federation({ Action: "getSigninToken", Session: session(keys), ...more }, method)
  if (answer.status === 200) return JSON.parse(await answer.text()).SigninToken
  return `${answer.status} ${/<p>([^<]*)</.exec(await answer.text())?.[1]}`
}

const consoleUrl = "https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1"
const logIn = (SigninToken: string, Destination = consoleUrl): Promise<Response> =>
  federation({ Action: "login", Issuer: "guise", Destination, SigninToken })

const take = async (role: string, keys: Keys = alice): Promise<Keys> =>
  keysOf(
    await clientOf(sandbox, keys).send(
      new AssumeRoleCommand({
        RoleArn: roleArn(role),
        RoleSessionName: "alice",
        ...(keys === alice ? { SerialNumber: serial, TokenCode: sandbox.codeFor(serial) } : {}),
      }),
    ),
  )

describe("the console", () => {
  const ways: readonly (readonly [string, Record<string, string>, number])[] = [
    ["as long as the credentials live", {}, 3600],
    ["as long as was asked", { SessionDuration: "43200" }, 43200],
  ]
  for (const [title, more, seconds] of ways) {
    test(`opens for a role, ${title}`, async () => {
      const shown = await (await logIn(await tokenFor(await take("Admin"), more))).text()
      const until = new Date((Math.floor(sandbox.clock.now()) + seconds) * 1000).toISOString()
      expect(shown).toContain(`Signed in as arn:aws:sts::111122223333:assumed-role/Admin/alice, until ${until}.`)
    })
  }

  test("opens by POST, where no proxy writes the keys down", async () => {
    expect((await logIn(await tokenFor(await take("Admin"), {}, "POST"))).status).toBe(200)
  })

  test("opens for a role of Identity Center, with a duration", async () => {
    const { accessToken } = await signIn(sandbox)
    const path = "/federation/credentials?account_id=111122223333&role_name=ReadOnlyAccess"
    const { body } = await portal(sandbox, path, accessToken)
    const keys: Keys = JSON.parse(JSON.stringify(body)).roleCredentials
    expect((await logIn(await tokenFor(keys, { SessionDuration: "43200" }))).status).toBe(200)
  })

  test("takes no duration along a chain, and opens without one", async () => {
    const chained = await take("Chained", await take("Admin"))
    expect(await tokenFor(chained, { SessionDuration: "3600" })).toBe("400 Invalid credentials parameter")
    expect((await logIn(await tokenFor(chained))).status).toBe(200)
  })

  test("opens for a federated user as long as the credentials live, and takes no duration", async () => {
    const keys = keysOf(await clientOf(sandbox).send(new GetFederationTokenCommand({ Name: "alice" })))
    const shown = await (await logIn(await tokenFor(keys))).text()
    expect(shown).toContain("Signed in as arn:aws:sts::111122223333:federated-user/alice")
    expect(await tokenFor(keys, { SessionDuration: "900" })).toBe("400 Invalid credentials parameter")
  })

  test("takes durations from a quarter of an hour to twelve hours", async () => {
    const keys = await take("Admin")
    for (const SessionDuration of ["899", "43201", "1h", "-900"]) {
      expect(await tokenFor(keys, { SessionDuration })).toBe("400 Invalid SessionDuration parameter")
    }
  })

  test("opens for no user's keys, no MFA session, and no credentials that are not right", async () => {
    const role = await take("Admin")
    sandbox.clock.advance(30)
    const mfa = new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: sandbox.codeFor(serial) })
    const user = keysOf(await clientOf(sandbox).send(mfa))
    const wrong = [alice, user, { ...role, secretAccessKey: "x" }, { ...role, sessionToken: "x" }]
    for (const keys of wrong) expect(await tokenFor(keys)).toBe("400 Invalid credentials parameter")
    expect((await federation({ Action: "getSigninToken", Session: "{" })).status).toBe(400)
    sandbox.clock.advance(3600)
    expect(await tokenFor(role)).toBe("400 Invalid credentials parameter")
  })

  test("opens with a token for a quarter of an hour, and goes to https only", async () => {
    const token = await tokenFor(await take("Admin"))
    expect((await logIn(token, "http://console.example/")).status).toBe(400)
    expect((await logIn("never")).status).toBe(400)
    sandbox.clock.advance(900)
    expect((await logIn(token)).status).toBe(400)
  })

  test("knows no other action", async () => {
    expect((await federation({ Action: "getEverything" })).status).toBe(400)
  })
})

describe("GetFederationToken", () => {
  const ask = (words: object, keys?: Keys) => {
    const command = new GetFederationTokenCommand({ Name: "alice", ...words })
    return clientOf(sandbox, keys).send(command)
  }

  test("gives 12 hours unless asked otherwise, under the name", async () => {
    const answer = await ask({})
    expect(answer.FederatedUser?.Arn).toBe("arn:aws:sts::111122223333:federated-user/alice")
    expect(answer.Credentials?.Expiration?.getTime()).toBe((Math.floor(sandbox.clock.now()) + 43200) * 1000)
    const { Arn, UserId } = await clientOf(sandbox, keysOf(answer)).send(new GetCallerIdentityCommand({}))
    expect([Arn, UserId]).toEqual([answer.FederatedUser?.Arn, "111122223333:alice"])
  })

  test("its credentials open nothing else of STS or IAM", async () => {
    const keys = keysOf(await ask({}))
    const role = new AssumeRoleCommand({ RoleArn: roleArn("ReadOnly"), RoleSessionName: "alice" })
    expect(await refusal(clientOf(sandbox, keys).send(role))).toBe(
      "403 AccessDenied: Cannot call AssumeRole with federation credentials",
    )
    expect(await refusal(ask({}, keys))).toStartWith("403 AccessDenied")
    const params = { Action: "ListAccessKeys", Version: "2010-05-08" }
    expect(await signedCall(sandbox, { keys, params, service: "iam" })).toStartWith("403 InvalidClientTokenId")
  })

  test("keeps to its limits, and wants long-lived keys", async () => {
    expect(await refusal(ask({ Name: "a" }))).toStartWith("400 ValidationError")
    expect(await refusal(ask({ DurationSeconds: 129601 }))).toStartWith("400 ValidationError")
    expect(await refusal(ask({}, await take("Admin")))).toBe(
      "403 AccessDenied: Cannot call GetFederationToken with session credentials",
    )
  })
})

describe("signing out", () => {
  const logOut = (redirect_uri: string): Promise<Response> =>
    fetch(`${sandbox.url}/oauth?${new URLSearchParams({ Action: "logout", redirect_uri })}`, { redirect: "manual" })

  test("goes on within the sandbox, and nowhere else", async () => {
    const next = `${sandbox.url}/federation?Action=login`
    expect((await logOut(next)).headers.get("location")).toBe(next)
    expect((await logOut("https://elsewhere.example/")).headers.get("location")).toBeNull()
    expect((await logOut("nowhere")).status).toBe(400)
  })
})

test("the log tells the two actions apart, and holds neither keys nor tokens", async () => {
  const keys = await take("Admin")
  const token = await tokenFor(keys)
  await logIn(token)
  const log = sandbox.calls()
  expect(log.map(({ action }) => action)).toEqual(["AssumeRole", "GetSigninToken", "ConsoleLogin"])
  for (const secret of [keys.secretAccessKey, keys.sessionToken ?? "", token]) {
    expect(JSON.stringify(log)).not.toContain(secret)
  }
})
