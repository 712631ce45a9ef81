import { describe, expect, test } from "bun:test"
import { fileURLToPath } from "node:url"
import { rotate } from "../../src/keys/rotate.ts"
import { makeAccount } from "./rotation-account.ts"
import { serveAccount } from "./rotation-server.ts"
import { makeHome } from "./rotation-stage.ts"

const driver = fileURLToPath(new URL("rotation-driver.ts", import.meta.url))

function start(words: readonly (string | number)[]) {
  return Bun.spawn([process.execPath, driver, ...words.map(String)], { stdout: "pipe", stderr: "inherit" })
}

/** Kinds of calls after which, and before which, a real process is killed. The rest is in rotation-faults.test.ts. */
describe.each(["plain", "file"] as const)("a process that rotates keys in: %s", kind => {
  test("killed anywhere, one key works; run again, one key is left", async () => {
    const killed: string[] = []
    for (let point = 0; ; point += 1) {
      const [home, account] = [await makeHome(kind), makeAccount()]
      const server = serveAccount(account)
      try {
        const child = start([home.env.HOME ?? "", kind, server.url, point])
        const where = (await new Response(child.stdout).text()).trim()
        await child.exited
        if (where === "") {
          expect(child.exitCode).toBe(0)
          break
        }
        expect(child.signalCode).toBe("SIGKILL")
        killed.push(where)
        expect([where, account.accepts(await home.inUse())]).toEqual([where, true])
        await rotate(home.request(), home.parts(account), async () => {})
        const { accessKeyId } = await home.inUse()
        expect([where, ...account.keys.keys()]).toEqual([where, accessKeyId])
        expect(await home.left()).toEqual([
          `${kind === "plain" ? `key/work/${accessKeyId}` : "credentials"} ${accessKeyId}`,
        ])
      } finally {
        await server.stop()
        home.end()
      }
    }
    for (const call of ["create", "store.write", kind === "plain" ? "keepKeys" : "change", "setStatus", "remove"])
      expect(killed).toContain(`after ${call}`)
  }, 120_000)
})

test("of two processes one rotates, and the other says so", async () => {
  const [home, account] = [await makeHome("plain"), makeAccount()]
  const server = serveAccount(account)
  const words = [home.env.HOME ?? "", "plain", server.url]
  const holder = start([...words, "hold"])
  try {
    await holder.stdout.getReader().read()
    const other = start([...words, -1])
    expect(await new Response(other.stdout).text()).toStartWith("store-failed: Another guise is rotating keys just now")
    expect(account.keys.size).toBe(1)
    holder.kill("SIGKILL")
    await holder.exited
    await rotate(home.request(), home.parts(account), async () => {})
    expect(account.keys.size).toBe(1)
  } finally {
    holder.kill("SIGKILL")
    await server.stop()
    home.end()
  }
}, 60_000)
