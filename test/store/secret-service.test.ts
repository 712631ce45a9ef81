import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer, type Server, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStore } from "../../src/store/open.ts"
import type { Lockable } from "../../src/store/store.ts"
import type { Env } from "../../src/types.ts"
import { storeHost, type TestHost } from "./host.ts"
import { answersOf, carryOut, runtimes } from "./processes.ts"
import { openSecretService, type SecretService } from "./secret-service.ts"

/** Milliseconds. */
const patience = 60_000
/** Milliseconds: a bus has two seconds to answer, a keyring on it twenty. */
const soon = 4000

let desktop: SecretService
beforeAll(async () => {
  desktop = await openSecretService()
}, patience)
afterAll(() => desktop?.end(), patience)

describe("what lies in the keyring", () => {
  test("is what secret-tool put there, too", async () => {
    await secretTool("store", "--label=by hand", "application", "guise", "name", "key/by-hand")
    const store = await keyring(desktop.env)
    expect(await store.read("key/by-hand")).toBe(given)
    await store.write("key/by-hand", "in its place")
    expect([await store.read("key/by-hand"), await store.names()]).toEqual([
      "in its place",
      expect.arrayContaining(["key/by-hand"]),
    ])
    expect(await store.remove("key/by-hand")).toBe(true)
    expect(await secretTool("search", "application", "guise", "name", "key/by-hand")).toBe("")
  })

  test("of other programs is none of guise's", async () => {
    await secretTool("store", "--label=foreign", "application", "another", "name", "key/foreign")
    const store = await keyring(desktop.env)
    expect(await store.read("key/foreign")).toBeUndefined()
    expect(await store.remove("key/foreign")).toBe(false)
    expect(await store.names()).not.toContain("key/foreign")
    expect(await secretTool("lookup", "application", "another", "name", "key/foreign")).toBe(given)
  })

  test("crosses the bus encrypted", async () => {
    const monitor = Bun.spawn(["dbus-monitor", "--session", "--pcap"], {
      env: withPath(desktop.env),
      stdout: "pipe",
      stderr: "ignore",
    })
    const seen: Uint8Array[] = []
    const reader = monitor.stdout.getReader()
    seen.push((await reader.read()).value ?? new Uint8Array())
    const store = await keyring(desktop.env)
    await store.write("key/watched", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    expect(await store.read("key/watched")).toBe("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    // The last message of the last call is through when the bus has shown its name.
    while (!Buffer.concat(seen).includes("GetSecret")) seen.push((await reader.read()).value ?? new Uint8Array())
    monitor.kill()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      seen.push(value)
    }
    const text = Buffer.concat(seen).toString("latin1")
    expect(text).toContain("key/watched")
    expect(text).not.toContain("bPxRfiCYEXAMPLEKEY")
  })

  test(
    "is large, if need be",
    async () => {
      const store = await keyring(desktop.env)
      const secret = "größe ".repeat(20_000)
      await store.write("key/large", secret)
      expect(await store.read("key/large")).toBe(secret)
      await store.remove("key/large")
    },
    patience,
  )

  test("has no name with a zero byte, and the error does not quote the secret", async () => {
    const error = await failureOf((await keyring(desktop.env)).write("key/a\0b", "CANARY-SECRET"))
    expect(error).toMatchObject({ code: "store-failed", message: expect.stringContaining("zero byte") })
    expect(JSON.stringify(error)).not.toContain("CANARY-SECRET")
  })

  test.each(runtimes)(
    "is read by %s, which ends by itself afterwards",
    async runtime => {
      await (await keyring(desktop.env)).write("key/alice", "kept")
      expect(await answersOf(runtime, "keyring", desktop.env, [["read", "key/alice"]])).toEqual(["kept"])
    },
    patience,
  )

  test("is found without HOME and XDG_RUNTIME_DIR", async () => {
    await (await keyring(desktop.env)).write("key/alice", "kept")
    const { DBUS_SESSION_BUS_ADDRESS } = desktop.env
    expect(await (await keyring({ DBUS_SESSION_BUS_ADDRESS })).read("key/alice")).toBe("kept")
  })

  test("stays open under `guise store lock`, which says so", async () => {
    const host = storeHost(desktop.env)
    await (await openStore("keyring", host)).lock()
    expect(host.noticed).toEqual([expect.stringContaining("belongs to the desktop")])
  })
})

describe("a keyring that is locked", () => {
  let locked: SecretService
  beforeAll(async () => {
    locked = await openSecretService()
    await (await keyring(locked.env)).write("key/alice", "kept")
    await locked.restart("locked")
  }, patience)
  afterAll(() => locked?.end(), patience)

  test("says so when it is looked at", async () => {
    expect(await (await keyring(locked.env)).state()).toEqual({ state: "locked" })
  })

  test.each(uses)("is an error to %s: nobody can be asked", async (_title, use) => {
    const host = storeHost(locked.env)
    expect(await failureOf(use(await openStore("keyring", host)))).toMatchObject({
      code: "nobody-to-ask",
      message: expect.stringContaining("The keyring is locked"),
      hint: expect.stringContaining("gnome-keyring-daemon --unlock"),
    })
    expect(host.noticed).toEqual([])
  })

  test("asks on a desktop, and says that nobody answered there", async () => {
    const host = storeHost({ ...locked.env, DISPLAY: ":977" })
    expect(await failureOf((await openStore("keyring", host)).read("key/alice"))).toMatchObject({
      code: "prompt-refused",
    })
    expect(host.noticed).toEqual(["the keyring asks for a password on the desktop"])
  })

  test.each(runtimes)(
    "is an error in %s, too, which does not hang",
    async runtime => {
      const { status, stderr } = await carryOut(
        runtime,
        "keyring",
        locked.env,
        [["read", "key/alice"]],
        ["setsid", "-w"],
      )
      expect([status, stderr]).toEqual([3, expect.stringContaining("nobody-to-ask: The keyring is locked")])
    },
    patience,
  )

  test(
    "has kept what it kept, once it is open",
    async () => {
      await locked.restart("unlocked")
      expect(await (await keyring(locked.env)).read("key/alice")).toBe("kept")
      await locked.restart("locked")
    },
    patience,
  )
})

describe("a session without a keyring", () => {
  let bare: SecretService
  beforeAll(async () => {
    bare = await openSecretService("locked")
  }, patience)
  afterAll(() => bare?.end(), patience)

  test("that was never made is no place for secrets where nobody can make it", async () => {
    const store = await keyring(bare.env)
    expect(await store.state()).toEqual({ state: "unreachable", reason: expect.stringContaining("no default keyring") })
    expect(await failureOf(store.write("key/alice", "secret"))).toMatchObject({ code: "nobody-to-ask" })
    expect([await store.read("key/alice"), await store.names()]).toEqual([undefined, []])
  })

  test("that was never made is empty on a desktop", async () => {
    expect(await (await keyring({ ...bare.env, DISPLAY: ":977" })).state()).toEqual({ state: "empty" })
  })

  test(
    "for want of a program is an error with its remedy",
    async () => {
      await bare.restart("none")
      expect(await failureOf((await keyring(bare.env)).read("key/alice"))).toMatchObject({
        code: "store-failed",
        message: "No program of this session keeps secrets: the Secret Service is not there.",
        hint: expect.stringContaining("gnome-keyring"),
      })
    },
    patience,
  )

  test(
    "whose program is stopped is an error",
    async () => {
      await bare.restart("unlocked")
      bare.stop()
      expect(await failureOf((await keyring(bare.env)).read("key/alice"))).toMatchObject({
        code: "store-failed",
        message: "The keyring cannot be reached: the keyring's service does not answer.",
      })
    },
    patience,
  )
})

describe("a session bus that is dead", () => {
  let folder: string
  let listeners: Server[]
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bus-"))
    listeners = await Promise.all([
      listening(join(folder, "silent"), () => {}),
      listening(join(folder, "closing"), socket => socket.destroy()),
      listening(join(folder, "refusing"), socket => socket.once("data", () => socket.write("REJECTED\r\n"))),
      listening(join(folder, "babbling"), socket => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")),
      listening(join(folder, "flooding"), socket => socket.write("x".repeat(100_000))),
      listening(join(folder, "admitting"), socket =>
        socket.on("data", bytes => bytes[0] === 0 && socket.write("OK 0123\r\n")),
      ),
      listening(join(folder, "nonsense"), socket => {
        socket.on("data", bytes =>
          socket.write(
            bytes[0] === 0
              ? "OK 0123\r\n"
              : `l\x02\x00\x01\x08\x00\x00\x00\x01\x00\x00\x00\x10\x00\x00\x00${"\xff".repeat(64)}`,
          ),
        )
      }),
    ])
  })
  afterAll(() => {
    for (const listener of listeners) listener.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const at = (name: string) => ({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/${name}` })
  const dead: readonly (readonly [title: string, env: () => Env, message: string])[] = [
    ["there is no address", () => ({ XDG_RUNTIME_DIR: folder }), "there is no session bus"],
    ["there is no runtime folder", () => ({ XDG_RUNTIME_DIR: "/nowhere" }), "there is no session bus"],
    ["the address names nothing", () => at("nothing"), "nobody listens at the session bus's address (ENOENT)"],
    [
      "the address is of a bus over TCP",
      () => ({ DBUS_SESSION_BUS_ADDRESS: "tcp:host=127.0.0.1,port=1" }),
      "names no Unix socket",
    ],
    ["the address is no address", () => ({ DBUS_SESSION_BUS_ADDRESS: "nonsense" }), "names no Unix socket"],
    ["it never answers", () => at("silent"), "accepts the connection and does not answer"],
    ["it hangs up", () => at("closing"), "hung up"],
    ["it refuses", () => at("refusing"), "refuses this user"],
    ["it is another server", () => at("babbling"), "refuses this user"],
    ["it says too much", () => at("flooding"), "no session bus"],
    ["it admits us and says no more", () => at("admitting"), "accepts the connection and does not answer"],
    ["it answers nonsense", () => at("nonsense"), "the session bus broke (what it sends is no D-Bus)"],
  ]

  test.each(dead)(
    "is an error soon where %s",
    async (_title, env, message) => {
      const store = await keyring(env())
      const start = performance.now()
      for (const failure of await Promise.all(uses.map(([, use]) => failureOf(use(store)))))
        expect(failure).toMatchObject({
          code: "store-failed",
          message: expect.stringContaining(message),
          hint: expect.any(String),
        })
      expect(performance.now() - start).toBeLessThan(soon)
      expect(await store.state()).toEqual({ state: "unreachable", reason: expect.stringContaining(message) })
    },
    patience,
  )

  test.each(runtimes)(
    "keeps no process in %s",
    async runtime => {
      const { status, stderr } = await carryOut(runtime, "keyring", at("silent"), [["read", "key/alice"]])
      expect([status, stderr]).toEqual([7, expect.stringContaining("does not answer")])
    },
    patience,
  )
})

const uses: readonly (readonly [title: string, use: (store: Lockable) => Promise<unknown>])[] = [
  ["read", store => store.read("key/alice")],
  ["read what it may not have", store => store.read("key/bob")],
  ["write", store => store.write("key/alice", "another")],
  ["remove", store => store.remove("key/alice")],
  ["list", store => store.names()],
  ["unlock", store => store.unlock()],
]

async function keyring(env: Env, host: TestHost = storeHost(env)): Promise<Lockable> {
  return openStore("keyring", host)
}

const given = "typed into secret-tool"

async function secretTool(...words: readonly string[]): Promise<string> {
  const tool = Bun.spawn(["secret-tool", ...words], {
    env: { ...withPath(desktop.env), LC_ALL: "C.UTF-8" },
    stdin: new TextEncoder().encode(given),
    stdout: "pipe",
    stderr: "ignore",
  })
  return tool.stdout.text()
}

function withPath(env: Env): Env {
  return { PATH: process.env.PATH, ...env }
}

/** What a call that must fail fails with. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    value => ({ succeeded: value }),
    (error: unknown) => error,
  )
}

async function listening(path: string, greet: (socket: Socket) => void): Promise<Server> {
  const server = createServer(socket => {
    socket.on("error", () => {})
    greet(socket)
  })
  await new Promise<void>(done => server.listen(path, done))
  return server
}
