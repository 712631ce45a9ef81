import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { clientOf, type Keys, refusal, roleArn, stillClock } from "./client.ts"
import { type Answered, portal, register, signIn, startUrl, startWith } from "./rest.ts"

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
})
afterEach(() => sandbox.close())

async function withCenter(identityCenter: object): Promise<void> {
  await sandbox.close()
  sandbox = await startWith({ accounts: { "111122223333": {} }, identityCenter: { startUrl, ...identityCenter } })
}

const credentials = (token: string, role: string, account = "111122223333"): Promise<Answered> =>
  portal(sandbox, `/federation/credentials?account_id=${account}&role_name=${role}`, token)

interface RoleCredentials {
  readonly keys: Keys
  /** Milliseconds. */
  readonly expiration: number
}

function roleCredentials({ body }: Answered): RoleCredentials {
  const { expiration, ...keys } = JSON.parse(JSON.stringify(body)).roleCredentials
  return { keys, expiration }
}

describe("accounts and roles", () => {
  test("are those assigned to whoever signed in", async () => {
    const alice = await signIn(sandbox)
    const bob = await signIn(sandbox, "bob")
    const ids = async (token: string) =>
      JSON.stringify((await portal(sandbox, "/assignment/accounts", token)).body.accountList)
    expect(await ids(alice.accessToken)).toBe(
      JSON.stringify([
        { accountId: "111122223333", accountName: "sandbox-main", emailAddress: "aws+main@example.com" },
        { accountId: "444455556666", accountName: "sandbox-partner", emailAddress: "aws+partner@example.com" },
      ]),
    )
    expect(JSON.parse(await ids(bob.accessToken))).toHaveLength(1)
  })

  test("of an account that is not assigned there is no word", async () => {
    const { accessToken } = await signIn(sandbox, "bob")
    for (const account of ["444455556666", "999999999999"]) {
      expect((await portal(sandbox, `/assignment/roles?account_id=${account}`, accessToken)).words).toBe(
        "403 ForbiddenException: No access",
      )
    }
    expect((await portal(sandbox, "/assignment/roles", accessToken)).words).toStartWith("400 InvalidRequestException")
  })

  test("a thousand accounts come a page at a time, each once", async () => {
    await withCenter({
      users: { alice: {} },
      generate: { accounts: 1000, permissionSets: 5 },
    })
    const { accessToken } = await signIn(sandbox)
    const seen: string[] = []
    const sizes: number[] = []
    let next: string | null = ""
    while (next !== null) {
      const after: string = next === "" ? "" : `&next_token=${encodeURIComponent(next)}`
      const answer = await portal(sandbox, `/assignment/accounts?max_result=100${after}`, accessToken)
      const page: { nextToken: string | null; accountList: { accountId: string }[] } = JSON.parse(
        JSON.stringify(answer.body),
      )
      seen.push(...page.accountList.map(({ accountId }) => accountId))
      sizes.push(page.accountList.length)
      next = page.nextToken
    }
    expect(new Set(seen).size).toBe(1000)
    expect(sizes).toEqual(Array(10).fill(100))
    const roles = await portal(sandbox, `/assignment/roles?account_id=${seen[999]}`, accessToken)
    expect(JSON.parse(JSON.stringify(roles.body.roleList))).toHaveLength(5)
    expect(roleCredentials(await credentials(accessToken, "Generated5", seen[999])).keys.accessKeyId).toMatch(/^ASIA/)
  })

  test("a page has twenty unless asked otherwise, and its token is for its own list", async () => {
    await withCenter({
      users: { alice: {} },
      generate: { accounts: 30, permissionSets: 2 },
    })
    const { accessToken } = await signIn(sandbox)
    const { body } = await portal(sandbox, "/assignment/accounts", accessToken)
    expect(JSON.parse(JSON.stringify(body.accountList))).toHaveLength(20)
    const next = encodeURIComponent(body.nextToken ?? "")
    const roles = `/assignment/roles?account_id=200000000001&next_token=${next}`
    const wrong = ["/assignment/accounts?max_result=0", "/assignment/accounts?max_result=101", roles]
    for (const path of [...wrong, "/assignment/accounts?next_token=20.x"]) {
      expect((await portal(sandbox, path, accessToken)).words).toStartWith("400 InvalidRequestException")
    }
  })
})

