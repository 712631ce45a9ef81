import { afterEach, beforeEach, expect, spyOn, test } from "bun:test"
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { appendPrivate, readFileOrNothing, unlinkIfThere, writePrivate } from "../../src/sys/disk.ts"
import { scratch } from "./programs.ts"

let folder = ""
beforeEach(() => {
  folder = scratch()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

test("what is written is read back, byte for byte", () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      writePrivate(join(folder, "file"), bytes)
      expect(readFileOrNothing(join(folder, "file"))).toEqual(Buffer.from(bytes))
    }),
  )
})

test("the umask is nobody's business but that of who locked its owner out", () => {
  const umask = spyOn(process, "umask")
  try {
    writePrivate(join(folder, "below", "file"), "")
    // Where nothing shows it, it is asked for.
    expect(umask.mock.calls.length === 0).toBe(/^Umask:/m.test(statusOfSelf()))
  } finally {
    umask.mockRestore()
  }
})

function statusOfSelf(): string {
  return process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : ""
}

test.each(["missing", "missing/deeper", "file/below"])("%s is nothing", path => {
  writeFileSync(join(folder, "file"), "")
  expect(readFileOrNothing(join(folder, path))).toBeUndefined()
  expect(unlinkIfThere(join(folder, path))).toBe(false)
})

test("a folder is not nothing", () => {
  expect(() => readFileOrNothing(folder)).toThrow("EISDIR")
})

test.each([0, 0o777])(
  "files are born 0600 and folders 0700 under umask %d too; folders that were there keep their modes",
  mask => {
    const umask = process.umask(mask)
    try {
      chmodSync(folder, 0o755)
      writePrivate(join(folder, "a/b/file"), "x")
      appendPrivate(join(folder, "a/c/notes"), "x")
      expect(process.umask()).toBe(mask)
    } finally {
      process.umask(umask)
    }
    const modes = ["a/b/file", "a/b", "a", "a/c/notes", "a/c", "."].map(path => modeOf(join(folder, path)))
    expect(modes).toEqual(["600", "700", "700", "600", "700", "755"])
  },
)

test("a file that others could read is private once written", () => {
  const path = join(folder, "file")
  writeFileSync(path, "old", { mode: 0o644 })
  writePrivate(path, "new")
  expect([modeOf(path), readFileSync(path, "utf8")]).toEqual(["600", "new"])
})

test("a link in the way is replaced, and what it points to is not written", () => {
  const target = join(folder, "target")
  writeFileSync(target, "mine")
  symlinkSync(target, join(folder, "link"))
  writePrivate(join(folder, "link"), "new")
  expect([readFileSync(target, "utf8"), readFileSync(join(folder, "link"), "utf8")]).toEqual(["mine", "new"])
})

test("a pipe or a device in the way is no file that could be replaced", () => {
  const pipe = join(folder, "pipe")
  expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0)
  expect(() => writePrivate(pipe, "text")).toThrow(expect.objectContaining({ code: "EFTYPE" }))
  expect([statSync(pipe).isFIFO(), readdirSync(folder)]).toEqual([true, ["pipe"]])
})

test("a failure leaves nothing behind, and what was there as it was", () => {
  mkdirSync(join(folder, "taken/full"), { recursive: true })
  expect(() => writePrivate(join(folder, "taken"), "x")).toThrow()
  expect(readdirSync(folder)).toEqual(["taken"])
})
