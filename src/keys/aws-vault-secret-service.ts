import { isGuiseError } from "../errors.ts"
import { attributesOf, isLocked, property, secretOf, unlock } from "../store/secret-service-items.ts"
import { type Session, service, textsIn, withSession } from "../store/secret-service-session.ts"
import type { StoreHost } from "../store/store.ts"
import { isPassing, itemIn } from "./aws-vault-item.ts"
import type { Offer } from "./import-shapes.ts"

/** Which collection is read, and how much it matters that there is one. */
export interface CollectionQuestion {
  readonly collection: string
  /** It was asked for by name: a session without a Secret Service is an error then. */
  readonly asked: boolean
  wanted(name: string): boolean
}

/**
 * The pairs in a collection of aws-vault's; undefined when there is no such collection. It is opened if it is locked,
 * which the keyring asks the person for, and otherwise only read.
 * Errors: `store-failed`, `nobody-to-ask`, `prompt-refused`.
 */
export async function offersInCollection(
  question: CollectionQuestion,
  host: StoreHost,
): Promise<readonly Offer[] | undefined> {
  try {
    return await withSession(host, session => read(question, session))
  } catch (error) {
    if (!question.asked && isGuiseError(error, "store-failed")) return undefined
    throw error
  }
}

async function read(
  { collection, wanted }: CollectionQuestion,
  session: Session,
): Promise<readonly Offer[] | undefined> {
  const collections = textsIn((await property(service, "Service", "Collections", session)) ?? [])
  const path = collections.find(each => unescaped(each) === `${service}/collection/${collection}`)
  if (path === undefined) return undefined
  if (await isLocked(path, session)) await unlock([path], session)
  const items = await profilesIn(path, session)
  const chosen = [...items].filter(([name]) => !isPassing(name) && wanted(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  const offers: Offer[] = []
  for (const [name, item] of chosen) offers.push(await offerIn(name, item, session))
  return offers
}

/** Items by the attribute that aws-vault finds them by; of two the first one counts, as there. */
async function profilesIn(collection: string, session: Session): Promise<ReadonlyMap<string, string>> {
  const items = new Map<string, string>()
  for (const item of textsIn((await property(collection, "Collection", "Items", session)) ?? [])) {
    const name = (await attributesOf(item, session))?.profile
    if (name !== undefined && !items.has(name)) items.set(name, item)
  }
  return items
}

async function offerIn(name: string, item: string, session: Session): Promise<Offer> {
  // Some services lock items one by one.
  if ((await property(item, "Item", "Locked", session)) === true) await unlock([item], session)
  const text = await secretOf(item, session)
  try {
    const found = text === undefined ? undefined : itemIn(text, name)
    return found === undefined
      ? { profile: name, why: "its item in the Secret Service is no key pair of aws-vault's" }
      : { profile: name, keys: found.keys }
  } catch (error) {
    if (!isGuiseError(error, "usage")) throw error
    return { profile: name, why: error.message }
  }
}

/** Services write what cannot stand in a path as `_` and two digits: `aws_2dvault`. */
function unescaped(path: string): string {
  return path.replace(/_([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
