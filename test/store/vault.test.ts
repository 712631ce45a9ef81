import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { GuiseError } from "../../src/errors.ts"
import type { Lockable } from "../../src/store/store.ts"
import { openVault } from "../../src/store/vault.ts"
import { storeHost } from "./host.ts"
import { type HomePlace, homePlace, snapshot } from "./places.ts"

/** Several processes, as far as the vault can tell, with one home. Of stores that take no passphrase there is one: plain. */
let place: HomePlace
beforeEach(() => {
  place = homePlace()
})
afterEach(() => place.end())

const process = () => openVault(storeHost(place.env))

const first = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
const second = { accessKeyId: "AKIAI44QH8DHBEXAMPLE", secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }
const plain = { store: "plain", since: 1_700_000_000 } as const
const items = async () => (await process().store("plain")).names()

const keyItems = async () => (await items()).filter(name => name.startsWith("key/"))

test("of two pairs that are kept for a profile at once one stays, and nothing is left of the other", async () => {
  for (let round = 0; round < 5; round += 1)
    await Promise.all([process().keepKeys("alice", first, plain), process().keepKeys("alice", second, plain)])
  const { accessKeyId } = await process().keysOf("alice")
  expect(await items()).toEqual([`key/alice/${accessKeyId}`])
})

test("a pair that is replaced while it is read is read in its new place", async () => {
  await process().keepKeys("alice", first, plain)
  const vault = process()
  const store = await vault.store("plain")
  const { read } = store
  let deeds = 0
  store.read = async name => {
    deeds += 1
    if (deeds === 1) await process().keepKeys("alice", second, plain)
    return read(name)
  }
  expect(await vault.keysOf("alice")).toEqual(second)
})

test("a pair that is kept while the one before is forgotten stays, and is found", async () => {
  await process().keepKeys("alice", first, plain)
  const vault = process()
  const store = await vault.store("plain")
  const { remove } = store
  let kept: Promise<void> | undefined
  store.remove = async name => {
    kept = process().keepKeys("alice", second, plain)
    // It has to wait for us; were it not to, it would be through by then.
    await Promise.race([kept, Bun.sleep(200)])
    return remove(name)
  }
  expect(await vault.dropKeys("alice")).toBe(true)
  await kept
  expect(await process().keysOf("alice")).toEqual(second)
  expect(await items()).toEqual([`key/alice/${second.accessKeyId}`])
})

test("a pair whose store has it no longer is lost, and so is a seed: that is told, with the line that helps", async () => {
  await process().keepKeys("alice", first, plain)
  await process().keepSeed("GAHT12345678", "otpauth://totp/AWS", plain)
  const store = await process().store("plain")
  for (const name of await store.names()) await store.remove(name)
  const lost = { code: "no-credentials", message: expect.stringContaining("no longer in the plain store") }
  await expect(process().keysOf("alice")).rejects.toMatchObject({ ...lost, hint: "guise keys add alice" })
  await expect(process().seedOf("GAHT12345678")).rejects.toMatchObject({ ...lost, hint: "guise mfa add GAHT12345678" })
  expect(await process().seedOf("GAHT87654321")).toBeUndefined()
})

test("where the former pair cannot be taken out of its store, that is told, and the new one counts", async () => {
  const vault = process()
  await vault.keepKeys("alice", first, plain)
  const broken: Lockable = await vault.store("plain")
  broken.remove = () => Promise.reject(new GuiseError("prompt-refused", "Nothing was read or written."))
  await expect(vault.keepKeys("alice", second, plain)).rejects.toMatchObject({
    code: "prompt-refused",
    message: expect.stringMatching(
      /^The plain store has the new secret, .* could not be taken out of the plain store\./,
    ),
  })
  expect(await process().keysOf("alice")).toEqual(second)
})

test("a store that says yes and forgets is found out, and the former pair counts", async () => {
  await process().keepKeys("alice", first, plain)
  const vault = process()
  const store = await vault.store("plain")
  store.write = async () => {}
  await expect(vault.keepKeys("alice", second, plain)).rejects.toMatchObject({
    message: "The plain store took a secret and does not give it back.",
  })
  expect(await process().keysOf("alice")).toEqual(first)
})

describe("somebody who is killed while keeping a pair", () => {
  const killed = () => Promise.reject(new Error("killed"))

  /** Ends another process in the middle: when it has called that method of the store. */
  async function endedAt(method: "read" | "remove"): Promise<void> {
    await process().keepKeys("alice", first, plain)
    const vault = process()
    const store = await vault.store("plain")
    store[method] = killed
    await expect(vault.keepKeys("alice", second, plain)).rejects.toThrow("killed")
    expect(await keyItems()).toHaveLength(2)
  }

  test.each([
    ["before the index leads to it", "read", first],
    ["before the former one is removed", "remove", second],
  ] as const)("%s leaves nothing behind once another keeps, or tidies", async (_when, method, counts) => {
    for (const next of [
      () => process().tidy(),
      () => process().keepSeed("GAHT12345678", "otpauth://totp/AWS", plain),
      () => process().dropSeed("GAHT12345678"), // The one of before.
    ]) {
      await endedAt(method)
      expect(await process().keysOf("alice")).toEqual(counts)
      await next()
      expect(await keyItems()).toEqual([`key/alice/${counts.accessKeyId}`])
      expect(process().known().unfinished).toBeUndefined()
      expect(await process().keysOf("alice")).toEqual(counts)
    }
  })

  test("in a store that is shut leaves what is left until it is open", async () => {
    await endedAt("remove")
    const vault = process()
    const store = await vault.store("plain")
    store.state = async () => ({ state: "locked" })
    await vault.tidy()
    expect(await keyItems()).toHaveLength(2)
    await process().tidy()
    expect(await items()).toEqual([`key/alice/${second.accessKeyId}`])
  })
})

test("where the index cannot be locked, that is told, and nothing was kept", async () => {
  mkdirSync(join(place.data, "stores.json.lock"), { recursive: true })
  await expect(process().keepKeys("alice", first, plain)).rejects.toMatchObject({
    code: "store-failed",
    message: expect.stringContaining("stores.json.lock"),
    hint: expect.stringContaining("XDG_DATA_HOME"),
  })
  expect(await items()).toEqual([])
})

test("forgetting what was never kept makes no file", async () => {
  expect([await process().dropKeys("alice"), await process().dropSeed("GAHT12345678")]).toEqual([false, false])
  expect(snapshot(place.folder)).toEqual({})
})

test.each(["__proto__", "toString", "constructor"])("a profile may be called %s", async name => {
  await expect(process().keysOf(name)).rejects.toMatchObject({ code: "no-credentials" })
  await process().keepKeys(name, first, plain)
  expect(await process().keysOf(name)).toEqual(first)
  expect([await process().dropKeys(name), await process().dropKeys(name)]).toEqual([true, false])
})
