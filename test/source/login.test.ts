import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { getCallerIdentity } from "../../src/aws/sts.ts"
import { login } from "../../src/sign-ins/login.ts"
import { logout } from "../../src/sign-ins/logout.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import { fromLogin } from "../../src/source/login.ts"
import { loginFile } from "../../src/source/login-file.ts"
import type { RealWorld } from "../../src/world.ts"
import type { FakeWorld } from "../fake-world.ts"
import { aliceArn, makeSignInStage, type SignInStage } from "./signed-in.ts"
import { hop, plan } from "./stage.ts"

let stage: SignInStage
beforeEach(async () => {
  stage = await makeSignInStage()
})
afterEach(() => stage.end())

const hour = 3600
const kept = () => JSON.parse(readFileSync(stage.file, "utf8"))
const put = (fields: object) => writeFileSync(stage.file, JSON.stringify(fields, null, 2))
/** What a login to AWS takes of a world is in this one. */
const loginAs = (world = stage.atBrowser(), force = false) =>
  login(plan(stage.root, []), world as FakeWorld & RealWorld, force)
const calls = () => stage.calls().filter(call => call.startsWith("CreateOAuth2Token"))

describe("signing in", () => {
  test("by a browser on this machine leaves what every AWS tool reads", async () => {
    const world = stage.atBrowser()
    expect(await loginAs(world)).toMatchObject({ renewed: true, left: 12 * hour, to: "AWS", as: aliceArn })
    expect(Object.keys(kept()).toSorted()).toEqual(
      ["accessToken", "clientId", "dpopKey", "idToken", "refreshToken", "signInRegion", "tokenType"].toSorted(),
    )
    expect(kept()).toMatchObject({
      clientId: "arn:aws:signin:::devtools/same-device",
      signInRegion: "eu-west-1",
      dpopKey: expect.stringMatching(/^-----BEGIN EC PRIVATE KEY-----\n/),
      accessToken: { accountId: "111122223333", expiresAt: "2026-01-02T03:19:05Z" },
    })
    expect([statSync(stage.file).mode & 0o777, readdirSync(stage.folder).length]).toEqual([0o600, 1])
    const made = await fromLogin(stage.root, stage.program())
    expect((await getCallerIdentity(stage.sts, made, world)).arn).toBe(aliceArn)
  })

  test("by a code from elsewhere", async () => {
    const world = stage.elsewhere()
    expect(await loginAs(world)).toMatchObject({ renewed: true })
    expect(kept().clientId).toBe("arn:aws:signin:::devtools/cross-device")
    expect(world.asked).toHaveLength(1)
  })

  test("the page is shown on the terminal, where --quiet and a captured stderr do not reach", async () => {
    const world = stage.elsewhere()
    const told: string[] = []
    const tell = async (lines: readonly string[]) => {
      told.push(...lines)
      // The stage's person reads the page here.
      world.noticed.push(...lines)
    }
    await loginAs({ ...world, terminal: { ...world.terminal, tell } })
    expect(told[1]).toStartWith(`${stage.sandbox.url}/v1/authorize?`)
    expect(world.asked).toEqual(["Code: "])
  })

  test("by hand where no browser can be started", async () => {
    const world = { ...stage.elsewhere(), browser: { comesBack: true, open: async () => false } }
    expect(await loginAs(world)).toMatchObject({ renewed: true })
  })

  const otherState = (pasted: string) =>
    Buffer.from(
      Buffer.from(pasted, "base64")
        .toString()
        .replace(/state=[^&]+/, "state=other"),
    ).toString("base64")
  test.each([
    ["a piece of it", (pasted: string) => pasted.slice(0, 20)],
    ["another sign-in's", otherState],
    ["nothing", () => ""],
  ])("is asked for again, and then not: %s", async (_what, edit) => {
    const world = stage.elsewhere(aliceArn, edit)
    await expect(loginAs(world)).rejects.toMatchObject({ code: "prompt-refused" })
    const troubles = world.noticed.filter(line => line.startsWith("that "))
    expect([world.asked.length, troubles.length, calls(), existsSync(stage.file)]).toEqual([3, 3, [], false])
  })

  test("as somebody else is no sign-in for this profile, and is kept for theirs", async () => {
    const bob = "arn:aws:iam::111122223333:user/bob"
    await expect(loginAs(stage.atBrowser(bob))).rejects.toMatchObject({
      code: "sign-in-needed",
      message: expect.stringContaining(`signed in as ${bob}`),
      hint: expect.stringContaining(`guise set dev login_session ${bob}`),
    })
    expect([existsSync(stage.file), existsSync(loginFile(bob, stage.program().env))]).toEqual([false, true])
  })

  test("waits until an hour is left, unless it is forced", async () => {
    await loginAs()
    expect(await loginAs()).toMatchObject({ renewed: false, left: 12 * hour })
    expect(await loginAs(stage.atBrowser(), true)).toMatchObject({ renewed: true })
    stage.pass(11 * hour + 60)
    expect(await loginAs()).toMatchObject({ renewed: true, left: 12 * hour })
  })

  test("is not forgotten where an SDK that renewed it threw away what it does not know", async () => {
    await loginAs()
    const { idToken: _who, signInRegion: _where, ...rest } = kept()
    put({ ...rest, identityToken: "" })
    expect(await loginAs()).toMatchObject({ renewed: false, left: 12 * hour })
  })

  test("is one for all who ask for it at once: one page is opened", async () => {
    let pages = 0
    const all = Array.from({ length: 9 }, () => {
      const world = stage.atBrowser()
      const open = (url: string) => {
        pages += 1
        return world.browser?.open(url) ?? false
      }
      return loginAs({ ...world, browser: { comesBack: true, open: async url => open(url) } })
    })
    expect((await Promise.all(all)).map(({ left }) => left)).toEqual(Array(9).fill(12 * hour))
    expect(pages).toBe(1)
  })

  test("that came to nothing is told to all who had begun by then, and asked of nobody again", async () => {
    const startedAt = stage.program().now()
    const bob = "arn:aws:iam::111122223333:user/bob"
    const one = () => loginAs({ ...stage.atBrowser(bob), startedAt })
    const asked = await Promise.allSettled([one(), one(), one()])
    stage.pass(9)
    await expect(one()).rejects.toThrow(`You signed in as ${bob}`)
    expect([asked.map(({ status }) => status), calls().length]).toEqual([Array(3).fill("rejected"), 1])
    expect(await loginAs()).toMatchObject({ renewed: true })
  })

  test("wants a person", async () => {
    await expect(loginAs(stage.program())).rejects.toMatchObject({ code: "sign-in-needed" })
  })

  test("happens by itself where a person typed the command, once for all who wait", async () => {
    const admin = () => credentialsFor(plan(stage.root, [hop(stage, "Admin")]), stage.atBrowser(), { minTtl: 960 })
    const [one, two] = await Promise.all([admin(), admin()])
    expect(two).toEqual(one)
    expect(calls()).toHaveLength(1)
  })
})

