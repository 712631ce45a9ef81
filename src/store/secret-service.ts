import { GuiseError } from "../errors.ts"
import {
  attributesOf,
  createDefault,
  createItem,
  defaultCollection,
  deleteItem,
  type Found,
  isLocked,
  property,
  search,
  secretOf,
  unlock,
} from "./secret-service-items.ts"
import { hasDesktop } from "./secret-service-prompt.ts"
import { type Session, withSession } from "./secret-service-session.ts"
import type { Lockable, StoreHost, StoreState } from "./store.ts"

/**
 * The keyring of a Linux desktop: GNOME Keyring, KWallet, KeePassXC, whoever is the Secret Service of the session bus.
 * Never the kernel's keyring, which forgets at reboot. `secret-tool lookup application guise name NAME` finds the same.
 * Each call is a connection of its own, with a time limit on every answer: nothing is left that keeps the process.
 */
export function openSecretService(host: StoreHost): Lockable {
  return {
    kind: "keyring",
    read: name => withSession(host, session => readItem(name, session)),
    write: (name, secret) => withSession(host, session => writeItem(name, secret, session)),
    remove: name => withSession(host, session => removeItems(name, session)),
    names: () => withSession(host, session => namesOf(session)),
    unlock: () => withSession(host, async session => void (await openDefault(session))),
    state: () => stateOf(host),
    async lock() {
      host.notice("the keyring belongs to the desktop and stays as it is: lock it there, or by locking the screen")
    },
  }
}

const ours = { application: "guise" } as const

async function readItem(name: string, session: Session): Promise<string | undefined> {
  const found = await search({ ...ours, name }, session)
  // What lies in a locked collection beside that is from when another one was the default: nobody is asked for it.
  const { open } = found.open.length > 0 ? found : await searchOpen({ ...ours, name }, session)
  for (const item of await newestFirst(open, session)) {
    const secret = await secretOf(item, session)
    if (secret !== undefined) return secret
  }
  return undefined
}

async function writeItem(name: string, secret: string, session: Session): Promise<void> {
  const collection = await openDefault(session)
  const before = await search({ ...ours, name }, session)
  const item = { label: `guise: ${name}`, attributes: { ...ours, name }, secret }
  const written = await createItem(collection, item, session)
  // Those in other collections. Never one that was made since: that is another writer's; nor, where that cannot be told,
  // any: of several the one that was written last counts.
  if (written === undefined) return
  for (const old of before.open) if (old !== written) await deleteItem(old, session)
}

async function removeItems(name: string, session: Session): Promise<boolean> {
  const { open } = await searchOpen({ ...ours, name }, session)
  let removed = false
  for (const item of open) removed = (await deleteItem(item, session)) || removed
  return removed
}

async function namesOf(session: Session): Promise<readonly string[]> {
  const { open } = await searchOpen(ours, session)
  const attributes = await Promise.all(open.map(item => attributesOf(item, session)))
  return [...new Set(attributes.flatMap(each => each?.name ?? []))].sort()
}

/** Where a name lies in two collections, the one that was written last counts. */
async function newestFirst(items: readonly string[], session: Session): Promise<readonly string[]> {
  if (items.length < 2) return items
  const times = await Promise.all(items.map(item => property(item, "Item", "Modified", session)))
  const time = (item: string) => Number(times[items.indexOf(item)] ?? 0)
  return items.toSorted((one, other) => time(other) - time(one))
}

/** What is found once everything is open: a locked collection need not tell what is in it. */
async function searchOpen(attributes: Record<string, string>, session: Session): Promise<Found> {
  const found = await search(attributes, session)
  const shut = found.locked.length > 0 ? found.locked : found.open.length > 0 ? [] : await lockedDefault(session)
  if (shut.length === 0) return found
  await unlock(shut, session)
  return search(attributes, session)
}

async function lockedDefault(session: Session): Promise<readonly string[]> {
  const collection = await defaultCollection(session)
  return collection !== undefined && (await isLocked(collection, session)) ? [collection] : []
}

/** The collection for new items, open; made if there is none. */
async function openDefault(session: Session): Promise<string> {
  const collection = await defaultCollection(session)
  if (collection === undefined) return createDefault(session)
  if (await isLocked(collection, session)) await unlock([collection], session)
  return collection
}

async function stateOf(host: StoreHost): Promise<StoreState> {
  try {
    return await withSession(host, session => look(session))
  } catch (error) {
    if (error instanceof GuiseError) return { state: "unreachable", reason: reasonIn(error) }
    throw error
  }
}

async function look(session: Session): Promise<StoreState> {
  const collection = await defaultCollection(session)
  if (collection === undefined) {
    if (hasDesktop(session.host)) return { state: "empty" }
    return {
      state: "unreachable",
      reason: "there is no default keyring yet, and no desktop on which one could be made",
    }
  }
  const { open, locked } = await search(ours, session)
  if (locked.length > 0 || (await isLocked(collection, session))) return { state: "locked" }
  return { state: open.length > 0 ? "open" : "empty" }
}

/** As part of a sentence: `there is no keyring here (REASON)`. */
function reasonIn({ message }: GuiseError): string {
  return message.replace(/^The keyring cannot be reached: /, "").replace(/\.$/, "")
}
