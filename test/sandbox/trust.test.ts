import { afterAll, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import { clientOf, type Keys, keysOf, refusal, stillClock } from "./client.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-sandbox-"))
afterAll(() => rmSync(folder, { recursive: true }))

const home = "123456789012"
const away = "444455556666"
const target = `arn:aws:iam::${home}:role/team/Target`
const keyIds = {
  free: "AKIAFREE0000EXAMPLE",
  bound: "AKIABOUND000EXAMPLE",
  root: "AKIAROOT0000EXAMPLE",
  far: "AKIAFAR00000EXAMPLE",
}
const keys = (name: keyof typeof keyIds): Keys => ({ accessKeyId: keyIds[name], secretAccessKey: `secret-of-${name}` })

/**
 * A sandbox with one role of this trust, and users around it: free, bound (its policies allow nothing), root, far away.
 */
async function sandboxTrusting(statements: readonly object[]) {
  const user = (name: keyof typeof keyIds, more: object = {}): object => ({
    keys: [{ id: keyIds[name], secret: `secret-of-${name}` }],
    ...more,
  })
  const state = {
    accounts: {
      [home]: {
        users: { free: user("free"), bound: user("bound", { assume: [] }), boss: user("root", { root: true }) },
        roles: {
          Target: { path: "/team/", trust: { Statement: statements } },
          Other: { trust: { Statement: [allow({ AWS: home }, { Action: ["sts:AssumeRole", "sts:TagSession"] })] } },
        },
      },
      [away]: { users: { far: user("far") } },
    },
  }
  const file = join(folder, "trust.json")
  writeFileSync(file, JSON.stringify(state))
  return startSandbox({ state: file, now: stillClock() })
}

function allow(principal: unknown, more: object = {}): object {
  return { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more }
}

const variable = (key: string): string => `$\{${key}}`
const user = (name: string): string => `arn:aws:iam::${home}:user/${name}`

