import { afterAll, expect, test } from "bun:test"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { callPerson } from "../../src/fresh/call.ts"
import type { Env } from "../../src/types.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-call-"))
afterAll(() => rmSync(folder, { recursive: true }))
const heard = join(folder, "heard")
for (const name of ["notify-send", "osascript"])
  writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s|' ${name} "$@" >'${heard}'\n`, { mode: 0o755 })
writeFileSync(join(folder, "bus"), "")

const text = "Somebody is needed -e $(id)"
const notice = `notify-send|--app-name=guise|--|guise|${text}|`

const rows: readonly (readonly [sentence: string, platform: NodeJS.Platform, env: Env, heard: RegExp | string])[] = [
  ["by the bus that the session names", "linux", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" }, notice],
  ["by the bus in the runtime folder", "linux", { XDG_RUNTIME_DIR: folder }, notice],
  ["not without a bus: notify-send would start one", "linux", { XDG_RUNTIME_DIR: "/nowhere" }, ""],
  [
    "on a Mac, as an argument of the script",
    "darwin",
    {},
    /^osascript\|-e\|on run argv\n[^|]*\|Somebody is needed -e \$\(id\)\|$/,
  ],
  ["not on Windows", "win32", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" }, ""],
]

test.each([...rows])("a person is called for: %s", async (_sentence, platform, env, expected) => {
  rmSync(heard, { force: true })
  await callPerson(text, { PATH: `${folder}:/usr/bin:/bin`, ...env }, platform)
  const said = existsSync(heard) ? readFileSync(heard, "utf8") : ""
  if (typeof expected === "string") expect(said).toBe(expected)
  else expect(said).toMatch(expected)
})

test("that nobody can be called is no failure", async () => {
  await expect(callPerson(text, { PATH: "/nowhere", XDG_RUNTIME_DIR: folder }, "linux")).resolves.toBeUndefined()
})
