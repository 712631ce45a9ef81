import { describe, expect, test } from "bun:test"
import { readdirSync } from "node:fs"
import { builds, type Home, run, stage } from "./harness.ts"

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
})
