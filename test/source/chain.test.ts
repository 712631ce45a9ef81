import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { getCallerIdentity } from "../../src/aws/sts.ts"
import { keyOf } from "../../src/plan/plan.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import type { Freshness } from "../../src/types.ts"
import { alice, aliceKeys, aliceSerial, hop, makeStage, plan, type Stage, session } from "./stage.ts"

const want: Freshness = { minTtl: 960 }
const fresh: Freshness = { minTtl: 960, fresh: true }
const hour = 3600

let stage: Stage
beforeEach(async () => {
  stage = await makeStage()
})
afterEach(() => stage.sandbox.close())

const admin = () => plan(session(stage), [hop(stage, "Admin")])
const readOnly = () => plan(session(stage), [hop(stage, "ReadOnly")])

describe("the way", () => {
  test("keys are handed on as they are, and never cached", async () => {
    expect(await credentialsFor(plan(alice, []), stage.process(), want)).toEqual(aliceKeys)
    expect(stage.calls()).toEqual([])
    expect(stage.cache.entries.size).toBe(0)
  })

  test("keys that were replaced since the plan was made are not used", async () => {
    const made = credentialsFor(plan({ ...alice, keyId: "AKIAI44QH8DHBEXAMPLE" }, []), stage.process(), want)
    await expect(made).rejects.toMatchObject({ code: "no-credentials" })
  })

  test("a role behind MFA: session, role, and the role is who AWS says", async () => {
    const world = stage.process()
    const made = await credentialsFor(admin(), world, want)
    const caller = await getCallerIdentity(stage.sts, made, world)
    expect(caller.arn).toStartWith("arn:aws:sts::111122223333:assumed-role/Admin/guise")
    expect(made.accountId).toBe("111122223333")
    expect(world.asked).toEqual([`Enter MFA code for ${aliceSerial}: `])
  })

  test("two roles behind one session cost one question", async () => {
    await credentialsFor(admin(), stage.process(), want)
    const second = stage.process()
    await credentialsFor(readOnly(), second, want)
    expect(second.asked).toEqual([])
    expect(stage.calls()).toEqual(["GetSessionToken: ok", "AssumeRole Admin: ok", "AssumeRole ReadOnly: ok"])
  })

  test("a chain of roles: each with the one before it", async () => {
    const world = stage.process()
    const chained = plan(session(stage), [hop(stage, "Admin"), hop(stage, "Chained")])
    const made = await credentialsFor(chained, world, want)
    expect((await getCallerIdentity(stage.sts, made, world)).arn).toContain("assumed-role/Chained/")
    await credentialsFor(admin(), world, want)
    expect(stage.calls()).toEqual([
      "GetSessionToken: ok",
      "AssumeRole Admin: ok",
      "AssumeRole Chained: ok",
      "GetCallerIdentity: ok",
    ])
  })

  test("a role with the code in its own call, for longer than an hour", async () => {
    const world = stage.process()
    const long = plan(alice, [hop(stage, "Deploy", { mfaSerial: aliceSerial, duration: 2 * hour })])
    const made = await credentialsFor(long, world, want)
    expect((made.expiresAt ?? 0) - world.now()).toBeGreaterThan(2 * hour - 60)
    expect(stage.calls()).toEqual(["AssumeRole Deploy: ok"])
  })

  test("all that a hop asks for reaches AWS", async () => {
    const partner = {
      ...hop(stage, "Partner", {
        externalId: "guise-partner-42",
        sessionName: "me",
        sourceIdentity: "alice",
        tags: [["a", "b"]],
      }),
      roleArn: "arn:aws:iam::444455556666:role/Partner",
    }
    const made = await credentialsFor(plan(alice, [partner]), stage.process(), want)
    expect(made.accountId).toBe("444455556666")
    expect(stage.sandbox.calls()[0]?.params).toMatchObject({
      RoleSessionName: "me",
      SourceIdentity: "alice",
      "Tags.member.1.Key": "a",
    })
  })
})

