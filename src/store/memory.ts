import type { Lockable } from "./store.ts"

/** Secrets in this process and nowhere else: gone when it ends. */
export function openMemory(): Lockable {
  const secrets = new Map<string, string>()
  return {
    kind: "memory",
    read: async name => secrets.get(name),
    write: async (name, secret) => void secrets.set(name, secret),
    remove: async name => secrets.delete(name),
    names: async () => [...secrets.keys()].sort(),
    state: async () => (secrets.size === 0 ? { state: "empty" } : { state: "open" }),
    unlock: async () => {},
    lock: async () => secrets.clear(),
  }
}