describe("a trust policy", () => {
  const table: readonly (readonly [string, readonly object[], readonly string[]])[] = [
    ["that names the account leaves it to the users' policies", [allow({ AWS: home })], ["free"]],
    ["also as root ARN", [allow({ AWS: `arn:aws:iam::${home}:root` })], ["free"]],
    ["that names a user is enough for it", [allow({ AWS: [user("free"), user("bound")] })], ["free", "bound"]],
    ["that names another account lets its users in", [allow({ AWS: away })], ["far"]],
    ["that names everybody lets everybody in", [allow("*")], ["free", "bound", "far"]],
    ["that names a service lets nobody in", [allow({ Service: "ec2.amazonaws.com" })], []],
    ["that names nobody who calls lets nobody in", [allow({ AWS: user("nobody") })], []],
    ["is closed by a Deny", [allow("*"), { ...allow({ AWS: user("free") }), Effect: "Deny" }], ["bound", "far"]],
    ["takes wildcards in actions", [allow({ AWS: user("free") }, { Action: ["sts:Get*", "STS:assume*"] })], ["free"]],
    ["for another action is none", [allow({ AWS: user("free") }, { Action: "sts:TagSession" })], []],
    [
      "fills in policy variables",
      [allow("*", { Condition: { StringEquals: { "sts:RoleSessionName": variable("aws:username") } } })],
      ["far"],
    ],
    [
      "matches nothing with a variable the request does not have",
      [allow("*", { Condition: { StringLike: { "sts:RoleSessionName": variable("aws:PrincipalTag/name") } } })],
      [],
    ],
    [
      "looks at who calls",
      [allow("*", { Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${home}:user/b*` } } })],
      ["bound"],
    ],
    [
      "takes no wildcard of an ARN beyond a colon",
      [allow("*", { Condition: { ArnLike: { "aws:PrincipalArn": "arn:*:user/bound" } } })],
      [],
    ],
    [
      "needs every condition",
      [
        allow("*", {
          Condition: { StringLike: { "aws:username": "f*" }, StringEquals: { "aws:PrincipalAccount": away } },
        }),
      ],
      ["far"],
    ],
  ]
  for (const [title, statements, wanted] of table) {
    test(title, async () => {
      const sandbox = await sandboxTrusting(statements)
      const input = { RoleArn: target, RoleSessionName: "far" }
      const admitted: string[] = []
      for (const name of ["free", "bound", "far"] as const) {
        if ((await refusal(clientOf(sandbox, keys(name)).send(new AssumeRoleCommand(input)))) === "ok")
          admitted.push(name)
      }
      await sandbox.close()
      expect(admitted).toEqual([...wanted])
    })
  }

  test("may name a role, or one session of it", async () => {
    for (const [principal, sessions] of [
      [`arn:aws:iam::${home}:role/Other`, ["one", "two"]],
      [`arn:aws:sts::${home}:assumed-role/Other/two`, ["two"]],
    ] as const) {
      const sandbox = await sandboxTrusting([allow({ AWS: principal })])
      const admitted: string[] = []
      for (const name of ["one", "two"]) {
        const other = { RoleArn: `arn:aws:iam::${home}:role/Other`, RoleSessionName: name }
        const session = keysOf(await clientOf(sandbox, keys("free")).send(new AssumeRoleCommand(other)))
        const next = new AssumeRoleCommand({ RoleArn: target, RoleSessionName: "next" })
        if ((await refusal(clientOf(sandbox, session).send(next))) === "ok") admitted.push(name)
      }
      await sandbox.close()
      expect(admitted).toEqual([...sessions])
    }
  })

  test("sees the tags of the session that calls, those too that go no further", async () => {
    const tagged = { StringEquals: { "aws:PrincipalTag/team": "ops" } }
    const sandbox = await sandboxTrusting([allow({ AWS: home }, { Condition: tagged })])
    const admitted: string[] = []
    for (const team of ["ops", "dev"]) {
      const tags = { Tags: [{ Key: "Team", Value: team }] }
      const other = { RoleArn: `arn:aws:iam::${home}:role/Other`, RoleSessionName: team, ...tags }
      const session = keysOf(await clientOf(sandbox, keys("free")).send(new AssumeRoleCommand(other)))
      const next = new AssumeRoleCommand({ RoleArn: target, RoleSessionName: "next" })
      if ((await refusal(clientOf(sandbox, session).send(next))) === "ok") admitted.push(team)
    }
    await sandbox.close()
    expect(admitted).toEqual(["ops"])
  })

  test("a role's path is in its ARN and not in its sessions'", async () => {
    const sandbox = await sandboxTrusting([allow("*")])
    const assume = new AssumeRoleCommand({ RoleArn: target, RoleSessionName: "here" })
    const session = keysOf(await clientOf(sandbox, keys("free")).send(assume))
    const who = await clientOf(sandbox, session).send(new GetCallerIdentityCommand({}))
    expect(who.Arn).toBe(`arn:aws:sts::${home}:assumed-role/Target/here`)
    const bare = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${home}:role/Target`, RoleSessionName: "here" })
    expect(await refusal(clientOf(sandbox, keys("free")).send(bare))).toStartWith("403 AccessDenied")
    await sandbox.close()
  })
})

describe("the root user", () => {
  test("is the account, assumes no role, and has sessions of an hour", async () => {
    const sandbox = await sandboxTrusting([allow("*")])
    const client = clientOf(sandbox, keys("root"))
    const who = await client.send(new GetCallerIdentityCommand({}))
    expect([who.Arn, who.UserId]).toEqual([`arn:aws:iam::${home}:root`, home])
    expect(await refusal(client.send(new AssumeRoleCommand({ RoleArn: target, RoleSessionName: "here" })))).toBe(
      "403 AccessDenied: Roles may not be assumed by root accounts.",
    )
    const answer = await client.send(new GetSessionTokenCommand({ DurationSeconds: 43200 }))
    expect((answer.Credentials?.Expiration?.getTime() ?? 0) / 1000 - sandbox.clock.now()).toBe(3600)
    await sandbox.close()
  })
})
