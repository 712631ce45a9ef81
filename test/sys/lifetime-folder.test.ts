import { afterEach, beforeEach, expect, test } from "bun:test"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { GuiseError } from "../../src/errors.ts"
import { isHeld, lifetimeFolders, withLifetimeFolder } from "../../src/sys/lifetime-folder.ts"
import { scratch } from "./programs.ts"

let base = ""
beforeEach(() => {
  base = scratch()
  mkdirSync(join(base, "run"), { mode: 0o700 })
})
afterEach(() => rmSync(base, { recursive: true }))

const paths = () => ({ runtime: join(base, "run/guise"), cache: join(base, "cache/guise") })
const mode = (path: string) => statSync(path).mode & 0o777

test("a folder is private, and gone when the work is done", async () => {
  const path = await withLifetimeFolder(paths(), async folder => {
    const file = folder.write("config", "text")
    expect([dirname(folder.path), dirname(file)]).toEqual([join(base, "run/guise/commands"), folder.path])
    expect([mode(join(base, "run/guise")), mode(folder.path), mode(file)]).toEqual([0o700, 0o700, 0o600])
    return folder.path
  })
  expect(existsSync(path)).toBe(false)
})

test("it is gone when the work fails, and the failure is handed on", async () => {
  const work = withLifetimeFolder(paths(), async () => {
    throw new GuiseError("not-found", "no such command")
  })
  await expect(work).rejects.toThrow("no such command")
  expect(readdirSync(join(base, "run/guise/commands"))).toEqual([])
})

test("two at once have one each, and neither sweeps the other's away", async () => {
  await withLifetimeFolder(paths(), first =>
    withLifetimeFolder(paths(), async second => {
      expect(first.path).not.toBe(second.path)
      expect([existsSync(first.path), existsSync(second.path)]).toEqual([true, true])
    }),
  )
})

test("it can be removed ahead of the end, and more than once", async () => {
  await withLifetimeFolder(paths(), async folder => {
    folder.remove()
    folder.remove()
    expect(existsSync(folder.path)).toBe(false)
  })
})

test("it is held while the work is done, and by nobody after that; looking at what is not there makes nothing", async () => {
  const nowhere = join(base, "run/guise/commands/nowhere")
  await withLifetimeFolder(paths(), async ({ path }) => {
    mkdirSync(nowhere)
    // In a process of its own: within one, whoever wants the lock waits.
    const program = `
      const { isHeld } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/sys/lifetime-folder.ts"))})
      console.log(await isHeld(${JSON.stringify(path)}), await isHeld(${JSON.stringify(nowhere)}))`
    expect(Bun.spawnSync([process.execPath, "-e", program]).stdout.toString()).toBe("true false\n")
  })
  expect([await isHeld(nowhere), readdirSync(nowhere)]).toEqual([false, []])
})

test("folders are listed the newest first, past a link that leads nowhere", async () => {
  await withLifetimeFolder(paths(), async ({ path }) => {
    symlinkSync("/nowhere", join(dirname(path), "link"))
    utimesSync(path, 1, 1)
    await withLifetimeFolder(paths(), async newer => {
      expect(lifetimeFolders(paths()).filter(each => !each.endsWith("link"))).toEqual([newer.path, path])
    })
  })
})

const left = () => join(base, "run/guise/commands/0123456789abcdef0123456789abcdef")

test.each([
  ["nothing in it", undefined, false],
  ["a user that is gone", "4194305\n", false],
  ["a note that is damaged", "\u0000", false],
  ["a user that lives", `${process.pid}\n`, true],
])("what a killed process left, with %s, stays: %j %p", async (_title, user, stays) => {
  mkdirSync(left(), { recursive: true })
  if (user !== undefined) writeFileSync(join(left(), "used-by"), user)
  await withLifetimeFolder(paths(), async () => {
    expect(existsSync(left())).toBe(stays)
  })
})

test.each([
  ["that is not there", undefined],
  ["that others may write to", 0o1777],
])("a runtime folder %s is passed over for the cache folder", async (_title, bits) => {
  const login = join(base, "login")
  if (bits !== undefined) {
    mkdirSync(login)
    chmodSync(login, bits)
  }
  await withLifetimeFolder({ ...paths(), runtime: join(login, "guise") }, async folder => {
    expect(dirname(folder.path)).toBe(join(base, "cache/guise/run/commands"))
  })
})

test("where no folder can be made, the error says where and what to do", async () => {
  writeFileSync(join(base, "cache"), "a file")
  const work = withLifetimeFolder({ ...paths(), runtime: join(base, "nowhere/guise") }, async () => undefined)
  await expect(work).rejects.toMatchObject({ code: "cache-failed", exitStatus: 7 })
})

test.each([
  ["guise's own", "guise", 0o777],
  ["the one between", "guise/run", 0o770],
  ["the last", "guise/run/commands", 0o722],
])("no private file is made or believed where somebody else may write: %s", async (_which, name, bits) => {
  const folder = join(base, "cache", name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, bits)
  const elsewhere = { ...paths(), runtime: join(base, "nowhere/guise") }
  const refused = { code: "cache-failed", message: expect.stringContaining(folder) }
  await expect(withLifetimeFolder(elsewhere, async () => undefined)).rejects.toMatchObject(refused)
  expect(() => lifetimeFolders(elsewhere)).toThrow(expect.objectContaining(refused))
})
