import { describe, expect, test } from "bun:test"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import {
  addToConfig,
  bash,
  builds,
  type Document,
  type Home,
  json,
  later,
  run,
  stage,
  writeSettings,
} from "./harness.ts"

const { sandbox, newHome } = await stage()

const waysOf = (home: Home) => {
  const folder = join(home.cache, "ways")
  return existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : []
}

const replace = (file: string, before: string, after: string) =>
  writeFileSync(file, readFileSync(file, "utf8").replace(before, after))

const partner = `role_arn = arn:aws:iam::444455556666:role/Partner
external_id = guise-partner-42`

/** What changes after a warm run, and what the next one says then: an account, or an exit status and words. */
const changes: readonly [
  sentence: string,
  change: (home: Home) => Record<string, string> | undefined,
  account: string | undefined,
  status: number,
  says: string,
][] = [
  [
    "the role in the config file",
    home => {
      replace(home.config, "role_arn = arn:aws:iam::111122223333:role/ReadOnly", partner)
      return undefined
    },
    "444455556666",
    0,
    "",
  ],
  [
    "a line of the config file, which is malformed now",
    home => {
      addToConfig(home, "no equals sign")
      return undefined
    },
    undefined,
    4,
    'has no "="',
  ],
  [
    "the keys that the role is taken with, which are gone",
    home => {
      writeFileSync(home.credentials, "")
      return undefined
    },
    undefined,
    4,
    "alice",
  ],
  ["the endpoint", () => ({ AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9" }), undefined, 6, "127.0.0.1:9"],
  ["a variable of the settings", () => ({ GUISE_MIN_TTL: "soon" }), undefined, 4, "GUISE_MIN_TTL"],
  [
    "the settings, which are wrong now",
    home => {
      writeSettings(home, 'nosuch = "1"\n')
      return undefined
    },
    undefined,
    4,
    "config.toml:1",
  ],
]

describe.each([...builds])("$runtime", build => {
  const get = (home: Home, name: string, env?: Record<string, string>) =>
    run(build, home, ["process", name], { env: env ?? {} })

  test("a way that was gone once is kept, and AWS is not asked again", async () => {
    const home = newHome()
    const first = await get(home, "readonly")
    expect([first.status, waysOf(home).length, sandbox.calls().length]).toEqual([0, 1, 1])
    expect(await get(home, "readonly")).toEqual(first)
    expect(await run(build, home, ["process", "-p", "readonly"])).toEqual(first)
    expect([waysOf(home).length, sandbox.calls().length]).toEqual([1, 1])
  })

  test.each([...changes])("%s changes: the kept way is gone no more", async (_what, change, account, status, says) => {
    const home = newHome()
    await get(home, "readonly")
    expect((await get(home, "readonly")).status).toBe(0)
    const ran = await get(home, "readonly", change(home))
    expect([ran.status, ran.stderr]).toEqual([status, expect.stringContaining(says)])
    if (account !== undefined) expect(json<Document>(ran).AccountId).toBe(account)
    else expect(ran.stdout).toBe("")
  })

  test("without a name, the way is that of the profile which the environment names", async () => {
    const home = newHome()
    const as = (AWS_PROFILE: string) => run(build, home, ["process"], { env: { AWS_PROFILE } })
    for (const _round of [1, 2]) {
      expect(json<Document>(await as("readonly")).AccountId).toBe("111122223333")
      expect(json<Document>(await as("partner")).AccountId).toBe("444455556666")
    }
    expect(sandbox.calls()).toHaveLength(2)
  })

  test("what is cleared, or near its end, is had anew by the same way", async () => {
    const home = newHome()
    const [first, second] = [await get(home, "readonly"), await get(home, "readonly")]
    expect(second.stdout).toBe(first.stdout)
    await run(build, home, ["clear", "readonly"])
    const third = await get(home, "readonly")
    expect(third.stdout).not.toBe(first.stdout)
    sandbox.clock.advance(50 * 60)
    const fourth = await run(later(build, 50 * 60), home, ["process", "readonly"])
    expect([fourth.status, fourth.stdout === third.stdout]).toEqual([0, false])
    expect(sandbox.calls()).toHaveLength(3)
  })

  test("a way that was tampered with is not gone", async () => {
    const home = newHome()
    const first = await get(home, "readonly")
    for (const file of waysOf(home)) writeFileSync(file, readFileSync(file).fill(0, 40, 60))
    expect(await get(home, "readonly")).toEqual(first)
    expect(sandbox.calls()).toHaveLength(1)
  })

  test("keys that are handed out as they stand leave nothing behind", async () => {
    const home = newHome()
    const expiration = new Date(Date.now() + 3_600_000).toISOString()
    writeFileSync(
      home.credentials,
      `${readFileSync(home.credentials, "utf8")}
[kept]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_session_token = token
expiration = ${expiration}
`,
    )
    for (const name of ["alice", "kept", "alice", "kept"]) expect((await get(home, name)).status).toBe(0)
    expect(existsSync(home.cache)).toBe(false)
  })

  test("a command sees the same by the kept way as by the long one", async () => {
    const home = newHome()
    const line = "$G exec readonly -- env | grep -v '^_=' | sort; ls /proc/self/fd"
    const env = { AWS_PROFILE: "bob", AWS_BEARER_TOKEN_BEDROCK: "x", AWS_SECURITY_TOKEN: "y" }
    const first = await bash(build, home, line, { env })
    expect(first.stdout).toContain("GUISE_PROFILE=readonly")
    expect(first.stderr).toContain("AWS_BEARER_TOKEN_BEDROCK")
    expect(await bash(build, home, line, { env })).toEqual(first)
    expect(sandbox.calls()).toHaveLength(1)
  })

  test("a name that has to be typed first is asked for, also on a kept way", async () => {
    const home = newHome()
    const env = { GUISE_CONFIRM: "true" }
    await run(build, home, ["process", "readonly"], { env })
    const ran = await run(build, home, ["exec", "readonly", "--", "true"], { env })
    expect([ran.status, ran.stderr]).toEqual([3, expect.stringContaining("wants its name typed")])
  })

  test("a command that is not found is told as ever", async () => {
    const home = newHome()
    await get(home, "readonly")
    const ran = await run(build, home, ["exec", "readonly", "--", "nosuchcommand-guise"])
    expect([ran.status, ran.stderr]).toEqual([127, expect.stringContaining("nosuchcommand-guise")])
  })
})
