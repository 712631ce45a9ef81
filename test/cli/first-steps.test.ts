import { expect, test } from "bun:test"
import { binary, sitDown, stage, typed, wordOf } from "./harness.ts"

const { newHome, sandbox } = await stage()
const sit = (env: Readonly<Record<string, string>> = {}) => sitDown(binary, newHome(), env)

test("who starts a sandbox at a terminal is told what to type in it, and those lines work", async () => {
  const screen = await sit()
  const said = await typed(screen, "$G sandbox --run -- true")
  const lines = [...said.matchAll(/^ {2}(guise .*?) {2,}/gm)].map(([, line]) => line)
  expect(lines).toHaveLength(3)
  screen.type(`guise() { ${wordOf(binary)} "$@"; }; export -f guise\r`)
  const script = `${lines.join(" && ")} | grep assumed-role/Admin`
  expect(await typed(screen, `$G sandbox --run -- bash -c '${script}'`)).toMatch(/assumed-role\/Admin\/[\s\S]*ended 0/)
}, 30_000)

test("a program, and who asked for quiet, are told nothing of that", async () => {
  const screen = await sit()
  expect(await typed(screen, "$G sandbox --quiet --run -- true")).not.toContain("To begin with")
  expect(await typed(screen, "$G sandbox --run -- true </dev/null 2>&1 | grep -c .")).toMatch(/^0\s/m)
}, 30_000)

test("exec without a command says that it is a shell, and how one leaves it", async () => {
  const screen = await sit({ SHELL: "/bin/sh" })
  screen.type("$G exec readonly\r")
  await screen.see("guise: this is a new shell: exit leaves it")
  screen.type("exit\r")
  expect(await typed(screen, "env | grep -c ^GUISE_PROFILE")).toMatch(/^0\s/m)
  expect(await typed(screen, "$G exec readonly -- true")).not.toContain("new shell")
}, 30_000)

test("who waits at a terminal for an answer of AWS's is told for whose, and may leave", async () => {
  sandbox.faults.add({ kind: "latency", action: "AssumeRole", times: 1, ms: 100_000 })
  const screen = await sit()
  screen.type("$G exec readonly -- true\r")
  await screen.see(`waiting for ${new URL(sandbox.url).host} to answer AssumeRole of arn:`)
  screen.type("\x03")
  await screen.see("READY> ")
  expect(await typed(screen, "echo $?")).toMatch(/^130\s/m)
}, 30_000)
