import { GuiseError } from "../errors.ts"
import type { Lockable, StoreKind } from "./store.ts"

/** A store that cannot be had here, and why: every use of it is an error, and looking at it says the reason. */
export function absentStore(kind: StoreKind, reason: string): Lockable {
  const refuse = async (): Promise<never> => {
    throw new GuiseError("store-failed", `The ${kind} store cannot be used: ${reason}.`, { hint: "guise store status" })
  }
  return {
    kind,
    read: refuse,
    write: refuse,
    remove: refuse,
    names: refuse,
    state: async () => ({ state: "unreachable", reason }),
    unlock: refuse,
    lock: async () => {},
  }
}
