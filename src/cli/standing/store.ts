import { type Choice, choiceNow } from "../../store/choice.ts"
import { type StoreKind, type StoreState, storeKinds } from "../../store/store.ts"
import type { Vault } from "../../store/vault.ts"

/** What `guise store` needs to know of its world. */
export interface StoreWorld {
  readonly vault: Vault
  /** The store that a flag, a variable or the settings name; `credentials` is the AWS credentials file. */
  readonly asked: StoreKind | "credentials" | undefined
}

/** Which store new secrets go to, and what each one keeps. No secret. */
export interface StoreStatus {
  readonly active: ActiveStore
  readonly stores: readonly StoreLine[]
}

type ActiveStore = Choice | { readonly kind: "credentials"; readonly why: string }

export type StoreLine = StoreState & {
  readonly store: StoreKind
  /** Profiles whose key pair it keeps, by the index. */
  readonly keys: readonly string[]
  /** MFA devices whose seed it keeps, by the index. */
  readonly seeds: readonly string[]
  /** True for the one that keeps the cache's sealing key. */
  readonly seal: boolean
}

/** Looks at every store, each in its own time; asks nobody and makes no file. */
export async function storeStatus({ vault, asked }: StoreWorld): Promise<StoreStatus> {
  const shown = storeKinds.filter(kind => kind !== "memory" || asked === "memory")
  return {
    active: await activeStore({ vault, asked }),
    stores: await Promise.all(shown.map(kind => lineOf(kind, vault))),
  }
}

/** The store that is meant when none is named: the one new secrets go to; for the credentials file, the one beside it. */
export async function activeStore({ vault, asked }: StoreWorld): Promise<ActiveStore> {
  if (asked !== "credentials") return choiceNow(asked, vault)
  return { kind: "credentials", why: "it was asked for (--store, GUISE_STORE or the setting store)" }
}

/**
 * Those that can be shut and have something to do with guise: the active one, those that keep something, and the file
 * store in any case, since shutting it takes nothing and leaves no key behind.
 */
export async function storesToLock(world: StoreWorld): Promise<readonly StoreKind[]> {
  const { kind: active } = await activeStore(world)
  const lines = await Promise.all((["keyring", "pass"] as const).map(kind => lineOf(kind, world.vault)))
  const open = lines.filter(line => line.state === "open" && (line.store === active || keepsSomething(line)))
  return ["file", ...open.map(line => line.store)]
}

async function lineOf(kind: StoreKind, vault: Vault): Promise<StoreLine> {
  const { keys, seeds, seal } = vault.known()
  const state = await (await vault.store(kind)).state()
  const inIt = (entries: Readonly<Record<string, { readonly store: StoreKind }>>) =>
    Object.keys(entries)
      .filter(name => entries[name]?.store === kind)
      .sort()
  return { store: kind, ...state, keys: inIt(keys), seeds: inIt(seeds), seal: seal === kind }
}

function keepsSomething({ keys, seeds, seal }: StoreLine): boolean {
  return keys.length > 0 || seeds.length > 0 || seal
}
