import { GuiseError } from "../errors.ts"
import type { Store } from "./store.ts"

/**
 * Keeps a secret and reads it back: a store that says yes and forgets would cost somebody their only copy.
 * Errors: those of the store; `store-failed` when it does not give the secret back.
 */
export async function writeAndRead(store: Store, item: string, secret: string): Promise<void> {
  await store.write(item, secret)
  if ((await store.read(item)) === secret) return
  throw new GuiseError("store-failed", `The ${store.kind} store took a secret and does not give it back.`, {
    hint: "guise store status",
  })
}
