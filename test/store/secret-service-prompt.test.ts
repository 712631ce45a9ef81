import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { createRequire } from "node:module"
import { openStore } from "../../src/store/open.ts"
import { until } from "../until.ts"
import { storeHost } from "./host.ts"
import { openSecretService, type SecretService } from "./secret-service.ts"

/**
 * A locked keyring that asks, and a person who answers: GNOME's own dialog wants a desktop, so the service is played
 * here, as the specification says it, on a real bus.
 */

/** Milliseconds. */
const patience = 60_000

const answers = ["types the password", "types it at once", "dismisses it", "is away"] as const

/** What the service answers a question with when it was about an item: nothing, as some do, or its path. */
const tellings = { "tells the path": true, "tells nothing": false } as const

let session: SecretService
beforeAll(async () => {
  session = await openSecretService("none")
}, patience)
afterAll(() => session?.end(), patience)

describe("a locked keyring on a desktop", () => {
  test.each(answers.slice(0, 2))("is read when the person %s", async answer => {
    const service = await playService(session.env, answer)
    const host = storeHost({ ...session.env, WAYLAND_DISPLAY: "wayland-0" })
    const store = await openStore("keyring", host)
    expect(await store.state()).toEqual({ state: "locked" })
    expect(await store.read("key/alice")).toBe("kept: größe")
    expect(host.noticed).toEqual(["the keyring asks for a password on the desktop"])
    await store.unlock()
    expect(host.noticed).toHaveLength(1)
    expect(service.asked()).toBe(1)
    service.end()
  })

  test("stays shut when the person dismisses it", async () => {
    const service = await playService(session.env, "dismisses it")
    const store = await openStore("keyring", storeHost({ ...session.env, DISPLAY: ":0" }))
    for (const use of [() => store.read("key/alice"), () => store.write("key/alice", "secret"), () => store.unlock()])
      expect(await use().catch((error: unknown) => error)).toMatchObject({
        code: "prompt-refused",
        message: expect.stringContaining("dismissed"),
      })
    expect(service.written()).toEqual([])
    service.end()
  })

  test(
    "is told as broken at once when the desktop ends during the question",
    async () => {
      const ending = await openSecretService("none")
      const service = await playService(ending.env, "is away")
      const store = await openStore("keyring", storeHost({ ...ending.env, DISPLAY: ":0" }))
      const read = store.read("key/alice").catch((error: unknown) => error)
      await until(() => service.asked() > 0)
      await ending.end()
      expect(await read).toMatchObject({ code: "store-failed", message: expect.stringContaining("broke") })
    },
    patience,
  )

  test("asks nothing where nobody could see it", async () => {
    const service = await playService(session.env, "types the password")
    const store = await openStore("keyring", storeHost(session.env))
    expect(await store.read("key/alice").catch((error: unknown) => error)).toMatchObject({ code: "nobody-to-ask" })
    expect(service.asked()).toBe(0)
    service.end()
  })
})

describe("a keyring that has a question for every item, as KeePassXC", () => {
  test.each(Object.entries(tellings))("keeps the new secret in place of the old one, when it %s", async (_, tells) => {
    const service = await playService(session.env, "types it at once", tells)
    const store = await openStore("keyring", storeHost({ ...session.env, DISPLAY: ":0" }))
    expect(await store.read("key/alice")).toBe("kept: größe")
    await store.write("key/alice", "the new one")
    expect(service.removed()).toBe(0)
    expect(await store.read("key/alice")).toBe("the new one")
    service.end()
  })
})

/** As much of the library's other half as is used here; it comes without types for it. */
interface Bus {
  readonly connection: { end(): void }
  requestName(name: string, flags: number, done: (error: unknown) => void): void
  setMethodCallHandler(path: string, of: string, member: string, handler: readonly [Handler, string]): void
  exportInterface(object: object, path: string, face: { readonly name: string }): void
  sendSignal(path: string, of: string, name: string, signature: string, body: readonly unknown[]): void
}

type Handler = (...body: readonly unknown[]) => unknown

const { createClient } = createRequire(import.meta.url)("@homebridge/dbus-native") as {
  createClient(options: { readonly busAddress: string | undefined }): Bus
}

const service = "/org/freedesktop/secrets"
const [collection, item, prompt] = [`${service}/collection/one`, `${service}/collection/one/1`, `${service}/prompt/1`]

/** A service that knows no encryption, either; it keeps one item. `tells`: it has a question for each that is written. */
async function playService(env: Readonly<Record<string, string>>, answer: (typeof answers)[number], tells?: boolean) {
  const bus = createClient({ busAddress: env.DBUS_SESSION_BUS_ADDRESS })
  const written: unknown[] = []
  let [isLocked, asked, removed, secret] = [true, 0, 0, Buffer.from("kept: größe")]
  let about: readonly unknown[] = ["ao", []]
  const complete = (dismissed: boolean) => {
    isLocked = dismissed
    bus.sendSignal(prompt, "org.freedesktop.Secret.Prompt", "Completed", "bv", [dismissed, about])
  }
  const methods: readonly (readonly [path: string, method: string, signature: string, handler: Handler])[] = [
    [service, "Service.OpenSession", "vo", openSession],
    [service, "Service.ReadAlias", "o", () => collection],
    [service, "Service.SearchItems", "aoao", () => (isLocked ? [[], []] : [removed > 0 ? [] : [item], []])],
    [service, "Service.Unlock", "aoo", () => (isLocked ? [[], prompt] : [[collection], "/"])],
    [item, "Item.GetSecret", "(oayays)", () => [`${service}/session/1`, [], secret, "text/plain"]],
    [item, "Item.Delete", "o", () => ++removed && "/"],
    [
      prompt,
      "Prompt.Prompt",
      "",
      () => {
        asked += 1
        if (answer === "types it at once") complete(false)
        else if (answer !== "is away") setTimeout(complete, 50, answer === "dismisses it")
      },
    ],
  ]
  for (const [path, method, signature, handler] of methods) {
    const [of, member = ""] = method.split(".")
    bus.setMethodCallHandler(path, `org.freedesktop.Secret.${of}`, member, [handler, signature])
  }
  // Properties are an object's own matter to the library.
  const kept = {
    get Locked() {
      return isLocked
    },
    CreateItem(...body: readonly unknown[]) {
      written.push(body)
      secret = Buffer.from((body[1] as readonly Buffer[])[2] ?? "")
      about = tells === true ? ["o", item] : ["s", ""]
      return tells === undefined ? [item, "/"] : ["/", prompt]
    },
  }
  const face = { methods: { CreateItem: ["a{sv}(oayays)b", "oo"] }, properties: { Locked: "b" } }
  bus.exportInterface(kept, collection, { name: "org.freedesktop.Secret.Collection", ...face })
  await new Promise<void>((done, fail) =>
    bus.requestName("org.freedesktop.secrets", 0, error => (error ? fail(error) : done())),
  )
  return { asked: () => asked, written: () => written, removed: () => removed, end: () => bus.connection.end() }
}

function openSession(algorithm: unknown): unknown {
  if (algorithm === "plain") return [["s", ""], `${service}/session/1`]
  return Object.assign(new Error("no"), { dbusName: "org.freedesktop.DBus.Error.NotSupported" })
}
