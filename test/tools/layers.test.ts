import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")
const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8")

/** A file of a house, what it imports, and what is said of that; nothing is said where it may. */
const rows: readonly (readonly [file: string, text: string, fault: string | undefined])[] = [
  ["source/a.ts", 'import { x } from "../config/x.ts"', undefined],
  ["source/b.ts", 'import { x } from "../emit/x.ts"', "source may not import emit"],
  ["source/c.ts", '  const { x } = await import("../emit/x.ts")', "source may not import emit"],
  ["mfa/a.ts", 'import {\n  a,\n  b,\n} from "../plan/x.ts"', "mfa may not import plan"],
  ["mfa/b.ts", 'export { a } from "../plan/x.ts"', "mfa may not import plan"],
  ["mfa/c.ts", 'import { a } from "./b.ts"', undefined],
  ["errors.ts", 'import type { Code } from "./types.ts"', "errors may not import types"],
  ["types.ts", 'import "node:fs"', "node:fs has no place in types"],
  ["plan/a.ts", 'import { x } from "../errors.ts"', undefined],
  ["plan/b.ts", 'import "node:fs"', "node:fs has no place in plan"],
  ["plan/c.ts", 'import x from "qr"', "plan is pure and imports no package (qr)"],
  ["plan/d.ts", 'import type { P } from "../config/profile.ts"', undefined],
  ["plan/e.ts", 'import { type P, type Q } from "../config/profile.ts"', undefined],
  ["plan/f.ts", 'import { type P, q } from "../config/profile.ts"', "only types of config may come here"],
  ["aws/a.ts", 'import { Database } from "bun:sqlite"', "bun:sqlite stays behind sys/"],
  ["sys/a.ts", 'import { Database } from "bun:sqlite"', undefined],
  ["emit/a.ts", 'import { x } from "../cli/x.ts"', "nothing imports cli"],
  ["launcher.ts", 'await import("./cli/main.ts")', undefined],
  ["world.ts", 'import { x } from "./sandbox/x.ts"', "sandbox is reached through src/cli/sandbox/ alone"],
  ["cli/sandbox/a.ts", 'import { x } from "../../sandbox/x.ts"', undefined],
  ["attic/a.ts", "", 'the room "attic" is not in the table'],
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "guise-layers-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What the tool says of a house with these files and this page. */
function saidOf(name: string, files: typeof rows, architecture: string) {
  const house = join(folder, name)
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    writeFileSync(join(house, file), text)
  }
  put("ARCHITECTURE.md", architecture)
  for (const [file, text] of files) put(`src/${file}`, text)
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, join(root, "tools/layers.ts")], { cwd: house })
  const lines = stderr.toString().split("\n")
  return { status: exitCode, lines: lines.filter(line => line !== "") }
}

test("what no room may know is said, file by file, and nothing else is", () => {
  const faults = rows.flatMap(([file, , fault]) => (fault === undefined ? [] : [`src/${file}: ${fault}`]))
  const { status, lines } = saidOf("rooms", rows, page)
  expect([status, lines.toSorted()]).toEqual([1, faults.toSorted()])
})

test("a house in order, with the page as it is, is fine", () => {
  const sound = rows.filter(([, , fault]) => fault === undefined)
  expect(saidOf("sound", sound, page)).toEqual({ status: 0, lines: [] })
})

test("a page that tells something else is a fault", () => {
  const told = page.replace(/^(\| `mfa\/` \|.*\|) core, sys, store \|$/m, "$1 core, sys |")
  expect(saidOf("page", [], told).lines).toEqual([
    expect.stringMatching(/^ARCHITECTURE\.md lets mfa know .*, and this table /),
  ])
})
