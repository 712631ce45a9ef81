import { GuiseError } from "../errors.ts"
import { changeKnown } from "./known.ts"
import { type StoreHost, type StoreKind, storeKinds } from "./store.ts"
import type { Vault } from "./vault.ts"

/** Which store new secrets go to, and why: for `guise store status` and `guise doctor`. */
export interface Choice {
  readonly kind: StoreKind
  readonly why: string
}

/**
 * The store for a new secret: the one that was asked for (flag, variable, setting), else the one written down, else one
 * that is chosen now and written down: the keyring where one answers, the file store where none does. Never `plain`, and
 * never `memory`: those are asked for by name.
 */
export async function chooseStore(asked: StoreKind | undefined, vault: Vault, host: StoreHost): Promise<Choice> {
  const choice = await choiceNow(asked, vault)
  // What was asked for this once is no choice for ever.
  if (asked !== undefined || vault.known().store !== undefined) return choice
  const before = await changeKnown(host.env, known => ({ ...known, store: known.store ?? choice.kind }))
  return before.store === undefined ? choice : choiceNow(undefined, vault) // Somebody was quicker, and may have chosen another.
}

/** As `chooseStore`, and nothing is written down. */
export async function choiceNow(asked: StoreKind | undefined, vault: Vault): Promise<Choice> {
  const { store: written } = vault.known()
  if (asked !== undefined) return { kind: asked, why: "it was asked for (--store, GUISE_STORE or the setting store)" }
  if (written !== undefined) return { kind: written, why: "it was chosen when the first secret was kept" }
  const state = await (await vault.store("keyring")).state()
  if (state.state !== "unreachable") return { kind: "keyring", why: "this machine has a keyring that answers" }
  return { kind: "file", why: `there is no keyring here: ${state.reason}` }
}

/** The kind of that name. Error: `usage`. */
export function storeKindOf(name: string): StoreKind {
  const kind = storeKinds.find(each => each === name)
  if (kind !== undefined) return kind
  throw new GuiseError("usage", `There is no store ${JSON.stringify(name)}: ${storeKinds.join(", ")}.`, {
    hint: "guise store status",
  })
}
