import { describe, expect, test } from "bun:test"
import { addToConfig, builds, type Document, device, json, later, run, sitDown, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()
const skews: readonly [how: string, seconds: number][] = [
  ["two hours fast", 7200],
  ["two hours slow", -7200],
  ["ten minutes fast", 600],
]

describe.each([...builds])("$runtime", build => {
  test.each(build.runtime === "bun" ? [...skews] : skews.slice(0, 1))(
    "AWS's clock is %s against this machine's: it works, is cached, and the expiry is AWS's",
    async (_how, skew) => {
      const home = newHome()
      sandbox.clock.skew(skew)
      const first = await run(build, home, ["process", "admin", "--mfa-code", code()])
      expect(first).toMatchObject({ status: 0, stderr: "" })
      const { Expiration = "" } = json<Document>(first)
      const left = Date.parse(Expiration) / 1000 - sandbox.clock.now()
      expect(left).toBeWithin(3500, 3601)
      const calls = sandbox.calls("AssumeRole").length
      expect((await run(build, home, ["process", "admin"])).stdout).toBe(first.stdout)
      expect(sandbox.calls("AssumeRole")).toHaveLength(calls)
      expect(sandbox.calls("GetSessionToken").filter(({ outcome }) => outcome === "ok")).toHaveLength(1)
      const who = await run(build, home, ["whoami", "admin"])
      expect(who.stdout).toMatch(/^time left {2}(59m|1h 0m)$/m)
      expect((await run(build, home, ["status"])).stdout).toMatch(/role\/Admin +(59m|1h 0m) /m)
      const login = await run(build, home, ["login", "admin"])
      expect(login.stderr).toMatch(/^guise: still signed in: the session lasts another (35h 59m|36h 0m)$/m)
    },
  )

  test("a role that wants a young MFA asks once more when the session has aged, and that is remembered", async () => {
    const home = newHome()
    await run(build, home, ["login", "young", "--mfa-code", code()])
    sandbox.clock.advance(1200)
    const screen = await sitDown(later(build, 1200), home)
    screen.type("$G process young | cut -c1-12; echo st''atus=$?\r")
    expect(await screen.see(`Enter MFA code for ${device}: `)).toContain(
      "AWS denied the role to an MFA session 20 min old",
    )
    screen.type(`${code()}\r`)
    await screen.see('{"Version":1')
    expect(sandbox.calls("GetSessionToken").map(({ outcome }) => outcome)).toEqual(["ok", "ok"])
    const before = sandbox.calls().length
    expect((await run(later(build, 1200), home, ["process", "young"])).status).toBe(0)
    expect((await run(later(build, 1200), home, ["process", "admin"])).status).toBe(0)
    expect(
      sandbox
        .calls()
        .slice(before)
        .map(({ action }) => action),
    ).toEqual(["AssumeRole"])
  })

  test("the age of a session is judged by AWS's clock, also when this machine's says otherwise", async () => {
    const home = newHome()
    await run(build, home, ["login", "young", "--mfa-code", code()])
    sandbox.clock.advance(1200)
    const { status, stderr } = await run(build, home, ["process", "young", "--mfa-code", code()])
    expect(status).toBe(0)
    expect(stderr).toContain("an MFA session 20 min old")
  })

  test("a young session is made with a code that is given; with none AWS's no is what is said", async () => {
    const home = newHome()
    await run(build, home, ["login", "young", "--mfa-code", code()])
    sandbox.clock.advance(1200)
    const old = later(build, 1200)
    const nobody = await run(old, home, ["process", "young", "--json"])
    expect([nobody.status, JSON.parse(nobody.stderr).error.code]).toEqual([5, "aws-denied"])
    expect(JSON.parse(nobody.stderr).error.hint).toContain("guise login young")
    const given = await run(old, home, ["process", "young", "--mfa-code", code()])
    expect([given.status, json<Document>(given).AccountId]).toEqual([0, "111122223333"])
  })

  test("what is cached is made again when its time is nearly up, and sooner for who wants more of it", async () => {
    const home = newHome()
    await run(build, home, ["login", "admin", "--mfa-code", code()])
    const first = await run(build, home, ["process", "admin"])
    const at = async (seconds: number, ...words: string[]) => {
      sandbox.clock.reset()
      sandbox.clock.advance(seconds)
      return (await run(later(build, seconds), home, ["process", "admin", ...words])).stdout
    }
    expect(await at(1800)).toBe(first.stdout)
    expect(await at(1800, "--min-ttl", "25m")).toBe(first.stdout)
    const second = await at(1800, "--min-ttl", "35m")
    expect(second).not.toBe(first.stdout)
    expect(await at(1800 + 2400)).toBe(second)
    expect(await at(1800 + 2700)).not.toBe(second)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
  })

  test("ten roles behind one MFA: one code", async () => {
    const home = newHome()
    const roles = Array.from({ length: 10 }, (_none, n) => `r${n}`)
    addToConfig(
      home,
      roles
        .map(
          (name, n) =>
            `[profile ${name}]\nregion = us-east-1\nsource_profile = alice\nmfa_serial = ${device}\nrole_session_name = s${n}\n` +
            `role_arn = arn:aws:iam::111122223333:role/${["Admin", "Deploy", "YoungMfa", "ReadOnly"][n % 4]}\n`,
        )
        .join("\n"),
    )
    for (const [n, name] of roles.entries()) {
      const options = n === 0 ? { env: { GUISE_MFA_CODE: code() } } : {}
      expect(await run(build, home, ["process", name], options)).toMatchObject({ status: 0, stderr: "" })
    }
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
    expect(sandbox.calls("AssumeRole")).toHaveLength(10)
  })

  test("regions and endpoints: the region's own host, and one session for all regions", async () => {
    const home = newHome()
    const env = { GUISE_MFA_CODE: code() }
    const one = await run(build, home, ["process", "admin", "--region", "eu-west-1"], { env })
    const two = await run(build, home, ["process", "admin", "--region", "us-west-2"], { env })
    expect([one.status, two.stdout]).toEqual([0, one.stdout])
    expect(sandbox.calls("GetSessionToken").map(({ region }) => region)).toEqual(["eu-west-1"])
  })
})