describe("role credentials", () => {
  test("are those of the reserved role, for as long as the permission set says", async () => {
    const { accessToken } = await signIn(sandbox)
    const { keys, expiration } = roleCredentials(await credentials(accessToken, "AdministratorAccess"))
    expect(expiration).toBe((Math.floor(sandbox.clock.now()) + 14400) * 1000)
    const { Arn } = await clientOf(sandbox, keys).send(new GetCallerIdentityCommand({}))
    expect(Arn).toMatch(
      /^arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}\/alice$/,
    )
  })

  test("open roles that trust their account, for an hour at most; a permission set may allow none", async () => {
    const { accessToken } = await signIn(sandbox)
    const take = async (set: string, DurationSeconds: number) => {
      const client = clientOf(sandbox, roleCredentials(await credentials(accessToken, set)).keys)
      const words = { RoleArn: roleArn("ReadOnly"), RoleSessionName: "test", DurationSeconds }
      return (await refusal(client.send(new AssumeRoleCommand(words)))).split(":")[0]
    }
    expect(await take("AdministratorAccess", 3600)).toBe("ok")
    expect(await take("AdministratorAccess", 3601)).toBe("400 ValidationError")
    expect(await take("ReadOnlyAccess", 3600)).toBe("403 AccessDenied")
  })

  test("of a set or account that is not assigned, or not there, are refused alike", async () => {
    const { accessToken } = await signIn(sandbox, "bob")
    for (const [role, account] of [["AdministratorAccess"], ["Nothing"], ["ReadOnlyAccess", "444455556666"]]) {
      expect((await credentials(accessToken, role ?? "", account)).words).toBe("403 ForbiddenException: No access")
    }
  })

  test("are not for a token without the portal's scope", async () => {
    const client = await register(sandbox, { scopes: ["codewhisperer:completions"] })
    const { accessToken } = await signIn(sandbox, "alice", client)
    expect((await credentials(accessToken, "ReadOnlyAccess")).words).toBe("403 ForbiddenException: No access")
  })

  test("live on after a logout, and the tokens do not", async () => {
    const { accessToken, refreshToken, client } = await signIn(sandbox)
    const { keys } = roleCredentials(await credentials(accessToken, "ReadOnlyAccess"))
    expect((await portal(sandbox, "/logout", accessToken, "POST")).words).toBe("ok")
    const dead = "401 UnauthorizedException: Session token not found or invalid"
    expect((await credentials(accessToken, "ReadOnlyAccess")).words).toBe(dead)
    expect((await portal(sandbox, "/logout", accessToken, "POST")).words).toBe(dead)
    const body = JSON.stringify({ ...client, grantType: "refresh_token", refreshToken })
    expect((await fetch(`${sandbox.url}/token`, { method: "POST", body })).status).toBe(400)
    expect(await refusal(clientOf(sandbox, keys).send(new GetCallerIdentityCommand({})))).toBe("ok")
  })
})

describe("too many calls", () => {
  test("are refused with the time to wait, on demand", async () => {
    const { accessToken } = await signIn(sandbox)
    sandbox.faults.add({ kind: "throttle", action: "ListAccounts", times: 1, retryAfter: 7 })
    const { words, headers } = await portal(sandbox, "/assignment/accounts", accessToken)
    expect(words).toBe("429 TooManyRequestsException: HTTP 429 Unknown Code")
    expect(headers.get("retry-after")).toBe("7")
    expect((await portal(sandbox, "/assignment/accounts", accessToken)).words).toBe("ok")
  })

  test("are refused by the state's own limit, for a second", async () => {
    await withCenter({
      users: { alice: {} },
      callsPerSecond: 20,
    })
    const { accessToken } = await signIn(sandbox)
    const list = async () => (await portal(sandbox, "/assignment/accounts", accessToken)).status
    const statuses = await Promise.all(Array.from({ length: 25 }, list))
    expect(statuses.filter(status => status === 429)).toHaveLength(5)
    sandbox.clock.advance(1)
    expect(await list()).toBe(200)
  })
})

test("the log tells who asked for what, and no token", async () => {
  const { accessToken } = await signIn(sandbox)
  await credentials(accessToken, "ReadOnlyAccess")
  expect(sandbox.calls("GetRoleCredentials")).toMatchObject([
    {
      principal: "arn:aws:identitystore:::user/alice",
      params: { account_id: "111122223333", role_name: "ReadOnlyAccess" },
      outcome: "ok",
    },
  ])
  const log = JSON.stringify(sandbox.calls())
  expect(log).not.toContain(accessToken)
  expect(sandbox.calls("CreateToken")[0]?.params.deviceCode).toBe("(masked)")
})
