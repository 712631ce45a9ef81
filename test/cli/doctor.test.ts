import { describe, expect, test } from "bun:test"
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { addToConfig, binary, builds, type Home, json, run, secrets, stage } from "./harness.ts"

const { sandbox, newHome } = await stage()

interface Report {
  readonly guise: { readonly version: string; readonly path: string }
  readonly summary: Readonly<Record<"ok" | "note" | "warning" | "fault" | "leftOut", number>>
  readonly checks: readonly {
    readonly id: string
    readonly verdict?: string
    readonly leftOut?: string
    readonly findings?: readonly { readonly text: string; readonly place?: { readonly line: number } }[]
  }[]
}

const verdictOf = ({ checks }: Report, id: string) => checks.find(check => check.id === id)?.verdict

/** The terminal of the judge: 80 columns. */
function widest(text: string): string {
  return text.split("\n").reduce((widest, line) => (line.length > widest.length ? line : widest), "")
}

describe.each([...builds])("$runtime", build => {
  test("a home in order: no fault, exit 0, nothing written, one unsigned call", async () => {
    const home = newHome()
    rmSync(home.env.TMPDIR ?? "", { recursive: true })
    const ran = await run(build, home, ["doctor"])
    expect([ran.status, ran.stderr]).toEqual([0, ""])
    expect(ran.stdout).toMatch(/^guise \d+\.\d+\.\d+ \(\/.*\)\n\n/)
    expect(ran.stdout).toContain("In order: AWS files, Network.")
    expect(ran.stdout).toContain("AKIAIOSFODNN7EXAMPLE")
    expect(ran.stdout).not.toContain(secrets.key)
    expect(ran.stdout).toMatch(/\d warning, \d notes; \d+ checks in order \(--verbose lists them\)\.\n$/)
    expect(sandbox.calls().map(({ action, accessKeyId }) => [action, accessKeyId])).toEqual([
      ["GetCallerIdentity", undefined],
    ])
    expect(existsSync(`${home.folder}/xdg`)).toBe(false)
    expect(readdirSync(home.folder).sort()).toEqual([".aws", "work"])
  })

  test("a malformed file is one fault with its line, and the environment is still looked at: exit 4", async () => {
    const home = newHome()
    writeFileSync(home.config, "[profile a]\nregion = eu-west-1\nnonsense\n")
    const env = { AWS_BEARER_TOKEN_BEDROCK: "hunter2" }
    const ran = await run(build, home, ["doctor", "--offline"], { env })
    expect([ran.status, ran.stderr]).toEqual([4, ""])
    expect(ran.stdout.match(/ {2}fault /g)).toHaveLength(1)
    expect(ran.stdout.replace(/\n +/g, " ")).toContain(`${home.config}, line 3 `)
    expect(ran.stdout).toContain("AWS_BEARER_TOKEN_BEDROCK")
    expect(ran.stdout).not.toContain("hunter2")
    expect(ran.stdout).toContain("1 fault, ")
    expect(ran.stdout.replace(/\n/g, " ")).toContain(" left out")
  })

  test("settings that guise refuses keep no check from being made", async () => {
    const home = newHome()
    const ran = await run(build, home, ["doctor", "--offline", "--json"], { env: { GUISE_MIN_TTL: "soon" } })
    expect(ran.status).toBe(4)
    expect(verdictOf(json<Report>(ran), "settings")).toBe("fault")
    expect(verdictOf(json<Report>(ran), "plain-keys")).toBe("warning")
  })

  test("the clock, and an endpoint that nobody answers at", async () => {
    const home = newHome()
    sandbox.clock.advance(3600)
    const skewed = await run(build, home, ["doctor"])
    expect(skewed.status).toBe(4)
    expect(skewed.stdout).toMatch(/this machine's clock is 3(599|600|601) s behind AWS's/)
    const env = { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9" }
    const gone = await run(build, home, ["doctor", "admin", "--json"], { env })
    expect(gone.status).toBe(4)
    const report = json<Report>(gone)
    expect(verdictOf(report, "endpoints")).toBe("fault")
    expect(report.checks.find(({ id }) => id === "endpoints")?.findings?.[0]?.text).toContain("127.0.0.1:9")
  })

  test("offline: nobody is called, and what is left out is counted", async () => {
    const ran = await run(build, newHome(), ["doctor", "--offline", "--json"])
    const report = json<Report>(ran)
    expect(ran.status).toBe(0)
    expect(report.checks.filter(({ leftOut }) => leftOut === "--offline").map(({ id }) => id)).toEqual([
      "endpoints",
      "clock",
    ])
    expect(report.summary).toMatchObject({ fault: 0, warning: 1, leftOut: 2 })
    expect(sandbox.calls()).toEqual([])
  })

  test("one profile, by name and by flag; one that is not there", async () => {
    const home = newHome()
    addToConfig(home, "[profile broken]\nsource_profile = nope\nrole_arn = arn:aws:iam::111122223333:role/X")
    const other = await run(build, home, ["doctor", "admin", "--offline"])
    expect([other.status, other.stdout.includes("broken")]).toEqual([0, false])
    const broken = await run(build, home, ["doctor", "-p", "broken", "--offline"])
    expect(broken.status).toBe(4)
    expect(broken.stdout.replace(/\n +/g, " ")).toContain('takes its credentials from "nope", which does not exist')
    const none = await run(build, home, ["doctor", "admim", "--json"])
    expect([none.status, none.stdout]).toEqual([4, ""])
    expect(JSON.parse(none.stderr).error).toMatchObject({
      code: "profile-unknown",
      message: expect.stringContaining('"admin"'),
    })
  })
})

test("it reads well in 24 lines of 80 columns", async () => {
  const home = newHome()
  writeFileSync(home.config, "[profile alice]\nregion = eu-west1\n")
  chmodSync(home.credentials, 0o644)
  const ran = await run(binary, home, ["doctor", "alice", "--offline"])
  expect(ran.stdout.split("\n").length).toBeLessThanOrEqual(24)
  const all = await run(binary, home, ["doctor", "--offline", "--verbose"])
  const breakable = all.stdout
    .split("\n")
    .filter(line => line.trim().includes(" "))
    .join("\n")
  // Paths and what is to be typed are not broken; every other line fits.
  expect(widest(breakable.replace(/\S{50,}/g, "…")).length).toBeLessThanOrEqual(80)
  expect(all.stdout).toContain("  ok       every key pair is whole\n")
  expect(all.stdout).toContain("  -        left out (--offline): this machine's clock is right\n")
})

test("ten thousand profiles with the same trouble are told in a few lines, and all of them in JSON", async () => {
  const home = newHome()
  const profile = (at: number) =>
    `[profile p${at}]\nregion = eu-west1\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = gone${at}\n`
  writeFileSync(home.config, Array.from({ length: 10_000 }, (_none, at) => profile(at)).join(""))
  const ran = await run(binary, home, ["doctor", "--offline"])
  expect(ran.status).toBe(4)
  expect(ran.stdout.split("\n").length).toBeLessThan(60)
  expect(ran.stdout).toContain("9996 more like that")
  expect(ran.stdout).toContain("and 9997 more")
  const report = json<Report>(await run(binary, home, ["doctor", "--offline", "--json"]))
  expect(report.checks.find(({ id }) => id === "regions")?.findings).toHaveLength(10_000)
  expect(existsSync(`${home.folder}/xdg`)).toBe(false)
}, 30_000)

test("a name that would move the cursor is shown, not obeyed", async () => {
  const home = newHome()
  addToConfig(home, "[profile \u001b[2Jevil]\nregion = eu-west1")
  const ran = await run(binary, home, ["doctor", "--offline", "--verbose"])
  expect(ran.stdout).toContain("\\u{1b}[2Jevil")
  expect(ran.stdout).not.toContain("\u001b")
})

test("what the remedies say puts it right", async () => {
  const home: Home = newHome()
  chmodSync(home.credentials, 0o644)
  const before = await run(binary, home, ["doctor", "--offline"])
  expect(before.status).toBe(4)
  const remedy = /→ (chmod 600 \S+)/.exec(before.stdout.replace(/\n +/g, " "))?.[1] ?? ""
  expect(Bun.spawnSync(["sh", "-c", remedy]).exitCode).toBe(0)
  expect((await run(binary, home, ["doctor", "--offline"])).status).toBe(0)
  expect(readFileSync(home.credentials, "utf8")).toContain(secrets.key)
})
