import { describe, expect, test } from "bun:test"
import type { LoggedCall } from "../../src/sandbox/call-log.ts"
import type { Screen } from "../sys/screen.ts"
import { until } from "../until.ts"
import {
  addToConfig,
  binary,
  builds,
  device,
  environmentOf,
  type Home,
  type Ran,
  run,
  sitDown,
  stage,
} from "./harness.ts"

const { sandbox, newHome, code } = await stage()
const question = `Enter MFA code for ${device}: `
const waiting =
  "guise: waiting for another guise that is getting the same credentials; it may be asking for a code in another terminal …\n"

function many(count: number, start: (index: number) => Promise<Ran>): Promise<Ran[]> {
  return Promise.all(Array.from({ length: count }, (_none, index) => start(index)))
}

function wordsOf({ action, outcome }: LoggedCall): string {
  return `${action} ${outcome}`
}

describe.each([...builds])("$runtime", build => {
  const crowd = build.runtime === "bun" ? 50 : 12

  test(`${crowd} cold callers with one code among them: one session, one role, equal answers`, async () => {
    const home = newHome()
    const env = { GUISE_MFA_CODE: code() }
    const answers = await many(crowd, () => run(build, home, ["process", "admin"], { env }))
    expect(new Set(answers.map(({ status, stderr }) => `${status} ${stderr.replace(waiting, "")}`))).toEqual(
      new Set(["0 "]),
    )
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1)
    expect(sandbox.calls().map(wordsOf)).toEqual(["GetSessionToken ok", "AssumeRole ok"])
  })

  test("callers of several roles behind one MFA share the session", async () => {
    const home = newHome()
    const env = { GUISE_MFA_CODE: code() }
    const names = ["admin", "deploy", "young", "chained"]
    const answers = await many(12, index => run(build, home, ["process", names[index % 4] ?? ""], { env }))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(0))
    const calls = sandbox.calls().map(wordsOf)
    expect(calls.filter(call => call.startsWith("GetSessionToken"))).toHaveLength(1)
    expect(calls.filter(call => call.startsWith("AssumeRole"))).toHaveLength(4)
  })
})

/** Types a line that starts fifty in the foreground, each with files of its own, and waits for the one question. */
async function fiftyAsk(home: Home): Promise<Screen> {
  const screen = await sitDown(binary, home)
  screen.type(
    "clear; bash -c 'for n in {1..50}; do (\"$0\" process admin >$n.out 2>$n.err; echo $? >$n.status) & done; wait' $G; ",
  )
  screen.type("echo do''ne\r")
  await screen.see(question)
  return screen
}

async function filesOf(home: Home, kind: "out" | "err" | "status"): Promise<string[]> {
  const files = Array.from({ length: 50 }, (_none, index) => Bun.file(`${home.cwd}/${index + 1}.${kind}`))
  return Promise.all(files.map(async file => ((await file.exists()) ? file.text() : "")))
}

test("fifty callers and one prompt: the others say once that they wait, and all get what the one got", async () => {
  const home = newHome()
  const screen = await fiftyAsk(home)
  await until(async () => (await filesOf(home, "err")).filter(text => text === waiting).length === 49)
  screen.type(`${code()}\r`)
  expect(await screen.see("done")).not.toContain(question)
  const [answers, errors] = await Promise.all([filesOf(home, "out"), filesOf(home, "err")])
  expect(new Set(answers).size).toBe(1)
  expect(JSON.parse(answers[0] ?? "").AccessKeyId).toStartWith("ASIA")
  expect(errors.toSorted()).toEqual(["", ...Array(49).fill(waiting)])
  expect(sandbox.calls().map(wordsOf)).toEqual(["GetSessionToken ok", "AssumeRole ok"])
}, 60_000)

test.each([
  ["Ctrl-C", ["\x03"], ["130", ...Array(49).fill("3")]],
  ["Ctrl-D", ["\x04"], Array(50).fill("3")],
  ["three wrong codes", ["wrong", "wrong", "wrong"], Array(50).fill("5")],
] as const)(
  "fifty callers and %s at the one prompt: all fail, with one message each, and nobody asks again",
  async (_how, keys, statuses) => {
    const home = newHome()
    const screen = await fiftyAsk(home)
    await until(async () => (await filesOf(home, "err")).filter(text => text === waiting).length === 49)
    for (const [index, key] of keys.entries()) {
      if (index > 0) await screen.see(question)
      screen.type(
        key === "wrong" ? `${String((Number(code()) + 111_111 * (index + 1)) % 1_000_000).padStart(6, "0")}\r` : key,
      )
    }
    expect(await screen.see("done")).not.toContain(question)
    const [answers, errors, ended] = await Promise.all([
      filesOf(home, "out"),
      filesOf(home, "err"),
      filesOf(home, "status"),
    ])
    expect(answers).toEqual(Array(50).fill(""))
    expect(ended.map(text => text.trim()).toSorted()).toEqual([...statuses].toSorted())
    for (const text of errors) expect(text.replace(waiting, "").match(/^guise: /gm)).toHaveLength(1)
    expect(sandbox.calls("AssumeRole")).toEqual([])
  },
  60_000,
)

test("a holder that is killed frees the rest at once", async () => {
  const home = newHome()
  sandbox.faults.add({ kind: "latency", action: "AssumeRole", times: 1, ms: 100_000 })
  const env = environmentOf(home)
  const holder = Bun.spawn([...binary.argv, "process", "readonly"], {
    env,
    cwd: home.cwd,
    stdio: ["ignore", "ignore", "ignore"],
  })
  await until(() => sandbox.faults.list().length === 0)
  const answers = many(10, () => run(binary, home, ["process", "readonly"]))
  await Bun.sleep(300)
  holder.kill("SIGKILL")
  expect(new Set((await answers).map(({ status, stdout }) => `${status} ${stdout}`)).size).toBe(1)
  expect((await answers)[0]?.status).toBe(0)
}, 60_000)

test("a failure of the network is nobody else's: each waiter tries for itself", async () => {
  const home = newHome()
  addToConfig(
    home,
    "[profile far]\nregion = us-east-1\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly\nendpoint_url = http://127.0.0.1:9",
  )
  const env = { AWS_ENDPOINT_URL_STS: undefined, AWS_ENDPOINT_URL: undefined }
  const answers = await many(5, () => run(binary, home, ["process", "far"], { env }))
  for (const { status, stdout, stderr } of answers) {
    expect([status, stdout]).toEqual([6, ""])
    expect(stderr).toContain("127.0.0.1:9")
  }
}, 60_000)
