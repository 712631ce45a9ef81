import { chooseStore } from "../store/choice.ts"
import { changeKnown } from "../store/known.ts"
import type { Lockable, StoreHost, StoreKind } from "../store/store.ts"
import type { Vault } from "../store/vault.ts"
import { unlinkIfThere } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import { withLock } from "../sys/lock.ts"
import { pathsOf } from "../sys/paths.ts"
import { hex, type SealKey, sealKeyIn } from "./seal-key.ts"

/** The sealing key as a store keeps it. */
export interface SealStore {
  /** The key, and undefined when none was ever put into a store. Errors: those of the store. */
  find(): Promise<SealKey | undefined>
  /**
   * Puts a key there unless one is kept already, and answers the one that is kept then; undefined when no store takes
   * it without asking somebody, which the cache is not worth. Errors: those of the store.
   */
  keep(key: SealKey): Promise<SealKey | undefined>
  /** Removes the key's file of before, and what somebody who was killed had begun to write there. Errors: the system's. */
  takeAway(path: string): void
}

/** The item that the key is, in whichever store. */
const item = "seal"

/** The store's side of the sealing key. `asked`: the store that settings or the environment name. */
export function storedSeal(vault: Vault, host: StoreHost, asked: StoreKind | undefined): SealStore {
  const find = async () => {
    const kind = vault.known().seal
    return kind === undefined ? undefined : keyIn(await (await vault.store(kind)).read(item))
  }
  return {
    find,
    async keep(key) {
      const kind = await willing(vault, host, asked)
      if (kind === undefined) return undefined
      return withLock(`${pathsOf(host.env).data}/seal.lock`, {}, async () => {
        const kept = await find()
        if (kept !== undefined) return kept
        await (await vault.store(kind)).write(item, hex(key))
        if (keyIn(await (await vault.store(kind)).read(item)) === undefined) return undefined
        await changeKnown(host.env, known => ({ ...known, seal: kind }))
        return key
      })
    },
    takeAway(path) {
      unlinkIfThere(path)
      sweepTemporaries(path)
    },
  }
}

/** The store that takes the key without a question; undefined when there is none. */
async function willing(vault: Vault, host: StoreHost, asked: StoreKind | undefined): Promise<StoreKind | undefined> {
  const kind = asked ?? vault.known().store ?? (await keyringIfOpen(vault, host))
  if (kind === undefined || kind === "plain" || kind === "memory") return undefined
  return (await isOpen(await vault.store(kind))) ? kind : undefined
}

/** Nobody has chosen a store yet. A keyring that is open is as good a choice as a person would make; no other is made here. */
async function keyringIfOpen(vault: Vault, host: StoreHost): Promise<StoreKind | undefined> {
  if (!(await isOpen(await vault.store("keyring")))) return undefined
  return (await chooseStore(undefined, vault, host)).kind
}

async function isOpen(store: Lockable): Promise<boolean> {
  const { state } = await store.state()
  return state === "open" || (state === "empty" && store.kind === "keyring")
}

function keyIn(digits: string | undefined): SealKey | undefined {
  if (digits === undefined || !/^[0-9a-f]+$/.test(digits)) return undefined
  return sealKeyIn(new Uint8Array(Buffer.from(digits, "hex")))
}
