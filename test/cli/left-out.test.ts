import { describe, expect, test } from "bun:test"
import { addToConfig, builds, type Document, type Home, json, type RunOptions, run, sitDown, stage } from "./harness.ts"

const { newHome } = await stage()

const keyOf = {
  alice: "AKIAIOSFODNN7EXAMPLE",
  bob: "AKIAI44QH8DHBEXAMPLE",
  default: "AKIA111111111EXAMPLE",
  environment: "AKIA222222222EXAMPLE",
} as const

const keys = { AWS_ACCESS_KEY_ID: keyOf.environment, AWS_SECRET_ACCESS_KEY: "abc" }
const worn = { ...keys, AWS_SESSION_TOKEN: "t", GUISE_PROFILE: "alice" }

function homeWithDefault(): Home {
  const home = newHome()
  addToConfig(home, `[default]\naws_access_key_id = ${keyOf.default}\naws_secret_access_key = abc`)
  return home
}

/** What is set, and whose key each of `process`, `export` and `exec -- CMD` then answers with; nobody at a terminal. */
const table: readonly [set: string, env: RunOptions["env"], process: string, export_: string][] = [
  ["nothing", {}, "default", "default"],
  ["AWS_PROFILE", { AWS_PROFILE: "bob" }, "bob", "bob"],
  ["AWS_DEFAULT_PROFILE", { AWS_DEFAULT_PROFILE: "bob" }, "bob", "bob"],
  ["both", { AWS_PROFILE: "bob", AWS_DEFAULT_PROFILE: "alice" }, "bob", "bob"],
  ["keys", keys, "environment", "environment"],
  ["keys and AWS_PROFILE", { ...keys, AWS_PROFILE: "bob" }, "environment", "bob"],
  ["a guise", worn, "environment", "alice"],
  ["a guise and AWS_PROFILE", { ...worn, AWS_PROFILE: "bob" }, "environment", "alice"],
]

describe.each([...builds])("$runtime", build => {
  test.each([...table])("with %s set", async (_set, env, asProcess, asExport) => {
    const home = homeWithDefault()
    const answer = async (words: readonly string[]) =>
      json<Document>(await run(build, home, words, { env })).AccessKeyId
    const key = (name: string) => keyOf[name as keyof typeof keyOf]
    expect(await answer(["process"])).toBe(key(asProcess))
    expect(await answer(["process", "-q"])).toBe(key(asProcess))
    expect(await answer(["export", "--format", "process"])).toBe(key(asExport))
    const exec = await run(build, home, ["exec", "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID"], { env })
    expect(exec.stdout).toBe(`${key(asExport)}\n`)
  })

  test("a profile that is named beats all that is set", async () => {
    const home = homeWithDefault()
    for (const env of [keys, worn, { AWS_PROFILE: "alice" }]) {
      const ran = await run(build, home, ["process", "bob"], { env })
      expect(json<Document>(ran).AccessKeyId).toBe(keyOf.bob)
    }
  })

  test.each([["login"], ["whoami"], ["explain"], ["exec"]])(
    "%s with nothing named or set: exit 2 and the line to type",
    async verb => {
      const ran = await run(build, homeWithDefault(), [verb])
      expect([ran.status, ran.stdout]).toEqual([2, ""])
      expect(ran.stderr).toMatch(new RegExp(`hint: guise ${verb} PROFILE`))
    },
  )

  test("exec without a command asks which shell is meant, also inside a guise", async () => {
    const ran = await run(build, newHome(), ["exec"], { env: { ...worn, AWS_PROFILE: "bob" } })
    expect([ran.status, ran.stdout]).toEqual([2, ""])
  })

  test.each([
    ["what is worn", { GUISE_PROFILE: "alice", AWS_PROFILE: "bob" }, "alice"],
    ["AWS_PROFILE", { AWS_PROFILE: "bob" }, "bob"],
  ])("whoami and explain without a name are about %s", async (_what, env, name) => {
    const home = newHome()
    const who = await run(build, home, ["whoami", "--json"], { env })
    expect(json<{ profile: string }>(who).profile).toBe(name)
    expect((await run(build, home, ["explain"], { env })).stdout).toStartWith(`Profile ${name},`)
  })

  test("no credentials anywhere: exit 4, never the machine's role, and a profile that names none as well", async () => {
    const home = newHome()
    addToConfig(home, "[profile bare]\nregion = eu-west-1")
    const nothing = await run(build, home, ["process", "--json"])
    expect([nothing.status, JSON.parse(nothing.stderr).error.code]).toEqual([4, "no-credentials"])
    const bare = await run(build, home, ["process", "bare", "--json"])
    expect([bare.status, JSON.parse(bare.stderr).error.code]).toEqual([4, "no-credentials"])
    const gone = await run(build, home, ["process", "--json"], { env: { AWS_PROFILE: "amdin" } })
    expect([gone.status, JSON.parse(gone.stderr).error.code]).toEqual([4, "profile-unknown"])
  })

  test("somebody at the terminal who names nothing gets exit 2 from export and exec, and process goes on", async () => {
    const screen = await sitDown(build, homeWithDefault())
    screen.type("$G export; echo st''atus=$?\r")
    expect(await screen.see(/status=\d+/)).toEndWith("status=2")
    screen.type("$G exec -- true; echo st''atus=$?\r")
    const seen = await screen.see(/status=\d+/)
    expect(seen).toEndWith("status=2")
    expect(seen).toContain("hint: guise exec PROFILE -- CMD")
    screen.type("$G process >/dev/null; echo st''atus=$?\r")
    expect(await screen.see(/status=\d+/)).toEndWith("status=0")
  })
})
