import { afterAll, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { allowFile, allRemembered, denyFile, forgetFile, permissionOf } from "../../src/config/allowed.ts"
import type { Env } from "../../src/types.ts"

const root = mkdtempSync(join(tmpdir(), "guise-allowed-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let made = 0
const newEnv = (): Env => ({ XDG_DATA_HOME: join(root, String(made++)), HOME: "/dev/null/home" })
const recordsOf = (env: Env) => join(env.XDG_DATA_HOME ?? "", "guise/folders")
const bytes = (text: string) => new TextEncoder().encode(text)

const here = "/home/alice/shop/.guise"
const one = bytes('profile = "prod-admin"\n')

test("nothing said: unknown, and looking makes no file", () => {
  const env = newEnv()
  expect([permissionOf(env, here, one), permissionOf(env, here, undefined)]).toEqual(["unknown", "unknown"])
  expect(allRemembered(env)).toEqual([])
  expect(() => statSync(env.XDG_DATA_HOME ?? "")).toThrow()
})

test("allowed are the very bytes at the very path; other bytes there have changed, others elsewhere are unknown", () => {
  const env = newEnv()
  allowFile(env, here, one, 1)
  expect(permissionOf(env, here, one)).toBe("allowed")
  expect(permissionOf(env, here, bytes('profile = "prod-admin"'))).toBe("changed")
  expect(permissionOf(env, here, undefined)).toBe("changed")
  expect(permissionOf(env, "/home/alice/other/.guise", one)).toBe("unknown")
})

test("the last word counts: allowed, other bytes allowed, denied, forgotten", () => {
  const env = newEnv()
  const two = bytes("2")
  allowFile(env, here, one, 1)
  allowFile(env, here, two, 2)
  expect([permissionOf(env, here, one), permissionOf(env, here, two)]).toEqual(["changed", "allowed"])
  denyFile(env, here, 3)
  for (const any of [one, two, undefined]) expect(permissionOf(env, here, any)).toBe("denied")
  expect(allRemembered(env)).toEqual([{ file: here, since: 3 }])
  expect([forgetFile(env, here), forgetFile(env, here)]).toEqual([true, false])
  expect(permissionOf(env, here, two)).toBe("unknown")
})

test("one file each, nobody else's to read, and no name of a profile or folder among them", () => {
  const env = newEnv()
  allowFile(env, here, one, 1)
  denyFile(env, "/b/.guise", 2)
  const names = readdirSync(recordsOf(env))
  expect(names).toHaveLength(2)
  for (const name of names) {
    expect(name).toMatch(/^[0-9a-f]{64}\.json$/)
    expect(statSync(join(recordsOf(env), name)).mode & 0o777).toBe(0o600)
  }
  expect(statSync(recordsOf(env)).mode & 0o777).toBe(0o700)
  expect(allRemembered(env).map(({ file }) => file)).toEqual(["/b/.guise", here])
})

describe("a record that somebody or something damaged allows nothing", () => {
  test.each<[sentence: string, content: string]>([
    ["empty", ""],
    ["no JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["without a time", JSON.stringify({ file: here, digest: "" })],
    ["of another path", JSON.stringify({ file: "/b/.guise", digest: "x", since: 1 })],
  ])("%s", (_sentence, content) => {
    const env = newEnv()
    allowFile(env, here, one, 1)
    const [name = ""] = readdirSync(recordsOf(env))
    writeFileSync(join(recordsOf(env), name), content)
    expect(permissionOf(env, here, one)).toBe("unknown")
    allowFile(env, here, one, 1)
    expect(permissionOf(env, here, one)).toBe("allowed")
  })

  test("a record moved to another path's place", () => {
    const env = newEnv()
    allowFile(env, here, one, 1)
    const [name = ""] = readdirSync(recordsOf(env))
    const record = readFileSync(join(recordsOf(env), name))
    allowFile(env, "/b/.guise", bytes("2"), 1)
    const other = readdirSync(recordsOf(env)).find(each => each !== name) ?? ""
    writeFileSync(join(recordsOf(env), other), record)
    expect(permissionOf(env, "/b/.guise", one)).toBe("unknown")
  })
})

test("where it cannot be remembered: an error that names the place, and nothing is allowed", () => {
  const env = newEnv()
  mkdirSync(join(recordsOf(env), ".."), { recursive: true })
  writeFileSync(recordsOf(env), "")
  for (const say of [() => allowFile(env, here, one, 1), () => denyFile(env, here, 1)])
    expect(say).toThrow(
      expect.objectContaining({ code: "file-unreadable", message: expect.stringContaining(recordsOf(env)) }),
    )
  expect(permissionOf(env, here, one)).toBe("unknown")
})

test("no byte that changed, went or came leaves a file allowed, nor one moved between path and content", () => {
  const env = newEnv()
  const change = fc.record({
    at: fc.nat(),
    bit: fc.integer({ min: 0, max: 7 }),
    kind: fc.constantFrom("flip", "cut", "add"),
  })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), change, (content, { at, bit, kind }) => {
      const before = new Uint8Array(content)
      allowFile(env, here, before, 1)
      const place = at % before.length
      const after =
        kind === "flip"
          ? before.map((byte, index) => (index === place ? byte ^ (1 << bit) : byte))
          : kind === "cut"
            ? new Uint8Array([...before.slice(0, place), ...before.slice(place + 1)])
            : new Uint8Array([...before.slice(0, place), bit, ...before.slice(place)])
      expect(permissionOf(env, here, new Uint8Array(before))).toBe("allowed")
      expect(permissionOf(env, here, after)).toBe("changed")
      expect(permissionOf(env, `${here}/${bit}`, before)).toBe("unknown")
    }),
    { numRuns: 60 },
  )
})
