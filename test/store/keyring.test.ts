import { afterEach, expect, test } from "bun:test"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStore } from "../../src/store/open.ts"
import { asStranger } from "../stranger.ts"
import { storeHost } from "./host.ts"
import { carryOut } from "./processes.ts"
import { openSecretService } from "./secret-service.ts"
import { storeSuite } from "./suite.ts"

storeSuite("keyring", () => openSecretService())

const patience = 60_000

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
}, patience)

test(
  "secret-tool finds what is kept, by the name, and nothing else is said of it",
  async () => {
    const service = await openSecretService()
    endings.push(() => service.end())
    const tool = async (...words: readonly string[]) => {
      const env = { PATH: process.env.PATH ?? "", ...service.env }
      const child = Bun.spawn(["secret-tool", ...words], { env, stderr: "pipe" })
      return `${await child.stdout.text()}${await child.stderr.text()}`
    }
    const store = await openStore("keyring", storeHost(service.env))
    expect(await store.state()).toEqual({ state: "empty" })
    await store.write("key/work:iam", "the secret")
    expect(await tool("lookup", "application", "guise", "name", "key/work:iam")).toBe("the secret")
    const found = await tool("search", "--all", "application", "guise")
    expect(found).toContain("label = guise: key/work:iam")
    expect(found.match(/^attribute\.\w+ = .*$/gm)?.sort()).toEqual([
      "attribute.application = guise",
      "attribute.name = key/work:iam",
    ])
  },
  patience,
)

test(
  "the former user's runtime folder, under su, has no bus, nor a file store to shut",
  async () => {
    const former = mkdtempSync(join(tmpdir(), "bus-"))
    endings.push(() => rmSync(former, { recursive: true, force: true }))
    chmodSync(former, 0o000)
    const env = { HOME: "/nowhere", XDG_RUNTIME_DIR: former }
    const read = await carryOut("bun", "keyring", env, [["read", "key/alice"]], asStranger)
    expect([read.status, read.stderr]).toEqual([7, expect.stringMatching(/^store-failed: .*no session bus/)])
    expect(await carryOut("bun", "file", env, [["lock"]], asStranger)).toMatchObject({ status: 0, stderr: "" })
  },
  patience,
)
