/**
 * `npm test [FILTER…]`: builds, runs every test, and ends with `N passed, N failed` on a line of its own. The binary and
 * the bundle are built first because the command-line tests drive both as people do.
 */
import { existsSync, readdirSync, rmSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { spawn, spawnSync } from "bun"

const build = spawnSync(["bun", "tools/build.ts"], { stdio: ["ignore", "inherit", "inherit"] })
if (build.exitCode !== 0) process.exit(build.exitCode)

clearClocks("/dev/shm")

const filters = process.argv.slice(2)
// Much of a test is waiting (for a prompt, a window of codes, another process), so one more than there are cores.
const workers = `--parallel=${availableParallelism() + 1}`
const tests = spawn(["bun", "test", "--timeout", "120000", workers, ...filters], {
  stdio: ["ignore", "inherit", "pipe"],
})
const report = await echo(tests.stderr)
const status = await tests.exited

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

async function echo(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ""
  for await (const chunk of stream) {
    process.stderr.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}
