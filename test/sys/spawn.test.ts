import { afterEach, beforeEach, expect, test } from "bun:test"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { runShell, type ShellResult } from "../../src/sys/spawn.ts"
import { until } from "../until.ts"
import { bash, programs, scratch } from "./programs.ts"

const env = { PATH: process.env.PATH ?? "" }
const run = (command: string, more: { timeoutSeconds?: number; maxBytes?: number } = {}) =>
  runShell(command, { env, timeoutSeconds: 30, ...more })

const plain = (result: ShellResult) => ("stdout" in result ? { ...result, stdout: result.stdout.toString() } : result)

let folder = ""
beforeEach(() => {
  folder = scratch()
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each([
  ["what it prints", "echo hi", { end: "exited", status: 0, stdout: "hi\n" }],
  ["its exit status", "echo no; exit 3", { end: "exited", status: 3, stdout: "no\n" }],
  [
    "pipes, quotes and variables are the shell's",
    "x='a  b'; printf %s \"$x\" | tr a c",
    { end: "exited", status: 0, stdout: "c  b" },
  ],
  ["no such command", "nosuchcommand-guise 2>/dev/null", { end: "exited", status: 127, stdout: "" }],
  ["the signal that ended it", "kill -KILL $$", { end: "signalled", signal: "SIGKILL" }],
  ["its stdin is empty", "cat; echo end", { end: "exited", status: 0, stdout: "end\n" }],
  [
    "its stdout, by name as well",
    "echo one >/dev/stdout; echo two",
    { end: "exited", status: 0, stdout: "one\ntwo\n" },
  ],
  ["signals are as by default", "yes | head -1; kill -PIPE $$", { end: "signalled", signal: "SIGPIPE" }],
] as const)("runShell tells %s", async (_sentence, command, expected) => {
  expect(plain(await run(command))).toEqual(expected)
})

test("runShell hands over the environment it is given, and nothing else", async () => {
  const result = await runShell("/usr/bin/env", { env: { A: "1", B: undefined }, timeoutSeconds: 30 })
  const names = plain(result).end === "exited" && "stdout" in result ? result.stdout.toString().match(/^[^=]+/gm) : []
  expect(names?.filter(name => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name))).toEqual(["A"])
})

test("runShell kills what takes too long, with all that it started", async () => {
  const pids = join(folder, "pids")
  const result = await run(`sh -c 'sh -c "echo \\$\\$ >>${pids}; sleep 600" & echo $$ >>${pids}; wait'; true`, {
    timeoutSeconds: 1,
  })
  expect(result).toEqual({ end: "timed-out" })
  const started = readFileSync(pids, "utf8").trim().split("\n")
  expect(started.length).toBe(2)
  await until(() => !started.some(isAlive))
})

/** A zombie that nobody has waited for yet is dead all the same. */
function isAlive(pid: string): boolean {
  const stat = `/proc/${pid}/stat`
  return existsSync(stat) && !readFileSync(stat, "latin1").includes(") Z ")
}

test.each([
  ["is too long", "x".repeat(4 << 20)],
  ["has a zero byte in it", "echo \0"],
])("runShell starts nothing for a line that %s", async (_why, line) => {
  expect(await run(line)).toMatchObject({ end: "not-started" })
})

test("runShell kills what prints too much", async () => {
  expect(await run("yes", { maxBytes: 1000 })).toEqual({ end: "too-long" })
  expect(await run("yes")).toEqual({ end: "too-long" })
})

test("runShell does not wait for an agent that its command left behind", async () => {
  const result = await run("sleep 600 & echo $!")
  if (result.end === "exited") process.kill(Number(result.stdout.toString()))
  expect(result).toMatchObject({ end: "exited", status: 0 })
})

for (const one of await programs()) {
  test(`runShell in ${one.runtime}: stderr is passed on and no part of the result; descriptors of ours are not`, async () => {
    const ran = await bash(
      one,
      `exec 7</dev/null; $G shell 'echo touch your key >&2; echo out; test -e /dev/fd/7 && echo leaked'`,
    )
    expect(ran.stderr).toBe("touch your key\n")
    expect(JSON.parse(ran.stdout)).toEqual({ end: "exited", status: 1, stdout: "out\n" })
  })
}
