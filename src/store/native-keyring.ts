import { isGuiseError } from "../errors.ts"
import { sha256 } from "../sys/digest.ts"
import { nativeAddon } from "./native-addon.ts"
import { startHelper } from "./native-helper.ts"
import { type Split, splitStore } from "./split.ts"
import type { Lockable, StoreHost } from "./store.ts"
import { inTurn } from "./turns.ts"

/**
 * Credential Manager takes 2560 bytes of UTF-16 (CRED_MAX_CREDENTIAL_BLOB_SIZE); Keychain would take more.
 * https://learn.microsoft.com/en-us/windows/win32/api/wincred/ns-wincred-credentialw
 */
const longest = 1280

/** Milliseconds: Keychain may ask the person whether guise may read an item. */
const personLimit = 120_000

/** Keychain on macOS, Credential Manager on Windows. They open with the log-in session, and ask by themselves. */
export function openNativeKeyring(host: StoreHost, limit = personLimit): Lockable {
  const use = <T>(work: (split: Split) => Promise<T>) => withSplit(host, limit, work)
  return {
    kind: "keyring",
    read: name => use(split => split.read(name)),
    write: (name, secret) => inTurn("keyring", host.env, () => use(split => split.write(name, secret))),
    remove: name => inTurn("keyring", host.env, () => use(split => split.remove(name))),
    names: () => use(split => split.names()),
    async state() {
      try {
        return { state: (await use(split => split.names())).length > 0 ? "open" : "empty" }
      } catch (error) {
        if (isGuiseError(error, "store-failed")) return { state: "unreachable", reason: error.message }
        throw error
      }
    },
    unlock: async () => void (await use(split => split.names())),
    async lock() {
      host.notice(
        "the keyring stays as it is: it is not guise's alone; the system locks it, with the screen or at log-out",
      )
    },
  }
}

async function withSplit<T>({ env }: StoreHost, limit: number, work: (split: Split) => Promise<T>): Promise<T> {
  const helper = startHelper({ addon: await nativeAddon(env), env, limit })
  try {
    return await work(
      splitStore(helper.entries, {
        longest,
        accountOf: name => sha256([name]).slice(0, 32),
        mark: () => crypto.randomUUID().slice(0, 8),
      }),
    )
  } finally {
    helper.end()
  }
}