describe("what is cached", () => {
  test("is served without a call", async () => {
    const first = await credentialsFor(admin(), stage.process(), want)
    const second = await credentialsFor(admin(), stage.process({ typed: [] }), want)
    expect(second).toEqual(first)
    expect(stage.calls()).toHaveLength(2)
  })

  test("is replaced in time, from the session, without a question", async () => {
    await credentialsFor(admin(), stage.process(), want)
    stage.pass(hour - 900)
    const world = stage.process()
    const made = await credentialsFor(admin(), world, want)
    expect((made.expiresAt ?? 0) - world.now()).toBeGreaterThan(960)
    expect(world.asked).toEqual([])
  })

  test("--fresh makes a new role from the session there is", async () => {
    await credentialsFor(admin(), stage.process(), want)
    await credentialsFor(admin(), stage.process({ typed: [] }), fresh)
    expect(stage.calls()).toEqual(["GetSessionToken: ok", "AssumeRole Admin: ok", "AssumeRole Admin: ok"])
  })

  test("--fresh on the session itself asks for a code", async () => {
    await credentialsFor(plan(session(stage), []), stage.process(), want)
    stage.pass(30)
    const world = stage.process()
    await credentialsFor(plan(session(stage), []), world, fresh)
    expect(world.asked).toHaveLength(1)
  })

  test("a session with three minutes left still takes a role, and asks nobody", async () => {
    const short = plan(session(stage, { duration: 900 }), [hop(stage, "Admin")])
    await credentialsFor(short, stage.process(), want)
    stage.pass(720)
    const world = stage.process({ typed: [] })
    const made = await credentialsFor(short, world, fresh)
    expect((made.expiresAt ?? 0) - world.now()).toBeGreaterThan(hour - 60)
  })

  test("a session with a minute left does not", async () => {
    const short = plan(session(stage, { duration: 900 }), [hop(stage, "Admin")])
    await credentialsFor(short, stage.process(), want)
    stage.pass(840)
    const world = stage.process()
    await credentialsFor(short, world, fresh)
    expect(world.asked).toHaveLength(1)
  })

  test("a role of 15 minutes is served from the cache too", async () => {
    const short = plan(session(stage), [hop(stage, "Admin", { duration: 900 })])
    await credentialsFor(short, stage.process(), want)
    stage.pass(300)
    await credentialsFor(short, stage.process(), want)
    expect(stage.calls()).toHaveLength(2)
  })

  test("a session that AWS forgot is made anew, once", async () => {
    await credentialsFor(admin(), stage.process(), want)
    stage.sandbox.reset()
    stage.pass(30)
    const world = stage.process()
    await credentialsFor(readOnly(), world, want)
    expect(world.asked).toHaveLength(1)
    expect(stage.calls()).toEqual([
      "AssumeRole ReadOnly: InvalidClientTokenId",
      "GetSessionToken: ok",
      "AssumeRole ReadOnly: ok",
    ])
  })
})

describe("a code", () => {
  test("that is wrong is asked for again, three times", async () => {
    const world = stage.process({ typed: ["000000", "000001", "000002", stage.code] })
    await expect(credentialsFor(admin(), world, want)).rejects.toMatchObject({ code: "mfa-rejected" })
    expect(stage.calls()).toHaveLength(3)
  })

  test("that was used for one role is not sent for another within its window", async () => {
    const own = (role: string) => plan(alice, [hop(stage, role, { mfaSerial: aliceSerial })])
    await credentialsFor(own("Admin"), stage.process(), want)
    const tick = () => {
      stage.pass(30)
      return stage.code()
    }
    const world = stage.process({ typed: [stage.code, tick] })
    await credentialsFor(own("Deploy"), world, want)
    expect(world.asked[1]).toStartWith("That code was used already; the next one shows in")
    expect(stage.calls()).toEqual(["AssumeRole Admin: ok", "AssumeRole Deploy: ok"])
  })

  test("that nobody can be asked for names the line to type", async () => {
    await expect(credentialsFor(admin(), stage.alone(), want)).rejects.toMatchObject({
      code: "nobody-to-ask",
      hint: expect.stringContaining("guise login prod"),
    })
  })

  test("that a call carries itself is asked for, and no login promised", async () => {
    const own = plan(alice, [hop(stage, "Admin", { mfaSerial: aliceSerial })])
    await expect(credentialsFor(own, stage.alone(), want)).rejects.toMatchObject({
      code: "nobody-to-ask",
      hint: "give the code that it shows now: --mfa-code N (GUISE_MFA_CODE)",
    })
  })

  test("for a session of a length of its own: the login makes just that", async () => {
    const short = plan(session(stage, { duration: 5400, asked: true }), [])
    await expect(credentialsFor(short, stage.alone(), want)).rejects.toMatchObject({
      hint: expect.stringContaining("run `guise login prod --duration 1h30m` in a terminal first"),
    })
  })

  test("that was given serves where nobody can be asked", async () => {
    const made = await credentialsFor(admin(), stage.alone({ mfaCode: stage.code() }), want)
    expect(made.accountId).toBe("111122223333")
  })
})