describe("what is kept", () => {
  beforeEach(async () => void (await loginAs()))

  test("serves while it lasts, and is renewed when less than ten minutes are left", async () => {
    stage.pass(299)
    const first = await fromLogin(stage.root, stage.program())
    expect(calls()).toHaveLength(1)
    stage.pass(1)
    const second = await fromLogin(stage.root, stage.program())
    expect([calls().length, second.accessKeyId === first.accessKeyId]).toEqual([2, false])
    expect(kept().accessToken).toMatchObject({ accessKeyId: second.accessKeyId, expiresAt: "2026-01-02T03:24:05Z" })
  })

  test("loses nothing that guise does not know", async () => {
    const before = { ...kept(), later: { a: [1] }, accessToken: { ...kept().accessToken, scope: "x" } }
    put(before)
    stage.pass(800)
    await fromLogin(stage.root, stage.program())
    const { accessToken, refreshToken, ...rest } = kept()
    const { accessToken: formerToken, refreshToken: formerRefresh, ...former } = before
    expect(rest).toEqual(former)
    expect(accessToken).toMatchObject({ scope: "x", accountId: formerToken.accountId })
    expect([refreshToken === formerRefresh, accessToken.accessKeyId === formerToken.accessKeyId]).toEqual([
      false,
      false,
    ])
  })

  test("is renewed once by many at once", async () => {
    stage.pass(800)
    const all = await Promise.all(Array.from({ length: 5 }, () => fromLogin(stage.root, stage.program())))
    expect([new Set(all.map(each => each.accessKeyId)).size, calls().length]).toEqual([1, 2])
  })

  test("is another tool's as soon as that wrote it", async () => {
    const before = kept()
    stage.pass(800)
    const fields = { ...before, accessToken: { ...before.accessToken, accessKeyId: "ASIAIOSFODNN7EXAMPLE" } }
    put({ ...fields, accessToken: { ...fields.accessToken, expiresAt: "2026-01-02T03:34:05Z" } })
    expect(await fromLogin(stage.root, stage.program())).toMatchObject({ accessKeyId: "ASIAIOSFODNN7EXAMPLE" })
    expect(calls()).toHaveLength(1)
  })

  test("is looked at again while another tool is just writing it", async () => {
    const whole = readFileSync(stage.file)
    truncateSync(stage.file, 0)
    const reading = fromLogin(stage.root, stage.program())
    setTimeout(() => writeFileSync(stage.file, whole), 60)
    expect(await reading).toMatchObject({ accessKeyId: JSON.parse(whole.toString()).accessToken.accessKeyId })
  })

  test("is left as it is when another sign-in came while AWS was asked", async () => {
    stage.pass(800)
    const program = stage.program()
    const other = { ...kept(), refreshToken: "ASORother" }
    const world = {
      ...program,
      detail(text: string) {
        if (text.includes("answered CreateOAuth2Token")) put(other)
        program.detail(text)
      },
    }
    await fromLogin(stage.root, world)
    expect(kept()).toEqual(other)
  })

  test("chains to a role, for an hour", async () => {
    const made = await credentialsFor(plan(stage.root, [hop(stage, "Admin")]), stage.program(), { minTtl: 960 })
    expect((made.expiresAt ?? 0) - stage.program().now()).toBe(hour)
  })

  test("is forgotten with all that came of it", async () => {
    const walk = (world = stage.program()) => credentialsFor(plan(stage.root, []), world, { minTtl: 960 })
    await walk()
    const end = () =>
      logout(plan(stage.root, []), { ...stage.program(), files: { names: () => [] } } as unknown as RealWorld)
    expect(await end()).toMatchObject({ was: true, forgotten: 1 })
    expect(await end()).toMatchObject({ was: false, forgotten: 0 })
    await expect(walk()).rejects.toMatchObject({ code: "sign-in-needed", hint: "guise login dev" })
  })

  test.each([
    ["throttle", "asks for fewer requests"],
    ["unavailable", "had a fault of its own"],
  ] as const)("still serves to its end when AWS says: %s", async (kind, words) => {
    stage.sandbox.faults.add({ kind, action: "CreateOAuth2Token", times: 9 })
    stage.pass(890)
    const world = stage.program()
    expect(await fromLogin(stage.root, world)).toMatchObject({ accountId: "111122223333" })
    expect(world.noticed.join()).toContain(words)
    stage.pass(10)
    await expect(fromLogin(stage.root, stage.program())).rejects.toMatchObject({ exitStatus: 6 })
  })

  test("still serves programs to its end when AWS renews it no more, and that is said", async () => {
    stage.sandbox.changeCredentials(aliceArn)
    stage.pass(800)
    const world = stage.program()
    expect(await fromLogin(stage.root, world)).toMatchObject({ accountId: "111122223333" })
    expect(world.noticed.join()).toContain("serve to their end; then: guise login dev")
    stage.pass(90)
    await expect(fromLogin(stage.root, stage.program())).rejects.toMatchObject({ code: "sign-in-needed" })
  })

  test("serves even where it cannot be kept, and that is said", async () => {
    stage.pass(800)
    const world = stage.program()
    const giveBack = takeAway(stage)
    try {
      await fromLogin(stage.root, world)
    } finally {
      giveBack()
    }
    expect(world.noticed.join()).toContain("could not be written (EACCES)")
  })

  const table: readonly (readonly [string, () => void, string, string])[] = [
    ["twelve hours have passed", () => stage.pass(12 * hour), "sign-in-needed", "it lasts twelve hours at most"],
    ["the password has changed", () => stage.sandbox.changeCredentials(aliceArn), "sign-in-needed", "password"],
    ["its key is another", () => put({ ...kept(), refreshToken: "ASORnever" }), "sign-in-needed", "another region"],
    ["its file is empty", () => writeFileSync(stage.file, ""), "sign-in-needed", "is not one JSON object"],
    ["it lacks a key", () => put({ ...kept(), dpopKey: undefined }), "sign-in-needed", "lacks dpopKey"],
    ["it has another key", () => put({ ...kept(), dpopKey: "canary" }), "sign-in-needed", "no private key on P-256"],
    [
      "it is not allowed any more",
      () => stage.sandbox.faults.add({ kind: "refuse", code: "INSUFFICIENT_PERMISSIONS", action: "CreateOAuth2Token" }),
      "aws-denied",
      "their policies allow no sign-in for programs",
    ],
  ]
  test.each([...table])("is an error when %s", async (_what, happen, code, words) => {
    const secrets = [kept().refreshToken, kept().accessToken.sessionToken, "canary"]
    happen()
    stage.pass(901)
    const error = await fromLogin(stage.root, stage.program()).catch(each => each)
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(String(error.hint)).toContain(code === "aws-denied" ? "SignInLocalDevelopmentAccess" : "guise login")
    const said = JSON.stringify([error.message, error.hint, error.detail, error.cause])
    expect(secrets.filter(secret => said.includes(secret))).toEqual([])
  })
})

test("a clock that is off is no trouble: the proof is made again by AWS's", async () => {
  await loginAs()
  stage.sandbox.clock.advance(2 * hour)
  const world = stage.program()
  await fromLogin(stage.root, { ...world, now: () => world.now() + 901 })
  expect(calls().slice(1)).toEqual([expect.stringContaining("INVALID_REQUEST"), "CreateOAuth2Token: ok"])
})

/** Lets nobody write in the folder, not even root, who is somebody else meanwhile. */
function takeAway({ folder, file }: SignInStage): () => void {
  const isRoot = process.getuid?.() === 0
  if (isRoot) for (const path of [folder, file]) chownSync(path, 65_534, 65_534)
  chmodSync(folder, 0o500)
  if (isRoot) process.seteuid?.(65_534)
  return () => {
    if (isRoot) process.seteuid?.(0)
    chmodSync(folder, 0o700)
  }
}
