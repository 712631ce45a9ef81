import { describe, expect, test } from "bun:test"
import { addToConfig, builds, run, stage, wordOf } from "./harness.ts"

const { newHome } = await stage()

describe.each(builds)("credential_process lines that run guise ($runtime)", build => {
  const guise = wordOf(build)
  const profiles = (home: ReturnType<typeof newHome>) =>
    addToConfig(
      home,
      `[profile ma]
credential_process = ${guise} process mb
[profile mb]
credential_process = ${guise} process ma
[profile hidden-a]
credential_process = sh -c "${guise} process hidden-b"
[profile hidden-b]
credential_process = sh -c "${guise} process hidden-a"
[profile loopy]
credential_process = sh -c "${guise} process loopy"
[profile role-a]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = tool-a
[profile tool-a]
credential_process = sh -c "${guise} process role-b"
[profile role-b]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = tool-b
[profile tool-b]
credential_process = sh -c "${guise} process role-a"`,
    )

  // Whoever waits for the other's lock, or for a process to be given up on, does not end within the test's time.
  test.each([
    ["ma", "ma → mb → ma"],
    ["hidden-a", "hidden-a → hidden-b → hidden-a"],
    ["loopy", "loopy → loopy"],
    ["role-a", "tool-a → tool-b → tool-a"],
  ])(
    "%s ends at once, and names the way",
    async (name, path) => {
      const home = newHome()
      profiles(home)
      const { status, stdout, stderr } = await run(build, home, ["process", name])
      expect({ status, stdout }).toEqual({ status: 4, stdout: "" })
      expect(stderr).toContain(path)
    },
    30_000,
  )

  test("that can be followed is refused as what it is", async () => {
    const home = newHome()
    profiles(home)
    const { stderr } = await run(build, home, ["process", "--json", "ma"])
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "profile-loop" } })
  })
})
