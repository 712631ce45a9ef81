import { GuiseError, isGuiseError } from "../errors.ts"
import { troubleWords } from "../sys/trouble.ts"
import { clearEntries, countEntries, type Entries, openEntries } from "./entries.ts"
import { type Seal, sealWith } from "./seal.ts"
import { findSealKey, type SealPlaces, settleSealKey } from "./seal-home.ts"

/** What the folder needs of the world around it. */
export interface FolderOptions {
  /** guise's own cache folder; made, private, when something is first written. */
  readonly folder: string
  /** Where its sealing key may lie besides `seal.key` in the folder. */
  readonly seal?: Pick<SealPlaces, "unlocked" | "stored" | "unlockTtl">
  now(): number
  notice(text: string): void
  detail(text: string): void
}

/** Sealed entries in a folder of their own. Errors: the system's, as Node gives them, unless said otherwise. */
export interface Shelf {
  /** The entries as they are; undefined when nothing was ever kept. */
  ifThere(): Promise<Entries | undefined>
  /** The entries, the folder made if need be. */
  ready(): Promise<Entries>
  /**
   * What `use` answers; undefined, and a notice, when the folder does not let it (read-only, full, not a folder): that
   * costs speed and prompts, never the work itself.
   */
  tolerate<T>(use: () => Promise<T>): Promise<T | undefined>
}

/** The sealed folder, opened when it is first needed: what AWS gave; small facts (a denial, a used code); ways gone before. */
export interface Folder extends Shelf {
  readonly facts: Shelf
  readonly ways: Shelf
  /** Where the lock of `key` lies. */
  lockOf(key: string): Promise<string>
  /** Removes the entry and the facts of a key; answers whether there was an entry. Error: `cache-failed`. */
  forget(key: string, facts: readonly string[]): Promise<boolean>
  /** Removes everything, whoever sealed it; answers how many entries there were. Error: `cache-failed`. */
  forgetAll(): number
  /** How many entries there are that have not ended, whoever sealed them. */
  size(): number
  /** Says, once for each reason, that the folder cannot be used. */
  complain(reason: string): void
}

/**
 * That a code was used is remembered for less than this. Such facts stay when all is cleared: AWS remembers too, and a
 * code sent again would be refused.
 */
const codesLast = 120

/** The folder at `options.folder`. Nothing is read or made yet. */
export function openFolder({ folder, seal: places, now, notice, detail }: FolderOptions): Folder {
  let opened: Promise<Seal | undefined> | undefined
  let made: Promise<Seal> | undefined
  const said: string[] = []
  const home: SealPlaces = { ...places, beside: `${folder}/seal.key`, now, detail }
  const seal = () => {
    if (made !== undefined) return made
    opened ??= findSealKey(home).then(key => (key === undefined ? undefined : sealWith(key)))
    return opened
  }
  const complain = (reason: string) => {
    if (!said.includes(reason)) notice(`the cache in ${folder} cannot be used: ${reason}`)
    said.push(reason)
  }
  const tolerate: Shelf["tolerate"] = async use => {
    try {
      return await use()
    } catch (error) {
      // Ctrl-C at the question that would open the store of the sealing key: the person wants none of it.
      if (isGuiseError(error, "cancelled")) throw error
      complain(reasonOf(error))
      return undefined
    }
  }
  const shelf = (name: "entries" | "facts" | "ways"): Shelf => {
    const entriesBy = (one: Seal) => openEntries(`${folder}/${name}`, one, now, detail)
    return {
      async ifThere() {
        const one = await seal()
        return one && entriesBy(one)
      },
      async ready() {
        made ??= settleSealKey(home).then(sealWith)
        return entriesBy(await made)
      },
      tolerate,
    }
  }
  const entries = shelf("entries")
  const facts = shelf("facts")
  return {
    ...entries,
    facts,
    ways: shelf("ways"),
    lockOf: async key => `${folder}/locks/${(await entries.ready()).nameOf(key)}`,
    async forget(key, factKeys) {
      try {
        const kept = await facts.ifThere()
        for (const fact of factKeys) await kept?.remove(fact)
        return (await (await entries.ifThere())?.remove(key)) === true
      } catch (error) {
        throw unclearable(folder, error)
      }
    },
    forgetAll() {
      try {
        clearEntries(`${folder}/ways`)
        clearEntries(`${folder}/facts`, { endingAfter: now() + codesLast })
        return clearEntries(`${folder}/entries`)
      } catch (error) {
        throw unclearable(folder, error)
      }
    },
    size: () => countEntries(`${folder}/entries`, now()),
    complain,
  }
}

/** What cannot be removed must not be believed gone. */
function unclearable(folder: string, cause: unknown): GuiseError {
  const message = `The cache in ${folder} could not be cleared: ${reasonOf(cause)}.`
  return new GuiseError("cache-failed", message, { hint: `remove ${folder}`, cause })
}

/** Never the text of an error that is neither the system's nor ours: it could quote what was read. */
function reasonOf(error: unknown): string {
  if (error instanceof GuiseError) return error.message
  return troubleWords((error as NodeJS.ErrnoException).code ?? "unexpected error")
}
