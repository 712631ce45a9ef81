import { describe, expect, test } from "bun:test"
import { existsSync, readdirSync, rmSync } from "node:fs"
import { addToConfig, builds, device, json, run, runCommand, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()

describe.each([...builds])("$runtime", build => {
  test("list: what each profile is, and where it leads", async () => {
    const home = newHome()
    const { stdout, status, stderr } = await run(build, home, ["list"])
    expect([status, stderr]).toEqual([0, ""])
    expect(stdout.split("\n").map(line => line.split(/ {2,}/))).toEqual([
      ["PROFILE", "KIND", "ACCOUNT", "ROLE", "REGION", "SOURCE", "MFA"],
      ["alice", "user", "us-east-1"],
      ["bob", "user", "us-east-1"],
      ["alice-mfa", "mfa", "111122223333", "us-east-1", "alice", "alice"],
      ["readonly", "role", "111122223333", "ReadOnly", "us-east-1", "alice"],
      ["admin", "role", "111122223333", "Admin", "us-east-1", "alice", "alice"],
      ["deploy", "role", "111122223333", "Deploy", "us-east-1", "alice", "alice"],
      ["deploy-long", "role", "111122223333", "Deploy", "us-east-1", "alice", "alice"],
      ["young", "role", "111122223333", "YoungMfa", "us-east-1", "alice", "alice"],
      ["chained", "role", "111122223333", "Chained", "us-east-1", "admin"],
      ["partner", "role", "444455556666", "Partner", "us-east-1", "alice"],
      ["ci", "web-identity", "111122223333", "Ci", "us-east-1"],
      [""],
    ])
  })

  test("list: one kind, one domain, a profile that cannot be planned, as JSON", async () => {
    const home = newHome()
    addToConfig(home, "[profile work:loop]\nrole_arn = arn:aws:iam::111122223333:role/X\nsource_profile = work:loop2")
    addToConfig(home, "[profile work:loop2]\nrole_arn = arn:aws:iam::111122223333:role/X\nsource_profile = work:loop")
    addToConfig(home, "[profile work:region]\nregion = eu-west-1")
    const users = await run(build, home, ["list", "--kind", "user", "--json"])
    expect(json<{ name: string }[]>(users).map(row => row.name)).toEqual(["alice", "bob"])
    const rows = json<Record<string, unknown>[]>(await run(build, home, ["list", "--domain", "work", "--json"]))
    expect(rows.map(row => [row.name, row.kind, row.file])).toEqual([
      ["work:loop", "broken", home.config],
      ["work:loop2", "broken", home.config],
      ["work:region", "settings", home.config],
    ])
    expect(rows[0]?.problem).toContain("work:loop → work:loop2 → work:loop")
    const none = await run(build, home, ["list", "--domain", "nope"])
    expect([none.status, none.stdout]).toEqual([0, ""])
    expect(none.stderr).toBe("guise: none of 14 profiles fits\n")
    for (const file of [home.config, home.credentials]) rmSync(file)
    const nobody = await run(build, home, ["list"])
    expect(nobody).toMatchObject({ status: 0, stdout: "" })
    expect(nobody.stderr).toContain(`there are no profiles yet, neither in ${home.config} nor in`)
  })

  test("status: nothing at first, then what is worn and what is cached for whom", async () => {
    const home = newHome()
    const before = await run(build, home, ["status"])
    expect(before.stdout).toBe(
      "Nothing is worn in this shell.\n\nNo session is cached.\n\n" +
        `Cache: ${home.cache}, sealed with a key file beside it: as good as plain text for whoever can read both\n`,
    )
    await run(build, home, ["process", "admin", "--mfa-code", code()])
    const inside = await run(build, home, ["exec", "-q", "admin", "--", ...build.argv, "status"])
    expect([inside.status, inside.stderr]).toEqual([0, ""])
    const lines = inside.stdout.split("\n").map(line => line.split(/ {2,}/))
    expect(lines.slice(0, 5)).toEqual([
      ["Worn: admin, 59m left"],
      [""],
      ["CACHED", "LEFT", "FOR"],
      [`MFA session of ${device}`, "35h 59m", "alice-mfa, admin, deploy, young, chained"],
      ["arn:aws:iam::111122223333:role/Admin", "59m", "admin, chained"],
    ])
    const asJson = json<{ worn: null; cached: { profiles: string[]; left: number }[] }>(
      await run(build, home, ["status", "--json"]),
    )
    expect(asJson.cached.map(({ profiles }) => profiles)).toEqual([
      ["alice-mfa", "admin", "deploy", "young", "chained"],
      ["admin", "chained"],
    ])
    expect(asJson.cached[1]?.left).toBeWithin(3500, 3601)
  })

  test("whoami: who AWS says a profile is, with its time left", async () => {
    const home = newHome()
    await run(build, home, ["login", "admin", "--mfa-code", code()])
    const arns = {
      alice: "arn:aws:iam::111122223333:user/alice",
      bob: "arn:aws:iam::111122223333:user/bob",
      readonly: "arn:aws:sts::111122223333:assumed-role/ReadOnly/guise-alice",
      admin: "arn:aws:sts::111122223333:assumed-role/Admin/guise-alice",
      chained: "arn:aws:sts::111122223333:assumed-role/Chained/guise-alice",
      partner: "arn:aws:sts::444455556666:assumed-role/Partner/guise-alice",
      ci: "arn:aws:sts::111122223333:assumed-role/Ci/guise-alice",
      "alice-mfa": "arn:aws:iam::111122223333:user/alice",
    } as const
    const said = Object.keys(arns).map(async name => {
      const ran = await run(build, home, ["whoami", name, "--json"])
      return [name, json<{ arn: string }>(ran).arn]
    })
    expect(Object.fromEntries(await Promise.all(said))).toEqual(arns)
    const text = await run(build, home, ["whoami", "admin"])
    expect(text.stdout.replace(/AROA\w+/, "AROA…")).toBe(
      "profile    admin\naccount    111122223333\n" +
        "arn        arn:aws:sts::111122223333:assumed-role/Admin/guise-alice\n" +
        "user id    AROA…:guise-alice\nregion     us-east-1\ntime left  59m\n",
    )
    expect((await run(build, home, ["whoami", "bob"])).stdout).toContain("time left  does not expire\n")
  })

  test("explain: every call, its code, and what is cached; nothing is called or written", async () => {
    const home = newHome()
    const text = await run(build, home, ["explain", "chained"])
    expect(text).toMatchObject({ status: 0, stderr: "" })
    expect(text.stdout).toStartWith("Profile chained, working in us-east-1: 3 calls to AWS, 1 MFA code.\n")
    for (const line of [
      "0. MFA session (profile alice)",
      `   call      sts:GetSessionToken in us-east-1 at ${sandbox.url}`,
      "   keys      AKIAIOSFODNN7EXAMPLE from the credentials file",
      "1. Role Admin in account 111122223333 (profile admin)",
      "2. Role Chained in account 111122223333 (profile chained)",
      "   cached    no",
    ])
      expect(text.stdout.split("\n")).toContain(line)
    await run(build, home, ["process", "chained", "--mfa-code", code()])
    const [asFormat, asFlag] = await Promise.all([
      run(build, home, ["explain", "chained", "--format", "json"]),
      run(build, home, ["explain", "-p", "chained", "--json"]),
    ])
    const { steps } = json<{ steps: { action: string; cached?: { secondsLeft: number } }[] }>(asFormat)
    expect(steps.map(({ action }) => action)).toEqual(["sts:GetSessionToken", "sts:AssumeRole", "sts:AssumeRole"])
    expect(steps.every(({ cached }) => (cached?.secondsLeft ?? 0) > 3500)).toBe(true)
    expect(JSON.parse(asFlag.stdout).steps).toHaveLength(3)
    const long = await run(build, home, ["explain", "deploy", "--duration", "4h"])
    expect(long.stdout).toContain("lasts     4 h")
  })

  test("looking makes no file and no call", async () => {
    const home = newHome()
    rmSync(home.env.TMPDIR ?? "", { recursive: true })
    for (const words of [["list"], ["status"], ["explain", "chained"], ["clear", "admin"], ["clear", "--yes"]]) {
      expect((await run(build, home, words)).status).toBe(0)
    }
    await run(build, home, ["--help"])
    await run(build, home, ["explain", "nope"])
    expect(existsSync(`${home.folder}/xdg`)).toBe(false)
    expect(readdirSync(home.folder).sort()).toEqual([".aws", "work"])
    expect(readdirSync(home.cwd)).toEqual([])
    expect(sandbox.calls()).toEqual([])
  })

  test("clear: one profile and the steps behind it, or everything after a yes", async () => {
    const home = newHome()
    await run(build, home, ["process", "chained", "--mfa-code", code()])
    await run(build, home, ["process", "readonly"])
    const one = await run(build, home, ["clear", "readonly"])
    expect(one).toMatchObject({ status: 0, stdout: "", stderr: "guise: forgot 1 cached entry\n" })
    const unasked = await run(build, home, ["clear"])
    expect([unasked.status, unasked.stdout]).toEqual([3, ""])
    expect(unasked.stderr).toContain("hint: guise clear --yes")
    const chain = await run(build, home, ["clear", "-p", "chained", "--json"])
    expect(chain).toMatchObject({ status: 0, stdout: '{"cleared":3}\n', stderr: "" })
    await run(build, home, ["process", "readonly"])
    expect((await run(build, home, ["clear", "--yes", "--quiet"])).stderr).toBe("")
    expect(json<{ cached: [] }>(await run(build, home, ["status", "--json"])).cached).toEqual([])
    expect((await run(build, home, ["clear", "nope"])).status).toBe(4)
  })

  test("login: skipped while more than an hour is left, renewed by --force, refused where there is nothing", async () => {
    const home = newHome()
    const login = (...words: string[]) => run(build, home, ["login", ...words, "--mfa-code", code()])
    const first = await login("admin")
    expect(first).toMatchObject({ status: 0, stdout: "" })
    expect(first.stderr).toMatch(/^guise: signed in: the session lasts another 35h 59m\n$/)
    expect((await login("chained")).stderr).toMatch(/^guise: still signed in: /)
    expect(json<object>(await login("alice-mfa", "--json"))).toMatchObject({ profile: "alice-mfa", renewed: false })
    sandbox.clock.advance(34 * 3600)
    expect((await login("admin")).stderr).toMatch(/^guise: still signed in: /)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
    expect((await login("admin", "--force")).stderr).toMatch(/^guise: signed in: /)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(2)
    const nothing = await login("bob")
    expect([nothing.status, nothing.stdout]).toEqual([4, ""])
    expect(nothing.stderr).toContain("hint: guise explain bob")
  })

  test("login: a role without MFA of its own, behind keys with a device, has nothing to log into either", async () => {
    const home = newHome()
    const ran = await run(build, home, ["login", "partner", "--json"])
    expect(ran.status).toBe(4)
    expect(JSON.parse(ran.stderr).error.code).toBe("not-supported")
  })

  test("--verbose says more on stderr, --quiet nothing, and neither touches stdout", async () => {
    const home = newHome()
    const env = { AWS_BEARER_TOKEN_BEDROCK: "t0ken" }
    const said = await run(build, home, ["export", "readonly", "--format", "process"], { env })
    const quiet = await run(build, home, ["export", "readonly", "--format", "process", "-q"], { env })
    expect(said.stderr).toContain("AWS_BEARER_TOKEN_BEDROCK")
    expect(quiet).toEqual({ ...said, stderr: "" })
  })

  test("a reader that goes away is no error", async () => {
    const ran = await runCommand(["bash", "-c", `set -o pipefail; "$@" | true`, "sh", ...build.argv, "list"], newHome())
    expect(ran).toMatchObject({ status: 0, stderr: "" })
  })
})