describe("when AWS says no", () => {
  const renewing = (role: string) =>
    plan(session(stage), [hop(stage, role)], { ifDenied: plan(session(stage, { renew: true }), [hop(stage, role)]) })
  const withMfaIfDenied = (role: string) =>
    plan(alice, [hop(stage, role)], { ifDenied: plan(session(stage), [hop(stage, role)]) })

  test("the error says who, which role, what it usually lacks, and the next command", async () => {
    await expect(credentialsFor(plan(alice, [hop(stage, "Admin")]), stage.process(), want)).rejects.toMatchObject({
      code: "aws-denied",
      message: expect.stringContaining(
        "AssumeRole of arn:aws:iam::111122223333:role/Admin to arn:aws:iam::111122223333:user/alice",
      ),
      hint: expect.stringMatching(/; guise explain prod$/),
    })
  })

  test("without MFA, the session is tried, and next time first", async () => {
    await credentialsFor(withMfaIfDenied("Admin"), stage.process(), want)
    expect(stage.calls()).toEqual(["AssumeRole Admin: AccessDenied", "GetSessionToken: ok", "AssumeRole Admin: ok"])
    stage.pass(hour)
    await credentialsFor(withMfaIfDenied("Admin"), stage.process({ typed: [] }), want)
    expect(stage.calls().slice(3)).toEqual(["AssumeRole Admin: ok"])
  })

  test("to both, the first no is told, and nobody types a code again for an hour", async () => {
    const nope = () => withMfaIfDenied("Nope")
    await expect(credentialsFor(nope(), stage.process(), want)).rejects.toMatchObject({ code: "aws-denied" })
    expect(stage.calls()).toEqual([
      "AssumeRole Nope: AccessDenied",
      "GetSessionToken: ok",
      "AssumeRole Nope: AccessDenied",
    ])
    stage.pass(600)
    await stage.cache.forget(keyOf(plan(session(stage), [])))
    const world = stage.process()
    await expect(credentialsFor(nope(), world, want)).rejects.toMatchObject({ code: "aws-denied" })
    expect(world.asked).toEqual([])
    expect(stage.calls().slice(3)).toEqual(["AssumeRole Nope: AccessDenied"])
  })

  test("to both, --fresh tries both again", async () => {
    await credentialsFor(withMfaIfDenied("Nope"), stage.process(), want).catch(() => undefined)
    await credentialsFor(withMfaIfDenied("Nope"), stage.process(), fresh).catch(() => undefined)
    expect(stage.calls().slice(3)).toEqual(["AssumeRole Nope: AccessDenied", "AssumeRole Nope: AccessDenied"])
  })

  test("to both, a newer session is tried", async () => {
    await credentialsFor(withMfaIfDenied("Nope"), stage.process(), want).catch(() => undefined)
    stage.pass(60)
    await credentialsFor(plan(session(stage), []), stage.process(), fresh)
    await credentialsFor(withMfaIfDenied("Nope"), stage.process({ typed: [] }), want).catch(() => undefined)
    expect(stage.calls().slice(4)).toEqual(["AssumeRole Nope: AccessDenied", "AssumeRole Nope: AccessDenied"])
  })

  test("to an old session, a new one is made; next time an old one is replaced at once", async () => {
    await credentialsFor(renewing("ReadOnly"), stage.process(), want)
    stage.pass(2 * hour)
    const world = stage.process()
    await credentialsFor(renewing("YoungMfa"), world, want)
    expect(world.asked).toHaveLength(1)
    expect(stage.calls().slice(2)).toEqual([
      "AssumeRole YoungMfa: AccessDenied",
      "GetSessionToken: ok",
      "AssumeRole YoungMfa: ok",
    ])
    stage.pass(3 * hour)
    await credentialsFor(renewing("YoungMfa"), stage.process(), want)
    expect(stage.calls().slice(5)).toEqual(["GetSessionToken: ok", "AssumeRole YoungMfa: ok"])
  })

  test("to a session of this very run, no second code is asked for, nor in the hour after", async () => {
    const world = stage.process()
    await expect(credentialsFor(renewing("Nope"), world, want)).rejects.toMatchObject({ code: "aws-denied" })
    expect(world.asked).toHaveLength(1)
    stage.pass(600)
    const later = stage.process()
    await expect(credentialsFor(renewing("Nope"), later, want)).rejects.toMatchObject({ code: "aws-denied" })
    expect(later.asked).toEqual([])
  })

  test("to a session of four minutes, no code is asked for: it is not too old for anybody", async () => {
    await credentialsFor(renewing("ReadOnly"), stage.process(), want)
    stage.pass(240)
    const world = stage.process()
    await expect(credentialsFor(renewing("Nope"), world, want)).rejects.toMatchObject({ code: "aws-denied" })
    expect(world.asked).toEqual([])
    stage.pass(120)
    const later = stage.process()
    await expect(credentialsFor(renewing("Nope"), later, want)).rejects.toMatchObject({ code: "aws-denied" })
    expect(later.asked).toHaveLength(1)
  })

  test("and nobody can be asked for a code, the no is told, and the login that may help", async () => {
    await expect(credentialsFor(withMfaIfDenied("Admin"), stage.alone(), want)).rejects.toMatchObject({
      code: "aws-denied",
      message: expect.stringContaining("AWS denied AssumeRole of arn:aws:iam::111122223333:role/Admin"),
      hint: expect.stringContaining("if it wants MFA, run `guise login prod` in a terminal first"),
    })
    await credentialsFor(renewing("ReadOnly"), stage.process(), want)
    stage.pass(2 * hour)
    await expect(credentialsFor(renewing("YoungMfa"), stage.alone(), want)).rejects.toMatchObject({
      code: "aws-denied",
      hint: expect.stringContaining("if it wants MFA, run `guise login prod`"),
    })
  })

  test("without MFA, and then to an old session, a new one is made", async () => {
    await credentialsFor(renewing("ReadOnly"), stage.process(), want)
    stage.pass(2 * hour)
    const world = stage.process()
    await credentialsFor(plan(alice, [hop(stage, "YoungMfa")], { ifDenied: renewing("YoungMfa") }), world, want)
    expect(world.asked).toHaveLength(1)
    expect(stage.calls().slice(2)).toEqual([
      "AssumeRole YoungMfa: AccessDenied",
      "AssumeRole YoungMfa: AccessDenied",
      "GetSessionToken: ok",
      "AssumeRole YoungMfa: ok",
    ])
  })

  test("to many roles at once with an old session, one new session is made for all", async () => {
    await credentialsFor(renewing("ReadOnly"), stage.process(), want)
    stage.pass(2 * hour)
    const world = stage.process()
    const young = [1200, 1800, 2400].map(duration => hop(stage, "YoungMfa", { duration }))
    await Promise.all(
      young.map(each =>
        credentialsFor(
          plan(session(stage), [each], { ifDenied: plan(session(stage, { renew: true }), [each]) }),
          world,
          want,
        ),
      ),
    )
    expect(stage.calls().filter(call => call.startsWith("GetSessionToken"))).toHaveLength(2)
    expect(world.asked).toHaveLength(1)
  })

  test("to the second role of a chain, no code is asked for: MFA does not reach that far", async () => {
    await credentialsFor(renewing("Admin"), stage.process(), want)
    stage.pass(600)
    const hops = [hop(stage, "Admin"), hop(stage, "Nope")]
    const world = stage.process()
    const chained = plan(session(stage), hops, { ifDenied: plan(session(stage, { renew: true }), hops) })
    await expect(credentialsFor(chained, world, want)).rejects.toMatchObject({ code: "aws-denied" })
    expect(world.asked).toEqual([])
  })
})
