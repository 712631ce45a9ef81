import { afterAll, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findFolderFile, readFolderFile } from "../../src/config/folder-file.ts"
import { GuiseError } from "../../src/errors.ts"

const root = realpathSync(mkdtempSync(join(tmpdir(), "guise-folder-")))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let made = 0

/** A folder of its own for one test, with these paths in it: text is a file, nothing is a folder. */
function ground(paths: Readonly<Record<string, string | undefined>> = {}): string {
  const ground = join(root, String(made++))
  mkdirSync(ground)
  for (const [path, text] of Object.entries(paths)) {
    mkdirSync(join(ground, path, text === undefined ? "." : ".."), { recursive: true })
    if (text !== undefined) writeFileSync(join(ground, path), text)
  }
  return ground
}

function pipe(path: string): void {
  expect(Bun.spawnSync(["mkfifo", path]).exitCode).toBe(0)
}

describe("the nearest upward", () => {
  test.each<[sentence: string, from: string, found: string | undefined]>([
    ["here", "a", "a/.guise"],
    ["above", "a/b/c", "a/.guise"],
    ["nearer than one above", "a/n/x", "a/n/.guise"],
    ["from a folder that is not there", "a/gone/deep", "a/.guise"],
    ["beside does not count", "b", undefined],
    ["below does not count", ".", undefined],
  ])("%s", (_sentence, from, found) => {
    const folder = ground({ "a/.guise": "", "a/b/c": undefined, "a/n/.guise": "", "a/n/x": undefined, b: undefined })
    expect(findFolderFile(join(folder, from))).toBe(found === undefined ? undefined : join(folder, found))
  })

  test("by where a folder lies, not by the way one went there", () => {
    const folder = ground({ "real/.guise": "", "real/in": undefined, "other/.guise": "" })
    symlinkSync(join(folder, "real/in"), join(folder, "other/in"))
    expect(findFolderFile(join(folder, "other/in"))).toBe(join(folder, "real/.guise"))
  })

  test("a file reached by a link of that name is one, where the link stands", () => {
    const folder = ground({ "dotfiles/work": "", shop: undefined })
    symlinkSync(join(folder, "dotfiles/work"), join(folder, "shop/.guise"))
    expect(findFolderFile(join(folder, "shop"))).toBe(join(folder, "shop/.guise"))
  })

  test("what is called so and is no file is passed over: folder, pipe, device, link to nowhere or to itself", () => {
    const folder = ground({
      ".guise": "",
      "a/.guise": undefined,
      "a/b": undefined,
      "a/b/c": undefined,
      "a/b/c/d/e": undefined,
    })
    pipe(join(folder, "a/b/.guise"))
    symlinkSync("/dev/zero", join(folder, "a/b/c/.guise"))
    symlinkSync(".guise", join(folder, "a/b/c/d/.guise"))
    symlinkSync("nowhere", join(folder, "a/b/c/d/e/.guise"))
    expect(findFolderFile(join(folder, "a/b/c/d/e"))).toBe(join(folder, ".guise"))
  })

  test.each(["a\nb", "$(touch x)", "`touch x`", "'", '"', "-rf", "\x1b]0;x\x07", "é"])(
    "below a folder called %p",
    name => {
      const folder = ground({ [`${name}/.guise`]: "", [`${name}/${name}`]: undefined })
      expect(findFolderFile(join(folder, name, name))).toBe(join(folder, name, ".guise"))
    },
  )
})

describe("reading", () => {
  const code = (file: string) => {
    try {
      return readFolderFile(file).length
    } catch (error) {
      if (!(error instanceof GuiseError)) throw error
      return error.code
    }
  }

  test("64 KiB are read, byte for byte, and not one more", () => {
    const folder = ground({ full: "x".repeat(65536), over: "x".repeat(65537), none: "" })
    expect([code(join(folder, "full")), code(join(folder, "over")), code(join(folder, "none"))]).toEqual([
      65536,
      "file-malformed",
      0,
    ])
    writeFileSync(join(folder, "bytes"), new Uint8Array([0, 255, 13, 10]))
    expect([...readFolderFile(join(folder, "bytes"))]).toEqual([0, 255, 13, 10])
  })

  test("nothing that is no file is opened: a pipe that nobody writes to holds nobody up", () => {
    const folder = ground({ sub: undefined })
    pipe(join(folder, "pipe"))
    symlinkSync("loop", join(folder, "loop"))
    for (const name of ["pipe", "sub", "loop", "gone", "/dev/zero"])
      expect(code(name.startsWith("/") ? name : join(folder, name))).toBe("file-malformed")
  })
})
