import { afterAll, describe, expect, test } from "bun:test"
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ProgramEnd } from "../../src/sys/program.ts"
import type { Job } from "../../src/timer/job.ts"
import { type Timer, type TimerHost, timersOf, usableTimer } from "../../src/timer/timer.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-timers-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let homes = 0

const job: Job = { words: ["/usr/local/bin/guise", "refresh", "--kept"], env: { PATH: "/opt/bin" } }
const done = (stdout = ""): ProgramEnd => ({ end: "exited", status: 0, stdout, stderr: "" })
const failed = (stderr = ""): ProgramEnd => ({ end: "exited", status: 1, stdout: "", stderr })
const absent: ProgramEnd = { end: "not-started", reason: "ENOENT" }

/** A machine on which programs answer so; `ran` has what was asked of them, with what they read. */
function machine(answer: (line: string) => ProgramEnd) {
  const home = join(folder, String(homes++))
  const ran: string[] = []
  const host: TimerHost = {
    env: { HOME: home },
    home,
    uid: 1000,
    async run({ words, stdin }) {
      ran.push(stdin === undefined ? words.join(" ") : `${words.join(" ")} <${stdin}`)
      return answer(words.join(" "))
    },
  }
  return { host, home, ran }
}

async function timer(host: TimerHost, kind: Timer["kind"], platform: NodeJS.Platform): Promise<Timer> {
  const found = (await timersOf(host, platform)).find(each => each.kind === kind)
  if (found === undefined) throw new Error(`${platform} has no ${kind}`)
  return found
}

describe("which one is used", () => {
  const rows: readonly (readonly [string, NodeJS.Platform, (line: string) => ProgramEnd, unknown])[] = [
    ["systemd, where the user's own answers", "linux", () => done(), { kind: "systemd" }],
    [
      "crontab, where there is nothing else",
      "linux",
      line => (line.startsWith("systemctl") ? absent : done()),
      { kind: "crontab" },
    ],
    [
      "a crontab that is not there yet is one",
      "linux",
      line => (line.startsWith("crontab") ? failed("no crontab for alice\n") : failed()),
      { kind: "crontab" },
    ],
    ["launchd on macOS", "darwin", () => done(), { kind: "launchd" }],
    [
      "crontab on macOS over SSH",
      "darwin",
      line => (line.startsWith("launchctl") ? failed() : done()),
      { kind: "crontab" },
    ],
    ["a scheduled task on Windows", "win32", () => done(), { kind: "schtasks" }],
    [
      "none, with a reason for each",
      "linux",
      () => absent,
      { reasons: ["systemd: no systemd of this user answers", "crontab: there is no crontab program"] },
    ],
    [
      "none, where crontab may not be used",
      "linux",
      () => failed("You (alice) are not allowed to use this program (crontab)\n"),
      { reasons: ["systemd: no systemd of this user answers", "crontab: crontab -l fails"] },
    ],
  ]
  test.each([...rows])("%s", async (_sentence, platform, answer, expected) => {
    expect(await usableTimer(await timersOf(machine(answer).host, platform))).toMatchObject(expected as object)
  })
})

