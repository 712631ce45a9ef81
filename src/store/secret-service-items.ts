import { answerPrompt, noPrompt, reasons } from "./secret-service-prompt.ts"
import {
  bytesIn,
  listIn,
  misshapen,
  type Session,
  service,
  textIn,
  textsIn,
  variantIn,
} from "./secret-service-session.ts"

/** Paths of the items with some attributes. */
export interface Found {
  readonly open: readonly string[]
  readonly locked: readonly string[]
}

export type Attributes = Readonly<Record<string, string>>

/** The items with all of these attributes, in every collection. Those of a locked collection need not show. */
export async function search(attributes: Attributes, { ask }: Session): Promise<Found> {
  const [open, locked] = await ask([service, "Service.SearchItems"], "a{ss}", Object.entries(attributes))
  return { open: textsIn(open), locked: textsIn(locked) }
}

/** The collection for new items; undefined where the session has none yet. */
export async function defaultCollection({ ask }: Session): Promise<string | undefined> {
  const [path] = await ask([service, "Service.ReadAlias"], "s", "default")
  return path === noPrompt ? undefined : textIn(path)
}

export async function isLocked(collection: string, session: Session): Promise<boolean> {
  const locked = await property(collection, "Collection", "Locked", session)
  return typeof locked === "boolean" ? locked : misshapen()
}

/** Opens collections and items, if need be by a question to the person. Errors: `nobody-to-ask`, `prompt-refused`. */
export async function unlock(paths: readonly string[], session: Session): Promise<void> {
  if (paths.length === 0) return
  const [, prompt] = await session.ask([service, "Service.Unlock"], "ao", paths)
  await answerPrompt(prompt, session)
}

/** Makes the collection for new items; the keyring asks the person for a password of it. Errors: as `unlock`. */
export async function createDefault(session: Session): Promise<string> {
  const label = [["org.freedesktop.Secret.Collection.Label", ["s", "Default keyring"]]]
  const [path, prompt] = await session.ask([service, "Service.CreateCollection"], "a{sv}s", label, "default")
  await answerPrompt(prompt, session, reasons.missing)
  return path === noPrompt ? ((await defaultCollection(session)) ?? misshapen()) : textIn(path)
}

/** The secret of an item; undefined when it is there no longer. */
export async function secretOf(item: string, { askIfThere, path, wire }: Session): Promise<string | undefined> {
  const answered = await askIfThere([item, "Item.GetSecret"], "o", path)
  if (answered === undefined) return undefined
  const [, parameters, value] = listIn(answered[0])
  try {
    return wire.unwrap({ parameters: bytesIn(parameters), value: bytesIn(value) })
  } catch {
    return misshapen()
  }
}

/** The attributes of an item; undefined when it is there no longer. */
export async function attributesOf(item: string, session: Session): Promise<Attributes | undefined> {
  const attributes = await property(item, "Item", "Attributes", session)
  if (attributes === undefined) return undefined
  return Object.fromEntries(listIn(attributes).map(pair => textsIn(pair) as [string, string]))
}

export async function property(
  path: string,
  of: "Service" | "Collection" | "Item",
  name: string,
  { askIfThere }: Session,
): Promise<unknown> {
  const getter = "org.freedesktop.DBus.Properties.Get"
  const answered = await askIfThere([path, getter], "ss", `org.freedesktop.Secret.${of}`, name)
  return answered && variantIn(answered[0])
}

export interface NewItem {
  readonly label: string
  readonly attributes: Attributes
  readonly secret: string
}

/**
 * Keeps an item, in place of the one in that collection with the very same attributes. Answers its path; undefined from
 * a service that asked first and does not say.
 */
export async function createItem(collection: string, item: NewItem, session: Session): Promise<string | undefined> {
  const { parameters, value } = session.wire.wrap(item.secret)
  const properties = [
    ["org.freedesktop.Secret.Item.Label", ["s", item.label]],
    ["org.freedesktop.Secret.Item.Attributes", ["a{ss}", Object.entries(item.attributes)]],
  ]
  const parcel = [session.path, parameters, value, "text/plain"]
  const method = [collection, "Collection.CreateItem"] as const
  const [path, prompt] = await session.ask(method, "a{sv}(oayays)b", properties, parcel, true)
  const asked = await answerPrompt(prompt, session)
  // KeePassXC has a question for every item, which it answers itself, and tells the path only then.
  const made = asked === undefined ? path : variantIn(asked)
  return typeof made === "string" && /^\/./.test(made) ? made : undefined
}

/** Removes an item; answers whether it was still there. */
export async function deleteItem(item: string, session: Session): Promise<boolean> {
  const answered = await session.askIfThere([item, "Item.Delete"])
  if (answered === undefined) return false
  await answerPrompt(answered[0], session)
  return true
}
