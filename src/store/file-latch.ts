import { GuiseError } from "../errors.ts"
import { sha256 } from "../sys/digest.ts"
import { type Key, keyOf, newKey } from "./file-age.ts"
import { type IdentityFile, identityFile } from "./file-identity.ts"
import { firstPassphrase, givenPassphrase, newPassphrase, refused, withPassphrase } from "./file-passphrase.ts"
import { endOf, type Unlocked, unlockedCopy } from "./file-unlocked.ts"
import type { StoreHost } from "./store.ts"

/** What opens the file store, and holds it open. */
export interface Latch {
  /** The key; undefined when no passphrase was ever set. Asks, if need be. Errors: see `Store`. */
  key(): Promise<Key | undefined>
  /** The key, made with a new passphrase when there is none. */
  keyOrNew(): Promise<Key>
  /** Asks for the passphrase, and for another one. Errors: see `Store`; `usage` when none was ever set. */
  change(): Promise<void>
  /** As it is now; never asks. Error: `store-failed`. */
  look(): Look
  /** Error: `store-failed`. */
  shut(): void
}

/** `until` in Unix seconds; absent when it is open for this process only. */
export type Look =
  | { readonly is: "unset" }
  | { readonly is: "open"; readonly identity: string; readonly until?: number }
  | { readonly is: "locked"; readonly sealed: Uint8Array<ArrayBuffer> }

/** Nothing is read or asked yet. */
export function openLatch(folder: string, host: StoreHost): Latch {
  const file = identityFile(folder)
  const copy = unlockedCopy(folder, host)
  let held: Unlocked | undefined
  let last: Promise<unknown> = Promise.resolve()

  const look = (): Look => {
    const sealed = file.read()
    if (sealed === undefined) return { is: "unset" }
    const kept = copy.read()
    const until = kept && endOf(kept, sealed, host)
    if (kept !== undefined && until !== undefined) return { is: "open", identity: kept.identity, until }
    if (held !== undefined && endOf(held, sealed, host) !== undefined) return { is: "open", identity: held.identity }
    return { is: "locked", sealed }
  }
  const hold = ({ key, sealed }: Opened): Key => {
    const since = host.now()
    const unlocked = { identity: key.identity, of: sha256([sealed]), since, until: since + host.unlockTtl }
    // Held here only where there is nowhere else, so that `guise store lock` shuts it for every process at once.
    held = copy.keep(unlocked) ? undefined : unlocked
    return key
  }
  const settle = async <T>(ifUnset: () => Promise<T>): Promise<Key | T> => {
    const now = look()
    if (now.is === "unset") return ifUnset()
    if (now.is === "open") return keyOf(now.identity)
    const { sealed } = now
    return hold({ sealed, key: await withPassphrase(host, passphrase => file.open(sealed, passphrase)) })
  }
  /** One question at a time; who waited for the answer finds the store open. */
  const inTurn = <T>(ifUnset: () => Promise<T>): Promise<Key | T> => {
    const turn = last.then(async () =>
      look().is === "open"
        ? settle(ifUnset)
        : copy.oneAtATime(
            () => patienceOf(host),
            () => settle(ifUnset),
          ),
    )
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    look,
    key: async () => (look().is === "unset" ? undefined : inTurn(async () => undefined)),
    keyOrNew: () => inTurn(async () => hold(await firstKey(file, folder, host))),
    async change() {
      const sealed = file.read() ?? noneSet()
      const key = await withPassphrase(host, passphrase => file.open(sealed, passphrase))
      await file.replace(key, await newPassphrase("The file store is open. ", host))
      hold({ key, sealed: file.read() ?? sealed })
    },
    shut() {
      held = undefined
      copy.remove()
    },
  }
}

function noneSet(): never {
  throw new GuiseError("usage", "The file store has no passphrase that could be changed.", {
    hint: "guise store unlock",
  })
}

interface Opened {
  readonly key: Key
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** Errors: those of `newPassphrase`; `prompt-refused` when another process was first, with another passphrase. */
async function firstKey(file: IdentityFile, folder: string, host: StoreHost): Promise<Opened> {
  const passphrase = await firstPassphrase(folder, host)
  const mine = await newKey()
  const isFirst = await file.place(mine, passphrase)
  const sealed = file.read() ?? refused("The file store was removed while its passphrase was set.")
  const key = isFirst ? mine : await file.open(sealed, passphrase)
  return { sealed, key: key ?? refused("Another guise has just set the file store's passphrase, and to another one.") }
}

/**
 * Seconds to wait for another process that is opening the store: while a person is asked, as long as that takes, but
 * a program is told soon that nobody can be asked.
 */
async function patienceOf(host: StoreHost): Promise<number> {
  if (givenPassphrase(host) !== undefined) return 10
  const { isSomebodyThere } = await import("../sys/somebody.ts")
  return (await isSomebodyThere()) ? 600 : 1
}
