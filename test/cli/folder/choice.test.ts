import { afterAll, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { folderChoice } from "../../../src/cli/folder/choice.ts"
import { allowFile, denyFile } from "../../../src/config/allowed.ts"
import { fileIn } from "../../../src/config/folder-path.ts"

const root = realpathSync(mkdtempSync(join(tmpdir(), "guise-choice-")))
const env = { XDG_DATA_HOME: join(root, "data"), HOME: root }
afterAll(() => rmSync(root, { recursive: true, force: true }))

let made = 0

/** A folder with this in its `.guise`. */
function folder(text: string): { readonly path: string; readonly file: string } {
  const path = join(root, String(made++))
  mkdirSync(join(path, "below"), { recursive: true })
  writeFileSync(fileIn(path), text)
  return { path, file: fileIn(path) }
}

const allow = (file: string, text: string) => allowFile(env, file, new TextEncoder().encode(text), 1)

test("no file: none; a folder that is gone: none", async () => {
  expect(await folderChoice(env, root)).toEqual({ kind: "none" })
  expect(await folderChoice(env, join(root, "gone"))).toEqual({ kind: "none" })
})

test("allowed: what the file says, from everywhere below it", async () => {
  const text = 'profile = "prod"\nregion = "eu-west-1"\nauto = true\nenv = { A = "1" }\n'
  const { path, file } = folder(text)
  expect(await folderChoice(env, path)).toEqual({ kind: "unknown", file })
  allow(file, text)
  const allowed = { kind: "allowed", file, profile: "prod", region: "eu-west-1", auto: true, env: { A: "1" } } as const
  expect(await folderChoice(env, path)).toEqual(allowed)
  expect(await folderChoice(env, join(path, "below"))).toEqual(allowed)
  writeFileSync(file, `${text}\n`)
  expect(await folderChoice(env, path)).toEqual({ kind: "changed", file })
  denyFile(env, file, 2)
  expect(await folderChoice(env, path)).toEqual({ kind: "denied", file })
})

test("malformed, huge: unknown like any other, and never an error", async () => {
  for (const text of ["bob", "\0", "x".repeat(70_000)]) {
    const { path, file } = folder(text)
    expect(await folderChoice(env, path)).toEqual({ kind: "unknown", file })
  }
})

test("a nearer file that is not allowed hides the allowed one above it", async () => {
  const text = 'profile = "prod"\n'
  const { path, file } = folder(text)
  allow(file, text)
  writeFileSync(fileIn(join(path, "below")), 'profile = "other"\n')
  expect(await folderChoice(env, join(path, "below"))).toEqual({ kind: "unknown", file: fileIn(join(path, "below")) })
  denyFile(env, fileIn(join(path, "below")), 1)
  expect(await folderChoice(env, join(path, "below"))).toMatchObject({ kind: "denied" })
})

test("what was allowed and says what may no longer be said is an error with its line", async () => {
  const text = 'profile = "prod"\nenv = { PATH = "." }\n'
  const { path, file } = folder(text)
  allow(file, text)
  await expect(folderChoice(env, path)).rejects.toMatchObject({
    code: "settings-invalid",
    message: expect.stringContaining(":2: "),
  })
})
