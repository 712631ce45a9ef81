import { afterAll, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { logFile, logLine } from "../../src/fresh/log.ts"
import { changeWritten, readWritten, withEntry, writtenFile } from "../../src/fresh/written.ts"
import { entry, madeAt } from "./entries.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-written-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let homes = 0

function newEnv() {
  const home = join(folder, String(homes++))
  return { HOME: home, XDG_DATA_HOME: join(home, "data") }
}

const other = { ...entry, section: "deploy_mfa" }
const elsewhere = { ...entry, files: { ...entry.files, credentials: "/other" } }

describe("the list of what was written", () => {
  test("is nothing where there is no file, and looking makes none", () => {
    const env = newEnv()
    expect(readWritten(env)).toEqual([])
    expect(existsSync(env.HOME)).toBe(false)
  })

  test("keeps what ten who write at once put there, for its owner's eyes", async () => {
    const env = newEnv()
    const sections = Array.from({ length: 10 }, (_none, at) => `s${at}`)
    await Promise.all(sections.map(section => changeWritten(env, list => withEntry(list, { ...entry, section }))))
    expect(
      readWritten(env)
        .map(({ section }) => section)
        .sort(),
    ).toEqual(sections)
    expect(statSync(writtenFile(env)).mode & 0o777).toBe(0o600)
  })

  test("has one entry for a section of a file, in its place", () => {
    const list = [entry, other, elsewhere]
    expect(withEntry(list, { ...entry, keep: false })).toEqual([{ ...entry, keep: false }, other, elsewhere])
    expect(withEntry([entry], other)).toEqual([entry, other])
  })

  test("is no file any more when it is empty", async () => {
    const env = newEnv()
    await changeWritten(env, () => [entry])
    await changeWritten(env, () => [])
    expect(existsSync(writtenFile(env))).toBe(false)
  })

  const halfTold = JSON.stringify({ version: 1, sections: [{ ...entry, trouble: { code: "usage" } }] })
  test.each(["", "{}", '{"version":2,"sections":[]}', '{"version":1,"sections":[{"section":1}]}', halfTold])(
    "that is damaged is an error and never an empty one: %j",
    async text => {
      const env = newEnv()
      mkdirSync(`${env.XDG_DATA_HOME}/guise`, { recursive: true })
      writeFileSync(writtenFile(env), text)
      expect(() => readWritten(env)).toThrow(/it is damaged/)
      expect(await changeWritten(env, () => []).catch(error => error.code)).toBe("store-failed")
      expect(await Bun.file(writtenFile(env)).text()).toBe(text)
    },
  )
})

test("the log has a line each, with nothing in it that moves a cursor, and does not grow for ever", async () => {
  const env = newEnv()
  logLine("renewed \u001b[2J[x]\nroot", env, madeAt)
  const text = await Bun.file(logFile(env)).text()
  expect(text).toStartWith("2026-01-01T00:00:00Z renewed ")
  expect([text.split("\n").length, text.includes("\u001b")]).toEqual([2, false])
  writeFileSync(logFile(env), "0123456789abcde\n".repeat(20_000))
  logLine("the last", env, madeAt)
  const cut = await Bun.file(logFile(env)).text()
  expect(cut.length).toBeWithin(150_000, 170_000)
  expect(cut).toStartWith("0123456789abcde\n")
  expect(cut).toEndWith("Z the last\n")
})
