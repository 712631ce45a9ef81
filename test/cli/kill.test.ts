import { expect, test } from "bun:test"
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { addToConfig, binary, type Document, environmentOf, type Home, json, run, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()

/** What is killed: everything that writes, and some of what reads. */
const commands: readonly (readonly string[])[] = [
  ["process", "admin", "--fresh"],
  ["process", "chained", "--fresh"],
  ["process", "chained"],
  ["process", "partner", "--fresh"],
  ["login", "admin", "--force"],
  ["exec", "readonly", "--fresh", "--", "true"],
  ["export", "partner", "--fresh", "--format", "ini"],
  ["whoami", "deploy"],
  ["clear", "admin"],
  ["clear", "--yes"],
  ["status"],
  ["list"],
]

const kills = 100
const longest = 60

/** Numbers from 0 to 1, the same at each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Runs a command and kills it `after` milliseconds later, if it still runs. */
async function killed(home: Home, words: readonly string[], after: number): Promise<boolean> {
  const child = Bun.spawn([...binary.argv, ...words], {
    env: environmentOf(home, { GUISE_MFA_CODE: code() }),
    cwd: home.cwd,
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  })
  await Promise.race([Bun.sleep(after), child.exited])
  child.kill("SIGKILL")
  await child.exited
  return child.signalCode === "SIGKILL"
}

/** What --verbose says beside the calls that were made. */
function wrongs({ stderr }: { readonly stderr: string }): string[] {
  return stderr.split("\n").filter(line => !/^(|guise: 127\.0\.0\.1:\d+ answered .*)$/.test(line))
}

test(`kill -9 at any moment: ${kills} times, and every file is readable and complete, and the next run works`, async () => {
  const home = newHome()
  addToConfig(home, `# ${"a large file has an index\n# ".repeat(10_000)}`)
  const before = [home.config, home.credentials].map(path => readFileSync(path, "latin1"))
  const next = random(20_261_120)
  let hit = 0
  for (let round = 0; round < kills; round++) {
    sandbox.clock.advance(30)
    const words = commands[Math.floor(next() * commands.length)] ?? []
    if (await killed(home, words, next() * longest)) hit++
    if (round % 5 !== 4) continue
    sandbox.clock.advance(30)
    const status = await run(binary, home, ["status", "-v"])
    expect([status.status, status.stderr]).toEqual([0, ""])
    const ran = await run(binary, home, ["process", "chained", "-v"], { env: { GUISE_MFA_CODE: code() } })
    expect([ran.status, wrongs(ran)]).toEqual([0, []])
    expect(json<Document>(ran).AccountId).toBe("111122223333")
    expect(wrongs(await run(binary, home, ["process", "partner", "-v"]))).toEqual([])
  }
  expect([home.config, home.credentials].map(path => readFileSync(path, "latin1"))).toEqual(before)
  for (const name of readdirSync(home.cache, { recursive: true }).map(String)) {
    const stat = statSync(join(home.cache, name))
    expect([name, stat.mode & 0o077]).toEqual([name, 0])
  }
  expect(hit).toBeGreaterThan(0)
}, 120_000)

test("kill -9 while the first key is made: whoever comes next makes one, and one only", async () => {
  const next = random(1)
  for (let round = 0; round < 10; round++) {
    const home = newHome()
    await Promise.all([1, 2, 3].map(() => killed(home, ["process", "readonly"], next() * longest)))
    const answers = await Promise.all([1, 2, 3].map(() => run(binary, home, ["process", "readonly", "-v"])))
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1)
    expect(answers.flatMap(({ status, ...ran }) => [status, ...wrongs(ran)])).toEqual([0, 0, 0])
  }
}, 60_000)

test("files that a kill left behind are in nobody's way", async () => {
  const home = newHome()
  await run(binary, home, ["process", "readonly"])
  const [entry = ""] = readdirSync(join(home.cache, "entries"))
  for (const name of ["entries/half.tmp", `entries/${entry}.1.0123456789abcdef.tmp`, "seal.key.1.00000000"]) {
    writeFileSync(join(home.cache, name), "half")
    chmodSync(join(home.cache, name), 0o600)
  }
  expect(await run(binary, home, ["process", "readonly", "-v"])).toMatchObject({ status: 0, stderr: "" })
  expect((await run(binary, home, ["clear", "--yes"])).status).toBe(0)
  expect(readdirSync(join(home.cache, "entries"))).toEqual([])
})
