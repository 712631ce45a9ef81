import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { hmacSha256 } from "../sys/digest.ts"
import { pathsOf } from "../sys/paths.ts"
import { type Key, seal, unseal } from "./file-age.ts"
import { type Latch, openLatch } from "./file-latch.ts"
import { type Item, type Items, itemText, openItems, parsedItem } from "./items.ts"
import type { Lockable, StoreHost, StoreState } from "./store.ts"

/**
 * Secrets in age files, which people can open without guise (docs/stores.md): `identity.age` opens with the passphrase
 * and holds an X25519 identity, and every file in `items/` is sealed to that. Sealing wants the passphrase as well: who
 * does not have it can neither read, nor tell what is kept, nor plant a key pair of their own.
 */
export function openFile(host: StoreHost): Lockable {
  const folder = `${pathsOf(host.env).data}/file-store`
  const items = openItems(`${folder}/items`, ".age")
  const latch = openLatch(folder, host)
  const keyIfAny = async () => (await latch.key()) ?? nothingLost(items, folder)
  const keyOrNew = () => {
    if (latch.look().is === "unset") nothingLost(items, folder)
    return latch.keyOrNew()
  }
  return {
    kind: "file",
    async read(name) {
      const key = await keyIfAny()
      return key && (await itemIn(fileOf(name, key), key, items))?.secret
    },
    async write(name, secret) {
      const key = await keyOrNew()
      items.write(fileOf(name, key), await seal(itemText({ name, secret }), key))
    },
    async remove(name) {
      const key = await keyIfAny()
      return key !== undefined && items.remove(fileOf(name, key))
    },
    async names() {
      const key = await keyIfAny()
      const found = key && (await Promise.all(items.list().map(file => itemIn(file, key, items))))
      return (found ?? []).flatMap(item => item?.name ?? []).sort()
    },
    state: async () => stateOf(latch, items, folder),
    unlock: async () => void (await keyOrNew()),
    lock: async () => latch.shut(),
    changePassphrase: () => latch.change(),
  }
}

/** A keyed hash: a listing tells neither which profiles there are, nor, to who guesses one, whether it is among them. */
function fileOf(name: string, { identity }: Key): string {
  return hmacSha256(new TextEncoder().encode(identity), `guise file store\n${name}`).slice(0, 32)
}

/** Undefined when there is no such file, or no longer. */
async function itemIn(file: string, key: Key, items: Items): Promise<Item | undefined> {
  const found = items.read(file)
  if (found === undefined) return undefined
  const path = items.pathOf(file)
  const opened = await unseal(found.bytes, key)
  if (opened === "wrong") throw unusable(path, "it is sealed to another key than this store's")
  const item = opened === "damaged" ? undefined : parsedItem(opened.text)
  if (item === undefined) throw unusable(path, "it is damaged")
  // A file under another's name would hand the keys of one profile out as another's.
  if (fileOf(item.name, key) !== file) throw unusable(path, "it was put under the name of another item")
  return item
}

/** Items that nothing opens any more are a loss to be told, not an empty store to start again in. */
function nothingLost(items: Items, folder: string): undefined {
  if (items.list().length === 0) return undefined
  throw new GuiseError("store-failed", `${folder}/identity.age, which opens the file store's items, is gone.`, {
    hint: `put it back from a copy; to give up what the store keeps: rm -r ${quoted(folder)}`,
  })
}

function stateOf(latch: Latch, items: Items, folder: string): StoreState {
  try {
    const look = latch.look()
    switch (look.is) {
      case "unset":
        return nothingLost(items, folder) ?? { state: "empty" }
      case "locked":
        return { state: "locked" }
      case "open":
        return { state: "open", ...(look.until === undefined ? {} : { until: look.until }) }
    }
  } catch (error) {
    if (error instanceof GuiseError) return { state: "unreachable", reason: error.message }
    throw error
  }
}

function unusable(path: string, why: string): GuiseError {
  return new GuiseError("store-failed", `${path}, an item of the file store, cannot be used: ${why}.`, {
    hint: `put back a good copy, or remove it and add its key again: rm ${quoted(path)}`,
  })
}
