import { describe, expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { settingsFile } from "../../src/config/settings.ts"
import { binary, builds, type Document, type Home, json, later, run, stage, writeSettings } from "./harness.ts"

const { sandbox, newHome, code } = await stage()

function homeWith(settings: string): Home {
  const home = newHome()
  writeSettings(home, settings)
  return home
}

const secondsTo = ({ Expiration = "" }: Document) => (Date.parse(Expiration) - Date.now()) / 1000
const asked = () => sandbox.calls().map(({ action, params }) => `${action} ${params.DurationSeconds ?? "-"}`)

describe.each([...builds])("$runtime", build => {
  test("durations go to AWS: the session's with the session, the role's with the role, in every command", async () => {
    const home = homeWith('session-duration = "2h"\nrole-duration = "30m"\n')
    const env = { GUISE_MFA_CODE: code() }
    const document = await run(build, home, ["process", "admin"], { env })
    expect(document).toMatchObject({ status: 0, stderr: "" })
    expect(secondsTo(json<Document>(document))).toBeWithin(1790, 1802)
    expect(asked()).toEqual(["GetSessionToken 7200", "AssumeRole 1800"])
    // What one command cached, the others find: they plan with the same settings.
    for (const words of [
      ["exec", "admin", "--", "true"],
      ["export", "admin"],
      ["login", "admin"],
    ])
      expect((await run(build, home, words)).status).toBe(0)
    expect(asked()).toHaveLength(2)
    const status = await run(build, home, ["status", "--json"])
    const cached = json<{ cached: readonly { profiles: readonly string[] }[] }>(status).cached
    expect(cached.some(({ profiles }) => profiles.join() === "admin")).toBe(true)
    expect(json<{ cleared: number }>(await run(build, home, ["clear", "admin", "--json"])).cleared).toBe(2)
  })

  test("a flag over a variable, over a pattern, over the head of the file", async () => {
    const home = homeWith('role-duration = "20m"\n[[profile]]\nmatch = "read*"\nrole-duration = "30m"\n')
    const get = (words: readonly string[], env = {}) => run(build, home, ["process", ...words], { env })
    await get(["partner"])
    await get(["readonly"])
    await get(["readonly"], { GUISE_ROLE_DURATION: "40m" })
    await get(["readonly", "-d", "50m"], { GUISE_ROLE_DURATION: "40m" })
    await get([], { AWS_PROFILE: "readonly", GUISE_ROLE_DURATION: "25m" })
    expect(asked()).toEqual([
      "AssumeRole 1200",
      "AssumeRole 1800",
      "AssumeRole 2400",
      "AssumeRole 3000",
      "AssumeRole 1500",
    ])
  })

  test("patterns speak for the profile that was found, also where nobody named it", async () => {
    const home = homeWith('[[profile]]\nmatch = "readonly"\nrole-duration = 900\n')
    expect((await run(build, home, ["process"], { env: { AWS_PROFILE: "readonly" } })).status).toBe(0)
    expect(asked()).toEqual(["AssumeRole 900"])
  })

  test("env: extra variables for the command and for the shell, hostile values intact", async () => {
    const value = "a b'c\"d$(id)`e`\\f"
    const home = homeWith(`[[profile]]\nmatch = "*only"\nenv = { EXTRA = ${JSON.stringify(value)} }\n`)
    const child = await run(build, home, ["exec", "readonly", "--", "printenv", "EXTRA"])
    expect(child.stdout).toBe(`${value}\n`)
    const shell = `eval "$(${build.argv.map(word => `'${word}'`).join(" ")} export readonly)"; printf %s "$EXTRA"`
    const out = Bun.spawnSync(["bash", "-c", shell], { env: { ...home.env }, stderr: "ignore" })
    expect(out.stdout.toString()).toBe(value)
    const other = await run(build, home, ["exec", "partner", "--", "printenv", "EXTRA"])
    expect([other.status, other.stdout]).toEqual([1, ""])
    const over = await run(build, home, ["exec", "readonly", "--", "printenv", "EXTRA"], {
      env: { GUISE_ENV: "EXTRA=x" },
    })
    expect(over.stdout).toBe("x\n")
  })

  test("as: the setting is what --as would be, and --as stands over it", async () => {
    const home = homeWith('as = "process"\n')
    const line = ["--", "sh", "-c", "printenv AWS_ACCESS_KEY_ID || echo none"]
    expect((await run(build, home, ["exec", "readonly", ...line])).stdout).toBe("none\n")
    expect((await run(build, home, ["exec", "readonly", "--as", "env", ...line])).stdout).toStartWith("ASIA")
    const asked = ["--", "sh", "-c", "printenv AWS_CONTAINER_CREDENTIALS_FULL_URI"]
    const server = await run(build, home, ["exec", "readonly", ...asked], { env: { GUISE_AS: "server" } })
    expect(server.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/p\/readonly\n$/)
  })

  test.each([
    ["an unknown key", "\nmin-tl = 5\n", 2, '"min-tl" is no setting. Nearest: "min-ttl".', "settings-invalid"],
    ["no TOML", 'as = "env"\n[\n', 2, "this is no TOML: ", "file-malformed"],
    [
      "a forbidden variable",
      '[[profile]]\nmatch = "x"\nenv = { PATH = "/" }\n',
      3,
      'env may not set "PATH"',
      "settings-invalid",
    ],
  ])(
    "%s is refused by every command that reads it, with file and line",
    async (_sentence, text, line, says, errorCode) => {
      const home = homeWith(text)
      for (const words of [["process", "alice"], ["exec", "alice", "--", "true"], ["get", "--settings"], ["list"]]) {
        const ran = await run(build, home, words)
        expect([ran.status, ran.stdout]).toEqual([4, ""])
        expect(ran.stderr).toStartWith(`guise: ${settingsFile(home.env)}:${line}: ${says}`)
        expect(ran.stderr).toContain("\nhint: ")
      }
      expect(JSON.parse((await run(build, home, ["list", "--json"])).stderr).error.code).toBe(errorCode)
      expect(sandbox.calls()).toEqual([])
    },
  )

  test("a variable that does not fit is named", async () => {
    const ran = await run(build, newHome(), ["process", "alice"], { env: { GUISE_MIN_TTL: "soon" } })
    expect([ran.status, ran.stdout]).toEqual([4, ""])
    expect(ran.stderr).toStartWith('guise: GUISE_MIN_TTL: min-ttl is "soon", wanted is a duration')
  })

  test("looking makes no file", async () => {
    const home = newHome()
    expect((await run(build, home, ["get", "--settings"])).status).toBe(0)
    expect(existsSync(dirname(settingsFile(home.env)))).toBe(false)
  })

  test("get says what holds and where it was said", async () => {
    const home = homeWith('# mine\nmin-ttl = 1800\n\n[[profile]]\nmatch = "read*"\nmin-ttl = "40m"\nconfirm = true\n')
    const file = settingsFile(home.env)
    const from = async (words: readonly string[], env = {}) =>
      json<{ value: string | null; from: string }>(
        await run(build, home, ["get", "--settings", "--json", ...words], { env }),
      )
    expect(await from(["min-ttl"])).toMatchObject({ value: "30m", from: `${file}:2` })
    expect(await from(["min-ttl", "-p", "readonly"])).toMatchObject({ value: "40m", from: `"read*" ${file}:6` })
    expect(await from(["min-ttl", "-p", "readonly"], { GUISE_MIN_TTL: "1h" })).toMatchObject({
      value: "1h",
      from: "GUISE_MIN_TTL",
    })
    expect(await from(["session-duration"])).toMatchObject({ value: "36h", from: "default" })
    expect(await from(["browser"])).toMatchObject({ value: null, from: "" })
    const one = await run(build, home, ["get", "--settings", "confirm", "-p", "readonly"])
    expect(one).toMatchObject({ status: 0, stdout: "true\n", stderr: "" })
    const all = await run(build, home, ["get", "--settings"])
    expect(all.stdout).toMatch(/^SETTING +VALUE +FROM\s*\n/)
    expect(all.stdout).toMatch(/^browser +-/m)
  })

  test("set changes one line and leaves the rest", async () => {
    const home = homeWith("# mine\nmin-ttl = 1800 # half\n")
    const set = (...words: string[]) => run(build, home, ["set", "--settings", ...words])
    const text = () => readFileSync(settingsFile(home.env), "utf8")
    expect((await set("min-ttl", "20m")).status).toBe(0)
    expect(text()).toBe('# mine\nmin-ttl = "20m" # half\n')
    await set("confirm", "yes", "--match", "*prod*")
    await set("env", "A=b,C=d e", "--match", "*prod*")
    expect(text()).toBe(
      '# mine\nmin-ttl = "20m" # half\n\n[[profile]]\nmatch = "*prod*"\nconfirm = true\nenv = { A = "b", C = "d e" }\n',
    )
    await set("min-ttl", "--unset")
    expect(text()).toStartWith("# mine\n\n[[profile]]")
  })

  test("set --init writes a commented file once", async () => {
    const home = newHome()
    expect(await run(build, home, ["set", "--settings", "--init"])).toMatchObject({ status: 0, stdout: "" })
    const before = readFileSync(settingsFile(home.env), "utf8")
    expect(before).toContain('# session-duration = "12h"\n')
    const again = await run(build, home, ["set", "--settings", "--init"])
    expect([again.status, readFileSync(settingsFile(home.env), "utf8")]).toEqual([2, before])
  })

  test.each([
    ["a setting where a profile stands", ["set", "min-ttl", "5m"], 2, "guise set --settings min-ttl 5m"],
    ["get of one likewise", ["get", "min-ttl"], 2, "guise get --settings min-ttl"],
    ["a profile's words", ["set", "--settings", "alice", "region", "eu-west-1"], 2, "3 words, and place for 2"],
    ["what is about profiles alone", ["set", "--settings", "min-ttl", "5m", "--dry-run"], 2, "are about profiles"],
    ["what is about settings alone", ["set", "alice", "region", "eu-west-1", "--match", "a*"], 2, "say --settings"],
    ["an unknown setting", ["set", "--settings", "min-tl", "5m"], 2, 'Nearest: "min-ttl"'],
    ["no value", ["set", "--settings", "min-ttl"], 2, "No value"],
    ["a value that does not fit", ["set", "--settings", "min-ttl", "soon"], 2, "wanted is a duration"],
    ["what is said per profile", ["set", "--settings", "confirm", "true"], 2, "said per profile"],
    ["a forbidden variable", ["set", "--settings", "env", "PATH=x", "--match", "a"], 2, 'may not set "PATH"'],
    ["an empty pattern", ["set", "--settings", "confirm", "true", "--match", ""], 2, "--match wants"],
  ])("set refuses %s, and writes nothing", async (_sentence, words, status, says) => {
    const home = newHome()
    const ran = await run(build, home, words)
    expect([ran.status, ran.stdout]).toEqual([status, ""])
    expect(ran.stderr).toContain(says)
    expect(existsSync(settingsFile(home.env))).toBe(false)
  })
})

test("min-ttl: what has less left is made anew, for SDKs too", async () => {
  const home = homeWith('min-ttl = "55m"\n')
  const id = async (build: typeof binary, ...words: string[]) =>
    json<Document>(await run(build, home, ["process", "readonly", ...words])).AccessKeyId
  const first = await id(binary)
  expect(await id(binary)).toBe(first)
  const old = later(binary, 600)
  expect(await id(old, "--min-ttl", "20m")).toBe(first)
  expect(await id(old)).not.toBe(first)
})
