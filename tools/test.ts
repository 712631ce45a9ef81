/**
 * `npm test [FILTER…]`: builds, runs every test, and ends with `N passed, N failed` on a line of its own. The binary and
 * the bundle are built first because the command-line tests drive both as people do.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { Glob, spawn, spawnSync } from "bun"

/** Files that are begun first, in this order; the others are short. */
const first = [
  // In a clean clone these three make what others would wait for: a Python environment, aws-vault, age.
  "test/interop/ways.test.ts",
  "test/keys/import-aws-vault.test.ts",
  "test/store/file-age.test.ts",
  // A long one that is begun last would run on alone.
  "test/shell/sequences.test.ts",
  "test/store/pass.test.ts",
  "test/shell/hook.test.ts",
  "test/cli/kept-fresh.test.ts",
  "test/cli/keys-rotate.test.ts",
  "test/shell/prompt.test.ts",
  "test/store/file-passphrase.test.ts",
  "test/store/keyring.test.ts",
  "test/docs/pages.test.ts",
  "test/conformance/differential/differential.test.ts",
  "test/conformance/conformance.test.ts",
]

const build = spawnSync(["bun", "tools/build.ts"], { stdio: ["ignore", "inherit", "inherit"] })
if (build.exitCode !== 0) process.exit(build.exitCode)

clearClocks("/dev/shm")

const filters = process.argv.slice(2)
// Much of a test is waiting (for a prompt, a window of codes, another process), so one more than there are cores.
const workers = `--parallel=${availableParallelism() + 1}`
const folder = mkdtempSync(join(tmpdir(), "guise-test-"))
const tests = spawn(["bun", "test", "--timeout", "120000", workers, inOrder(folder), ...filters], {
  stdio: ["ignore", "inherit", "pipe"],
})
const report = await echo(tests.stderr)
const status = await tests.exited
rmSync(folder, { recursive: true, force: true })

const count = (word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}$`, "m").exec(report)?.[1] ?? 0)
// A file that could not be loaded is counted by nobody else.
const failed = count("fail") + count("errors?")
console.log(`\n${count("pass")} passed, ${failed === 0 && status !== 0 ? 1 : failed} failed`)
process.exit(status)

/**
 * faketime(1) names the memory that its programs share by its own process id, and leaves it behind when it is killed:
 * the next faketime of that number would fail. What belongs to no process any more goes.
 */
function clearClocks(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const owner = /^(?:sem\.faketime_sem|faketime_shm)_(\d+)$/.exec(name)?.[1]
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) rmSync(join(folder, name), { force: true })
  }
}

/**
 * Bun begins with what took longest, and takes a file that it has no time of for one of them: so each has one. Error: a
 * file of `first` that has another name by now, and would lose its place unseen.
 */
function inOrder(folder: string): string {
  const gone = first.filter(path => !existsSync(path))
  if (gone.length > 0) throw new Error(`tools/test.ts: there is no ${gone.join(", ")} any more`)
  const times = [...new Glob("test/**/*.test.ts").scanSync()].map(path => [path, 1] as const)
  const long = first.map((path, at) => [path, 60_000 - at] as const)
  const file = join(folder, "times.json")
  writeFileSync(file, JSON.stringify({ version: 1, files: Object.fromEntries([...times, ...long]) }))
  return `--timings=${file}`
}

async function echo(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ""
  for await (const chunk of stream) {
    process.stderr.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}
