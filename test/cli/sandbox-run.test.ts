import { describe, expect, test } from "bun:test"
import { readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { scratch } from "../sys/programs.ts"
import { builds, type Home, run, stage, wordOf } from "./harness.ts"

const { newHome } = await stage()

const left = (home: Home) => readdirSync(home.env.TMPDIR ?? "")

describe.each([...builds])("$runtime, sandbox --run", build => {
  test.each([
    ["ends by itself", "exit 7", { status: 7 }],
    ["is killed", "kill -TERM $$", { signal: "SIGTERM" }],
    ["has the sandbox told to end", "kill -TERM $PPID; exec sleep 60", { signal: "SIGTERM" }],
    ["has the sandbox's terminal hang up", "kill -HUP $PPID; exec sleep 60", { signal: "SIGHUP" }],
  ])("leaves no file behind when its command %s", async (_title, line, end) => {
    const home = newHome()
    const words = ["sandbox", "--run", "--", "sh", "-c", `test -s "$AWS_CONFIG_FILE" && echo there; ${line}`]
    expect(await run(build, home, words)).toMatchObject({ ...end, stdout: "there\n" })
    expect(left(home)).toEqual([])
  })

  test("keeps sign-ins to AWS out of the folder where the user's own lie", async () => {
    const home = newHome()
    const words = ["sandbox", "--run", "--", "sh", "-c", 'echo "$AWS_LOGIN_CACHE_DIRECTORY"']
    const { stdout } = await run(build, home, words, { env: { AWS_LOGIN_CACHE_DIRECTORY: `${home.folder}/mine` } })
    expect(stdout).toMatch(/^\/.*guise-sandbox-.*\/login\n$/)
  })

  test("in there `guise` is this very guise, whatever PATH has of that name", async () => {
    const words = [
      "sandbox",
      "--run",
      "--",
      "sh",
      "-c",
      "guise whoami readonly && guise exec readonly -- guise --version",
    ]
    const other = scratch()
    writeFileSync(join(other, "guise"), "#!/bin/sh\necho another\n", { mode: 0o755 })
    const ran = await run(build, newHome(), words, { env: { PATH: `${other}:/usr/bin:/bin` } })
    rmSync(other, { recursive: true })
    expect(ran).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/assumed-role\/ReadOnly[\s\S]*\n\d+\.\d+\.\d+\n$/),
    })
  })

  test("reaches its sandbox past a proxy that the user has, and so does what it asks of it", async () => {
    const words = [
      "sandbox",
      "--run",
      "--",
      "sh",
      "-c",
      `${wordOf(build)} whoami readonly && ${wordOf(build)} sandbox --code`,
    ]
    const env = { HTTP_PROXY: "http://127.0.0.1:1", http_proxy: "http://127.0.0.1:1" }
    const { status, stdout } = await run(build, newHome(), words, { env })
    expect(status).toBe(0)
    expect(stdout).toMatch(/assumed-role\/ReadOnly[\s\S]*\n\d{6}\n$/)
  })
})
