import { afterAll, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { GuiseError } from "../../src/errors.ts"
import { inTurn } from "../../src/store/turns.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-turns-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test("who gives up waiting for another writer writes nothing, and does what was to be done instead", async () => {
  const env = { XDG_DATA_HOME: folder }
  const turns = JSON.stringify(resolve(import.meta.dirname, "../../src/store/turns.ts"))
  const holding = `const { inTurn } = await import(${turns})
    await inTurn("vault", ${JSON.stringify(env)}, async () => { console.log("mine"); await new Promise(() => setTimeout(() => {}, 1e6)) })`
  const other = Bun.spawn([process.execPath, "-e", holding], { stdout: "pipe" })
  expect(new TextDecoder().decode((await other.stdout.getReader().read()).value)).toBe("mine\n")
  let written = 0
  const write = async () => {
    written += 1
  }
  const instead = () => {
    throw new GuiseError("store-failed", "somebody else")
  }
  await expect(inTurn("vault", env, write, { afterSeconds: 0, instead })).rejects.toThrow("somebody else")
  expect(written).toBe(0)
  other.kill("SIGKILL")
  await other.exited
  await inTurn("vault", env, write, { afterSeconds: 0, instead })
  expect(written).toBe(1)
})