describe("systemd", () => {
  test("gets two files of the user's alone, and is told to begin", async () => {
    const { host, home, ran } = machine(() => done())
    const systemd = await timer(host, "systemd", "linux")
    expect(await systemd.isThere()).toBe(false)
    await systemd.install(job)
    const units = join(home, ".config/systemd/user")
    for (const name of ["guise-refresh.service", "guise-refresh.timer"]) {
      expect(statSync(join(units, name)).mode & 0o777).toBe(0o600)
      expect(systemd.shown(job)).toContain(readFileSync(join(units, name), "utf8"))
    }
    expect(ran).toEqual(["systemctl --user daemon-reload", "systemctl --user enable --now guise-refresh.timer"])
    expect(await systemd.isThere()).toBe(true)
  })

  test("is told to stop, before its files go and after", async () => {
    const { host, ran } = machine(() => done())
    const systemd = await timer(host, "systemd", "linux")
    await systemd.remove()
    expect(ran).toEqual(["systemctl --user disable --now guise-refresh.timer", "systemctl --user daemon-reload"])
  })

  test.each([
    ["where XDG says", { HOME: "/home/alice", XDG_CONFIG_HOME: "/config" }, "/config"],
    ["at home, where XDG names no path", { HOME: "/home/alice", XDG_CONFIG_HOME: "config" }, "/home/alice/.config"],
    ["at home as the system says, without HOME", { HOME: "" }, "/root/.config"],
  ])("reads its files %s", async (_sentence, env, config) => {
    const { host } = machine(() => done())
    const systemd = await timer({ ...host, env, home: "/root" }, "systemd", "linux")
    expect(systemd.shown(job)).toStartWith(`# ${config}/systemd/user/guise-refresh.service\n`)
  })

  test("has nothing of ours left afterwards, also where it does not run any more", async () => {
    const { host, home } = machine(() => done())
    await (await timer(host, "systemd", "linux")).install(job)
    const wants = join(home, ".config/systemd/user/timers.target.wants")
    Bun.spawnSync(["mkdir", wants])
    symlinkSync("../guise-refresh.timer", join(wants, "guise-refresh.timer"))
    const systemd = await timer({ ...host, run: async () => absent }, "systemd", "linux")
    await systemd.remove()
    expect([await systemd.isThere(), existsSync(join(wants, "guise-refresh.timer"))]).toEqual([false, false])
  })

  test("that refuses is an error with the line to run, and none of its words", async () => {
    const { host } = machine(line => (line.includes("enable") ? failed("Failed: hunter2") : done()))
    const systemd = await timer(host, "systemd", "linux")
    const error = await systemd.install(job).catch(error => error)
    expect(await systemd.isThere()).toBe(false)
    expect(error).toMatchObject({ code: "not-supported" })
    expect(error.message).toContain("systemctl --user enable --now guise-refresh.timer ended with 1")
    expect(`${error.message}${error.hint}`).not.toContain("hunter2")
  })
})

describe("launchd", () => {
  test("gets an agent, in the place of a former one, and loses it", async () => {
    const { host, home, ran } = machine(() => done())
    const launchd = await timer(host, "launchd", "darwin")
    await launchd.install(job)
    const file = join(home, "Library/LaunchAgents/guise-refresh.plist")
    expect(launchd.shown(job)).toContain(readFileSync(file, "utf8"))
    await launchd.remove()
    expect([existsSync(file), await launchd.isThere()]).toEqual([false, false])
    expect(ran).toEqual([
      "launchctl bootout gui/1000/guise-refresh",
      `launchctl bootstrap gui/1000 ${file}`,
      "launchctl bootout gui/1000/guise-refresh",
    ])
  })
})

test("an agent that launchd refuses is none: no file of it stays", async () => {
  const { host } = machine(line => (line.includes("bootstrap") ? failed() : done()))
  const launchd = await timer(host, "launchd", "darwin")
  expect(await launchd.install(job).catch(error => error.code)).toBe("not-supported")
  expect(await launchd.isThere()).toBe(false)
})

describe("a scheduled task", () => {
  test("is made from XML in a file that goes again, and deleted", async () => {
    const { host, ran } = machine(() => done())
    const task = await timer(host, "schtasks", "win32")
    await task.install(job)
    await task.remove()
    expect(ran).toEqual([
      expect.stringMatching(/^schtasks \/Create \/TN guise-refresh \/XML .*task\.xml \/F$/),
      "schtasks /Query /TN guise-refresh",
      "schtasks /Delete /TN guise-refresh /F",
    ])
    expect(existsSync(/\/XML (.*) \/F/.exec(ran[0] ?? "")?.[1] ?? "/")).toBe(false)
  })
})

describe("crontab", () => {
  test("gets our line behind those that are there, on its stdin", async () => {
    const { host, ran } = machine(() => done("0 1 * * * true\n"))
    const crontab = await timer(host, "crontab", "linux")
    await crontab.install(job)
    const ours = crontab.shown(job).replace("# in your crontab\n", "")
    expect(ran).toEqual(["crontab -l", `crontab - <0 1 * * * true\n${ours}`])
  })

  test("that cannot be read is not written over", async () => {
    const { host, ran } = machine(() => failed("Permission denied"))
    const crontab = await timer(host, "crontab", "linux")
    for (const change of [crontab.install(job), crontab.remove()])
      expect(await change.catch(error => error.code)).toBe("not-supported")
    expect(ran).toEqual(["crontab -l", "crontab -l"])
  })

  test("with our line alone is taken away as a whole, and one without it is left", async () => {
    const lines = await timer(machine(() => done()).host, "crontab", "linux")
    const ours = lines.shown(job).replace("# in your crontab\n", "")
    for (const [text, end] of [
      [ours, ["crontab -l", "crontab -r"]],
      ["0 1 * * * true\n", ["crontab -l"]],
    ] as const) {
      const { host, ran } = machine(() => done(text))
      await (await timer(host, "crontab", "linux")).remove()
      expect(ran).toEqual([...end])
    }
  })
})
