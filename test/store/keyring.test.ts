import { afterEach, describe, expect, test } from "bun:test"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isGuiseError } from "../../src/errors.ts"
import { openStore } from "../../src/store/open.ts"
import type { Env } from "../../src/types.ts"
import { storeHost } from "./host.ts"
import { carryOut, runtimes, type Step } from "./processes.ts"
import { openSecretService, type SecretService } from "./secret-service.ts"
import { storeSuite } from "./suite.ts"

storeSuite("keyring", () => openSecretService())

const patience = 60_000
/** Milliseconds in which a dead keyring is told of: three seconds, and one for a machine with other things to do. */
const soon = 4000

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
}, patience)

async function newService(...start: Parameters<typeof openSecretService>): Promise<SecretService> {
  const service = await openSecretService(...start)
  endings.push(() => service.end())
  return service
}

const open = (env: Env) => openStore("keyring", storeHost(env))

async function tool(words: readonly string[], { env }: SecretService): Promise<string> {
  const child = Bun.spawn(["secret-tool", ...words], { env: { PATH: process.env.PATH ?? "", ...env }, stderr: "pipe" })
  return `${await child.stdout.text()}${await child.stderr.text()}`
}

test(
  "secret-tool finds what is kept, by the name",
  async () => {
    const service = await newService()
    const store = await open(service.env)
    expect(await store.state()).toEqual({ state: "empty" })
    await store.write("key/work:iam", "the secret")
    expect(await tool(["lookup", "application", "guise", "name", "key/work:iam"], service)).toBe("the secret")
    const found = await tool(["search", "--all", "application", "guise"], service)
    expect(found).toContain("label = guise: key/work:iam")
    expect(found.match(/^attribute\.\w+ = .*$/gm)?.sort()).toEqual([
      "attribute.application = guise",
      "attribute.name = key/work:iam",
    ])
  },
  patience,
)

test(
  "leaves what other programs keep alone, and does not list it",
  async () => {
    const service = await newService()
    const store = await open(service.env)
    const child = Bun.spawn(["secret-tool", "store", "--label=theirs", "application", "other", "name", "key/alice"], {
      env: { PATH: process.env.PATH ?? "", ...service.env },
      stdin: new TextEncoder().encode("theirs"),
    })
    expect(await child.exited).toBe(0)
    expect([await store.read("key/alice"), await store.names()]).toEqual([undefined, []])
    await store.write("key/alice", "ours")
    await store.remove("key/alice")
    expect(await tool(["lookup", "application", "other", "name", "key/alice"], service)).toBe("theirs")
  },
  patience,
)

test(
  "keeps 200 KB",
  async () => {
    const store = await open((await newService()).env)
    const secret = "größe 日本 🦀 ".repeat(10_000)
    await store.write("key/alice", secret)
    expect(await store.read("key/alice")).toBe(secret)
  },
  patience,
)

test(
  "wants no HOME",
  async () => {
    const { env } = await newService()
    const { HOME: _, ...homeless } = env
    const store = await open(homeless)
    await store.write("key/alice", "kept")
    expect([await store.read("key/alice"), await store.state()]).toEqual(["kept", { state: "open" }])
  },
  patience,
)

test(
  "a name that D-Bus cannot carry is an error, without the secret",
  async () => {
    const store = await open((await newService()).env)
    const error = await store.write("key/a\0b", "the secret").catch(error => error)
    expect(isGuiseError(error, "store-failed")).toBe(true)
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain("the secret")
    expect(await store.names()).toEqual([])
  },
  patience,
)

test(
  "lock() says that the keyring is not guise's to lock",
  async () => {
    const host = storeHost((await newService()).env)
    await (await openStore("keyring", host)).lock()
    expect(host.noticed).toEqual([expect.stringContaining("lock")])
  },
  patience,
)

describe("a locked keyring", () => {
  const alone = ["setsid", "-w"]

  async function lockedService(): Promise<SecretService> {
    const service = await newService()
    await (await open(service.env)).write("key/alice", "kept")
    await service.restart("locked")
    return service
  }

  test.each(runtimes)(
    "is told as locked, and is an error where nobody can be asked (%s)",
    async runtime => {
      const service = await lockedService()
      expect(await (await open(service.env)).state()).toEqual({ state: "locked" })
      const steps: Step[] = [
        ["read", "key/alice"],
        ["read", "key/bob"],
        ["names"],
        ["write", "key/bob", "x"],
        ["remove", "key/bob"],
      ]
      for (const step of steps) {
        const { status, answers, stderr } = await carryOut(runtime, "keyring", service.env, [step], alone)
        expect([step[0], status, answers, stderr]).toEqual([
          step[0],
          3,
          [],
          expect.stringMatching(/^nobody-to-ask: The keyring is locked/),
        ])
      }
      await service.restart("unlocked")
      const store = await open(service.env)
      expect([await store.names(), await store.read("key/alice")]).toEqual([["key/alice"], "kept"])
    },
    patience,
  )

  test(
    "stays locked when its question cannot be shown",
    async () => {
      const service = await lockedService()
      const env = { ...service.env, DISPLAY: ":nowhere" }
      const { status, stderr } = await carryOut("bun", "keyring", env, [["read", "key/alice"]], alone)
      expect([status, stderr]).toEqual([3, expect.stringMatching(/\nprompt-refused: The keyring is locked/)])
    },
    patience,
  )
})

