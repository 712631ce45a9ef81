import type { CacheEntry } from "../types.ts"
import type { FolderOptions, Shelf } from "./folder.ts"

/** The entry kept under a key, however old; undefined when there is none, or none that can be opened. */
export async function readEntry(key: string, shelf: Shelf): Promise<CacheEntry | undefined> {
  const text = await shelf.tolerate(async () => (await shelf.ifThere())?.read(key))
  return text === undefined ? undefined : (JSON.parse(text) as CacheEntry)
}

/** The fact remembered under a key, while it lasts. */
export async function readFact(key: string, shelf: Shelf, now: number): Promise<string | undefined> {
  const text = await shelf.tolerate(async () => (await shelf.ifThere())?.read(factKey(key)))
  if (text === undefined) return undefined
  const end = text.indexOf("\n")
  return Number(text.slice(0, end)) > now ? text.slice(end + 1) : undefined
}

/**
 * Keeps a fact under a key for so many seconds: until when it counts, and what it says, which is JSON as often as not, on
 * the next line.
 */
export async function keepFact(
  key: string,
  fact: string,
  ttl: number,
  shelf: Shelf,
  { now }: Pick<FolderOptions, "now">,
): Promise<void> {
  const until = now() + ttl
  await shelf.tolerate(async () => (await shelf.ready()).write(factKey(key), `${until}\n${fact}`, until))
}

/** The name that the fact of a key goes by. */
export function factKey(key: string): string {
  return `fact ${key}`
}
