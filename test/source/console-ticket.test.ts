import { afterAll, beforeEach, expect, test } from "bun:test"
import { consoleWay } from "../../src/plan/console.ts"
import type { Plan } from "../../src/plan/plan.ts"
import { type ConsoleTicket, consoleTicket, type TokenWay } from "../../src/source/console-ticket.ts"
import type { FakeWorld } from "../fake-world.ts"
import { alice, hop, makeStage, plan, type Stage, session } from "./stage.ts"

let stage: Stage
beforeEach(async () => {
  stage = await makeStage()
})
const stages: Stage[] = []
afterAll(() => Promise.all(stages.map(({ sandbox }) => sandbox.close())))

function enter(found: Plan, way: TokenWay, world: FakeWorld): Promise<ConsoleTicket> {
  stages.push(stage)
  const signin = { region: "us-east-1", url: stage.sandbox.url }
  return consoleTicket(way, found, { signin, sts: stage.sts }, { minTtl: 0 }, world)
}

/** The way that the plan itself leads to. */
function wayOf(found: Plan, duration?: number): TokenWay {
  const { way } = consoleWay(found, duration === undefined ? {} : { duration })
  if (way.kind === "shortcut") throw new Error("no credentials are needed for that")
  return way
}

/** Who the page behind the ticket says is signed in, and the seconds until the end. */
async function pageOf({ token }: ConsoleTicket, world: FakeWorld) {
  const words = new URLSearchParams({
    Action: "login",
    Destination: "https://console.aws.amazon.com/",
    SigninToken: token,
  })
  const page = await (await fetch(`${stage.sandbox.url}/federation?${words}`)).text()
  const [, who, until = ""] = /Signed in as (\S+), until (\S+)\./.exec(page) ?? []
  return { who, lasts: Math.round(Date.parse(until) / 1000 - world.now()) }
}

test("a role straight from keys gets a console as long as was asked for, though the role itself lasts an hour", async () => {
  const world = stage.process()
  const found = plan(alice, [hop(stage, "ReadOnly")])
  const made = await enter(found, wayOf(found, 7200), world)
  expect(await pageOf(made, world)).toEqual({
    who: expect.stringContaining("assumed-role/ReadOnly/"),
    lasts: 7200,
  })
  expect(Math.round((made.endsAt ?? 0) - world.now())).toBe(7200)
})

test("where AWS takes no length after all, once more without it; said only if it was asked for", async () => {
  for (const asked of [true, false]) {
    const world = stage.process()
    const found = plan(session(stage), [hop(stage, "Admin")])
    const way: TokenWay = { kind: "federate", duration: 7200, asked, why: "" }
    const made = await enter(found, way, world)
    expect(await pageOf(made, world)).toEqual({ who: expect.stringContaining("assumed-role/Admin/"), lasts: 3600 })
    expect(Math.round((made.endsAt ?? 0) - world.now())).toBe(3600)
    expect(world.noticed.filter(text => text.includes("took no console session of 2 h"))).toHaveLength(asked ? 1 : 0)
  }
})

test("a user's own keys open it as a federated user, with the user's own permissions", async () => {
  const world = stage.process()
  const found = plan(alice, [])
  const made = await enter(found, wayOf(found, 7200), world)
  expect(await pageOf(made, world)).toEqual({
    who: "arn:aws:sts::111122223333:federated-user/alice",
    lasts: 7200,
  })
  const [call] = stage.sandbox.calls("GetFederationToken")
  expect(call?.params["PolicyArns.member.1.arn"]).toBe("arn:aws:iam::aws:policy/AdministratorAccess")
  expect(made.accountId).toBe("111122223333")
})

test("an MFA session is tried, and its keys stand in for it, which is said", async () => {
  const world = stage.process()
  const found = plan(session(stage), [])
  const made = await enter(found, wayOf(found, 7200), world)
  expect(await pageOf(made, world)).toEqual({ who: "arn:aws:sts::111122223333:federated-user/alice", lasts: 7200 })
  expect(stage.calls()).toEqual([
    "GetSessionToken: ok",
    "GetSigninToken: 400",
    "GetCallerIdentity: ok",
    "GetFederationToken: ok",
    "GetSigninToken: ok",
    "ConsoleLogin: ok",
  ])
  expect(world.noticed.join()).toContain("without MFA")
})

test("a user who may not is told what is lacking, and what to type instead", async () => {
  stage.sandbox.faults.add({ kind: "refuse", action: "GetFederationToken", code: "AccessDenied" })
  const found = plan(alice, [])
  const told = await enter(found, wayOf(found), stage.process()).catch((error: unknown) => error)
  expect(told).toMatchObject({
    code: "aws-denied",
    message: expect.stringMatching(
      /user\/alice opens the console by GetFederationToken.*must allow sts:GetFederationToken/,
    ),
    hint: expect.stringContaining("--role-arn"),
  })
})

test("nothing of it is kept: each time is another ticket", async () => {
  const world = stage.process()
  const found = plan(alice, [hop(stage, "ReadOnly")])
  const [one, two] = [await enter(found, wayOf(found), world), await enter(found, wayOf(found), world)]
  expect(one.token).not.toBe(two.token)
  expect(stage.calls()).toEqual(["AssumeRole ReadOnly: ok", "GetSigninToken: ok", "GetSigninToken: ok"])
})