describe("a dead keyring", () => {
  const cases: Readonly<Record<string, { readonly env: () => Promise<Env>; readonly reason: RegExp }>> = {
    "no session bus": { env: async () => ({ XDG_RUNTIME_DIR: newFolder() }), reason: /DBUS_SESSION_BUS_ADDRESS/ },
    "no runtime folder": { env: async () => ({ XDG_RUNTIME_DIR: "/nowhere" }), reason: /DBUS_SESSION_BUS_ADDRESS/ },
    "a socket that is gone": {
      env: async () => ({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${newFolder()}/bus` }),
      reason: /ENOENT/,
    },
    "a bus over the network": {
      env: async () => ({ DBUS_SESSION_BUS_ADDRESS: "tcp:host=127.0.0.1,port=1" }),
      reason: /no Unix socket/,
    },
    "an address that is none": {
      env: async () => ({ DBUS_SESSION_BUS_ADDRESS: "nonsense" }),
      reason: /no Unix socket/,
    },
    "a bus that never answers": { env: () => busThat(() => {}), reason: /does not answer/ },
    "a bus that lets in and falls silent": {
      env: () => busThat(socket => socket.write("OK 0123456789abcdef0123456789abcdef\r\n")),
      reason: /does not answer/,
    },
    "a bus that hangs up": { env: () => busThat(socket => socket.destroy()), reason: /hung up|ECONNRESET|EPIPE/ },
    "a bus that refuses": { env: () => busThat(socket => socket.write("REJECTED\r\n")), reason: /refuses/ },
    "something that is no bus": {
      env: () =>
        busThat(socket => {
          socket.write("OK 0123456789abcdef0123456789abcdef\r\n")
          socket.write(Buffer.alloc(4096, 0x6c))
        }),
      reason: /./,
    },
    "a bus without a keyring": { env: async () => (await newService("none")).env, reason: /Secret Service/ },
  }

  test.each(Object.keys(cases))(
    "%s",
    async name => {
      const { env, reason } = cases[name] ?? { env: async () => ({}), reason: /never/ }
      const store = await open(await env())
      const start = performance.now()
      const uses = [store.read("key/alice"), store.names(), store.write("key/alice", "secret"), store.unlock()]
      for (const use of await Promise.allSettled(uses))
        expect(use).toMatchObject({
          status: "rejected",
          reason: { code: "store-failed", message: expect.stringMatching(reason), hint: expect.any(String) },
        })
      expect(performance.now() - start).toBeLessThan(soon)
      expect(await store.state()).toEqual({ state: "unreachable", reason: expect.stringMatching(reason) })
    },
    patience,
  )

  test(
    "the former user's runtime folder, under su, has no bus, nor a file store to shut",
    async () => {
      const former = newFolder()
      chmodSync(former, 0o000)
      const stranger = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
      const env = { HOME: "/nowhere", XDG_RUNTIME_DIR: former }
      const read = await carryOut("bun", "keyring", env, [["read", "key/alice"]], stranger)
      expect([read.status, read.stderr]).toEqual([7, expect.stringMatching(/^store-failed: .*no session bus/)])
      expect(await carryOut("bun", "file", env, [["lock"]], stranger)).toMatchObject({ status: 0, stderr: "" })
    },
    patience,
  )

  test.each(runtimes)(
    "leaves nothing that keeps a process in %s",
    async runtime => {
      const env = await busThat(() => {})
      const { status, stderr } = await carryOut(runtime, "keyring", env, [["read", "key/alice"]])
      expect([status, stderr]).toEqual([7, expect.stringMatching(/^store-failed: /)])
    },
    patience,
  )
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bus-"))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A socket at which `answer` is given to whatever comes. */
async function busThat(answer: (socket: Socket) => void): Promise<Env> {
  const path = `${newFolder()}/bus`
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.once("data", () => answer(socket))
  })
  await new Promise<void>(done => server.listen(path, done))
  endings.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise(done => server.close(done))
  })
  return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` }
}
