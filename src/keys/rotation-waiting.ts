import { GuiseError } from "../errors.ts"
import { writeAndRead } from "../store/read-back.ts"
import type { StoreKind } from "../store/store.ts"
import type { StoredKeys, Vault } from "../store/vault.ts"

/** A new pair from when AWS made it until a profile uses it. SECRET. */
export interface WaitingPair extends StoredKeys {
  /** When AWS made it, Unix seconds. */
  readonly since: number
}

type Stores = Pick<Vault, "store">

/** The pair that an earlier run left for a profile. Errors: those of the store; `store-failed` for what is no pair. */
export async function readWaiting(profile: string, kind: StoreKind, stores: Stores): Promise<WaitingPair | undefined> {
  const text = await (await stores.store(kind)).read(waitingItem(profile))
  if (text === undefined) return undefined
  const pair = pairIn(text)
  if (pair !== undefined) return pair
  throw new GuiseError("store-failed", `What the ${kind} store keeps as the new key of profile ${profile} is none.`, {
    hint: "guise store status",
  })
}

/** Keeps a pair beside the one in use; read back before it is believed. Errors: those of the store. */
export async function keepWaiting(
  profile: string,
  { accessKeyId, secretAccessKey, since }: WaitingPair,
  kind: StoreKind,
  stores: Stores,
): Promise<void> {
  const text = JSON.stringify({ accessKeyId, secretAccessKey, since })
  await writeAndRead(await stores.store(kind), waitingItem(profile), text)
}

/** Forgets it, if there is one. Errors: those of the store. */
export async function dropWaiting(profile: string, kind: StoreKind, stores: Stores): Promise<void> {
  await (await stores.store(kind)).remove(waitingItem(profile))
}

function waitingItem(profile: string): string {
  return `key-next/${profile}`
}

function pairIn(text: string): WaitingPair | undefined {
  try {
    const { accessKeyId, secretAccessKey, since } = JSON.parse(text) as Partial<WaitingPair>
    if (typeof accessKeyId === "string" && typeof secretAccessKey === "string" && typeof since === "number")
      return { accessKeyId, secretAccessKey, since }
  } catch {
    // Said by the caller, without the text: it is a secret.
  }
  return undefined
}
