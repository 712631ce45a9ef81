/** Compiled with the native code built in: keeps a secret, prints it as it was read, and removes it. */
import { openNativeKeyring } from "../../src/store/native-keyring.ts"

const store = openNativeKeyring({
  env: process.env,
  now: () => Date.now() / 1000,
  terminal: { ask: async () => "" },
  unlockTtl: 0,
  notice: () => {},
})
await store.write("key/binary", "kept by the binary")
process.stdout.write((await store.read("key/binary")) ?? "")
await store.remove("key/binary")
