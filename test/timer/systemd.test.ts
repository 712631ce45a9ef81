import { afterAll, expect, test } from "bun:test"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import fc from "fast-check"
import type { Job } from "../../src/timer/job.ts"
import { systemdUnits } from "../../src/timer/systemd.ts"
import { jobAt, odd } from "./words.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-systemd-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `systemd-analyze verify` says of the units of this job. */
function verified(job: Job, at: string): { readonly status: number; readonly says: string } {
  const units = systemdUnits(job, at)
  mkdirSync(at, { recursive: true })
  for (const { path, text } of units) writeFileSync(path, text)
  const paths = units.map(({ path }) => path)
  const { exitCode, stdout, stderr } = Bun.spawnSync(["systemd-analyze", "verify", "--man=no", ...paths])
  return {
    status: exitCode,
    says: `${stdout}${stderr}`
      .split("\n")
      .filter(line => line.includes("guise-refresh"))
      .join("\n"),
  }
}

/** A program that may be run: systemd looks whether it may. */
function programAt(path: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, "#!/bin/sh\n")
  chmodSync(path, 0o755)
  return path
}

test("systemd has nothing to say against the units", () => {
  const program = programAt(join(folder, "bin/guise"))
  expect(verified({ words: [program, "refresh"], env: {} }, join(folder, "plain"))).toEqual({ status: 0, says: "" })
})

test("nor against a path with all that a path of its own may have", () => {
  const program = programAt(join(folder, "a $b 50% $HOME é", "guise"))
  expect(verified(jobAt(program), join(folder, "own"))).toEqual({ status: 0, says: "" })
})

test("nor where the program's path and every other word are as odd as they can be", () => {
  const program = programAt(join(folder, "a $b 50% 'x' \"y\" \\z é", "guise"))
  expect(verified(jobAt(program), join(folder, "odd"))).toEqual({ status: 0, says: "" })
})

test("and it does look: a program that is not there is named", () => {
  const { status, says } = verified({ words: ["/nowhere/guise"], env: {} }, join(folder, "absent"))
  expect(status).not.toBe(0)
  expect(says).toContain("/nowhere/guise")
})

test("words come back as they were by systemd's own rules of quoting", () => {
  const word = fc.oneof(
    fc.constant(odd),
    fc.string({ unit: "grapheme" }).filter(text => !/\p{Cc}/u.test(text)),
  )
  fc.assert(
    fc.property(fc.array(word), fc.array(word), (words, values) => {
      const env = Object.fromEntries(values.map((value, at) => [`V${at}`, value]))
      const [{ text }] = systemdUnits({ words: ["/bin/guise", ...words], env }, "/x")
      const lines = text.split("\n")
      const [command = ""] = lines.filter(line => line.startsWith("ExecStart="))
      expect(wordsOf(command.slice("ExecStart=".length), true)).toEqual(["/bin/guise", ...words])
      const variables = lines
        .filter(line => line.startsWith("Environment="))
        .map(line => line.slice("Environment=".length))
      expect(variables.flatMap(line => wordsOf(line, false))).toEqual(values.map((value, at) => `V${at}=${value}`))
    }),
  )
})

/** systemd.syntax(7), systemd.service(5): quotes and backslashes, `%%`, and in commands `$$` behind the program. */
function wordsOf(line: string, command: boolean): readonly string[] {
  const words = line.match(/"(?:\\.|[^"\\])*"/gs) ?? []
  expect(words.join(" ")).toBe(line)
  return words.map((word, at) => {
    const plain = word.slice(1, -1).replace(/\\(.)/gs, "$1").replaceAll("%%", "%")
    return command && at > 0 ? plain.replaceAll("$$", "$") : plain
  })
}

test("the timer looks every five minutes, spread, and catches up after a sleep", () => {
  const [, { path, text }] = systemdUnits({ words: ["/bin/guise"], env: {} }, "/x")
  expect(path).toBe("/x/guise-refresh.timer")
  for (const line of ["OnCalendar=*:0/5", "RandomizedDelaySec=30", "Persistent=true", "WantedBy=timers.target"])
    expect(text.split("\n")).toContain(line)
})
