import type { Lockable, StoreHost, StoreKind } from "./store.ts"

/** The store of that kind. Nothing is read, asked or made until one of its methods is called. */
export async function openStore(kind: StoreKind, host: StoreHost): Promise<Lockable> {
  return openers[kind](host)
}

const openers: Readonly<Record<StoreKind, (host: StoreHost) => Promise<Lockable>>> = {
  keyring: async host => (await import("./keyring.ts")).openKeyring(host),
  file: async host => (await import("./file.ts")).openFile(host),
  pass: async host => (await import("./pass.ts")).openPass(host),
  plain: async host => (await import("./plain.ts")).openPlain(host),
  memory: async () => (await import("./memory.ts")).openMemory(),
}
