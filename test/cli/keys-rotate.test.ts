import { describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { binary, builds, type Home, json, run, runCommand, stage } from "./harness.ts"

const { sandbox, newHome } = await stage()
const oldKey = "AKIAIOSFODNN7EXAMPLE"
const alice = () => [...sandbox.state.accounts.values()].flatMap(({ users }) => users.get("alice") ?? [])[0]

const keysAtAws = () => {
  const user = alice()
  return user === undefined ? [] : sandbox.iam.keysOf(user).map(({ id, active }) => `${id} ${active}`)
}
const whoIs = async (home: Home) => (await run(binary, home, ["whoami", "alice", "--json"])).status
const keyOf = async (home: Home) =>
  json<{ profile: string; keyId: string }[]>(await run(binary, home, ["keys", "list", "--json"]))
    .filter(({ profile }) => profile === "alice")
    .map(({ keyId }) => keyId)

for (const build of builds)
  describe(`keys rotate in ${build.runtime}`, () => {
    test("of a pair in a store: one new key, which works; the old one is gone", async () => {
      const home = newHome()
      expect((await run(build, home, ["keys", "move", "alice", "--to", "plain"])).status).toBe(0)
      const rotated = await run(build, home, ["keys", "rotate", "alice", "--yes", "--json"])
      expect([rotated.status, rotated.stderr]).toEqual([0, ""])
      const { newKeyId } = json<{ newKeyId: string }>(rotated)
      expect(json<object>(rotated)).toEqual({ profile: "alice", oldKeyId: oldKey, newKeyId, state: "deleted" })
      expect(keysAtAws()).toEqual([`${newKeyId} true`])
      expect(await keyOf(home)).toEqual([newKeyId])
      expect(await whoIs(home)).toBe(0)
    })
  })

describe("keys rotate", () => {
  test("of a pair in the credentials file changes its two values and nothing else", async () => {
    const home = newHome()
    const before = readFileSync(home.credentials, "utf8")
    expect((await run(binary, home, ["keys", "rotate", "alice", "--yes", "--keep-old"])).status).toBe(0)
    const after = readFileSync(home.credentials, "utf8")
    const [newKey = ""] = await keyOf(home)
    expect(keysAtAws()).toEqual([`${oldKey} false`, `${newKey} true`])
    const changed = after.split("\n").filter((line, at) => line !== before.split("\n")[at])
    expect(changed.map(line => line.split(" ")[0])).toEqual(["aws_access_key_id", "aws_secret_access_key"])
    expect(await whoIs(home)).toBe(0)
  })

  test("wants a yes, and shows its steps without one", async () => {
    const home = newHome()
    expect((await run(binary, home, ["keys", "rotate", "alice"])).status).toBe(3)
    const shown = await run(binary, home, ["keys", "rotate", "alice", "--dry-run"])
    expect(shown.stdout).toMatch(/^ 1\. have AWS make a second access key/)
    expect(keysAtAws()).toEqual([`${oldKey} true`])
    expect(sandbox.calls("CreateAccessKey")).toEqual([])
  })

  test("refuses with two keys at AWS already, and names the other one", async () => {
    const home = newHome()
    const user = alice()
    const other = user && sandbox.iam.createKey(user)
    const refused = await run(binary, home, ["keys", "rotate", "alice", "--yes"])
    expect([refused.status === 0, refused.stderr.includes(other?.id ?? "?")]).toEqual([false, true])
    expect(keysAtAws()).toHaveLength(2)
    expect(await keyOf(home)).toEqual([oldKey])
  })

  test.each(["throttle", "error", "drop-after", "drop"] as const)(
    "when CreateAccessKey ends in %s: the old key works, and the next run ends with one",
    async kind => {
      const home = newHome()
      sandbox.faults.add({ kind, action: "CreateAccessKey", times: 5 })
      expect((await run(binary, home, ["keys", "rotate", "alice", "--yes"])).status).not.toBe(0)
      expect(await whoIs(home)).toBe(0)
      sandbox.faults.clear()
      for (let runs = 0; runs < 3 && (await keyOf(home))[0] === oldKey; runs += 1)
        await run(binary, home, ["keys", "rotate", "alice", "--yes"])
      const [newKey = ""] = await keyOf(home)
      expect(newKey).not.toBe(oldKey)
      expect(keysAtAws()).toEqual([`${newKey} true`])
      expect(await whoIs(home)).toBe(0)
    },
    30_000,
  )

  test("killed at any change of a file: a stored key works, and the next run ends with one", async () => {
    const home = newHome()
    expect((await run(binary, home, ["keys", "move", "alice", "--to", "plain"])).status).toBe(0)
    let [inUse = ""] = await keyOf(home)
    let kills = 0
    for (let n = 1; n < 40; n += 1) {
      const calls = "rename,renameat,renameat2"
      const strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${calls}`]
      const inject = ["-e", `inject=${calls}:signal=SIGKILL:when=${n}`]
      const { status } = await runCommand(
        [...strace, ...inject, ...binary.argv, "keys", "rotate", "alice", "--yes"],
        home,
      )
      if (status === 0) break
      kills += 1
      expect([n, await whoIs(home)]).toEqual([n, 0])
      const resumed = await run(binary, home, ["keys", "rotate", "alice", "--yes"])
      expect([n, resumed.status, resumed.status === 0 ? "" : resumed.stderr]).toEqual([n, 0, ""])
      const [now = ""] = await keyOf(home)
      expect(keysAtAws()).toEqual([`${now} true`])
      expect(now).not.toBe(inUse)
      inUse = now
    }
    expect(kills).toBeGreaterThan(3)
  }, 120_000)
})
