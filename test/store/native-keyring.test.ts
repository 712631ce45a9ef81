import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { nativeAddon } from "../../src/store/native-addon.ts"
import { startHelper } from "../../src/store/native-helper.ts"
import { openNativeKeyring } from "../../src/store/native-keyring.ts"
import { storeHost } from "./host.ts"
import { openSecretService, type SecretService } from "./secret-service.ts"

/**
 * Keychain and Credential Manager are not here. Their native code is, as it is built for Linux, where it finds a keyring
 * of its own accord: so everything is tried but those two systems.
 */

/** Milliseconds. */
const patience = 60_000

let session: SecretService
beforeAll(async () => {
  session = await openSecretService()
}, patience)
afterAll(() => session?.end(), patience)

describe("the native keyring", () => {
  test(
    "keeps short secrets and long ones, and forgets all of them",
    async () => {
      const store = openNativeKeyring(storeHost(session.env))
      expect(await store.state()).toEqual({ state: "empty" })
      const secrets = { "key/alice": "kept: größe\n", "key/long": "0123456789abcdef🦀".repeat(400), "key/empty": "" }
      for (const [name, secret] of Object.entries(secrets)) await store.write(name, secret)
      for (const [name, secret] of Object.entries(secrets)) expect(await store.read(name)).toBe(secret)
      await store.write("key/long", "short now")
      expect(await store.read("key/long")).toBe("short now")
      expect(await store.names()).toEqual(Object.keys(secrets).sort())
      expect(await store.read("key/bob")).toBeUndefined()
      for (const name of Object.keys(secrets)) expect(await store.remove(name)).toBe(true)
      expect([await store.remove("key/alice"), await store.names()]).toEqual([false, []])
    },
    patience,
  )

  test(
    "that never answers is an error, and its process is gone",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "bus-"))
      const silent = createServer(socket => socket.on("error", () => {}))
      await new Promise<void>(done => silent.listen(join(folder, "bus"), done))
      try {
        const env = { ...session.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/bus` }
        const addon = await nativeAddon(env)
        const helper = startHelper({ addon, env: { PATH: process.env.PATH, ...env }, limit: 1500 })
        expect(await helper.entries.get("alice").catch((error: unknown) => error)).toMatchObject({
          code: "store-failed",
          message: expect.stringContaining("did not answer"),
        })
        expect(await helper.entries.get("alice").catch((error: unknown) => error)).toMatchObject({
          code: "store-failed",
        })
      } finally {
        silent.close()
        rmSync(folder, { recursive: true, force: true })
      }
    },
    patience,
  )

  test(
    "whose native code is no native code is an error",
    async () => {
      const helper = startHelper({ addon: import.meta.path, env: { PATH: process.env.PATH }, limit: patience })
      expect(await helper.entries.get("alice").catch((error: unknown) => error)).toMatchObject({ code: "store-failed" })
      helper.end()
    },
    patience,
  )

  test(
    "is laid in a private folder by a binary, and in no other",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "native-"))
      try {
        const addon = await nativeAddon({})
        const binary = join(folder, "program")
        const program = join(import.meta.dirname, "native-program.ts")
        const words = ["build", "--compile", "--minify", "--bytecode", "--format=esm", "--splitting", program, addon]
        const build = Bun.spawn([process.execPath, ...words, "--outfile", binary], {
          cwd: folder,
          stdout: "ignore",
          stderr: "pipe",
        })
        expect([await build.exited, await build.stderr.text()]).toEqual([0, ""])
        const [home, temporary] = [mkdtempSync(join(folder, "home-")), mkdtempSync(join(folder, "tmp-"))]
        const env = { ...session.env, HOME: home, XDG_CACHE_HOME: join(home, "cache"), TMPDIR: temporary }
        const run = () => Bun.spawn([binary], { env, cwd: folder, stdout: "pipe", stderr: "pipe" })
        for (let time = 0; time < 2; time += 1) {
          const ran = run()
          expect([await ran.stdout.text(), await ran.stderr.text()]).toEqual(["kept by the binary", ""])
        }
        const native = join(home, "cache/guise/native")
        expect(statSync(native).mode & 0o777).toBe(0o700)
        expect(readdirSync(native)).toEqual([expect.stringMatching(/^keyring-[0-9a-f]{16}\.node$/)])
        expect(readdirSync(temporary)).toEqual([])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    patience,
  )
})
