import { GuiseError } from "../errors.ts"
import { clearEntries, type Entries, openEntries } from "./entries.ts"
import { openOrMakeSeal, openSeal } from "./seal.ts"

/** What the folder needs of the world around it. */
export interface FolderOptions {
  /** guise's own cache folder; made, private, when something is first written. */
  readonly folder: string
  now(): number
  notice(text: string): void
  detail(text: string): void
}

/** The sealed folder, opened when it is first needed. Errors: the system's, as Node gives them, unless said otherwise. */
export interface Folder {
  /** Its entries as they are; undefined when nothing was ever kept. */
  ifThere(): Promise<Entries | undefined>
  /** Its entries, the folder made if need be. */
  ready(): Promise<Entries>
  /** Where the lock of `key` lies. */
  lockOf(key: string): Promise<string>
  /** Removes what is kept under these keys, or everything, whoever sealed it; answers how many there were. Error: `cache-failed`. */
  forget(keys?: readonly string[]): Promise<number>
  /**
   * What `use` answers; undefined, and a notice, when the folder does not let it (read-only, full, not a folder): that
   * costs speed and prompts, never the work itself.
   */
  tolerate<T>(use: () => Promise<T>): Promise<T | undefined>
  /** Says, once for each reason, that the folder cannot be used. */
  complain(reason: string): void
}

/** The folder at `options.folder`. Nothing is read or made yet. */
export function openFolder({ folder, now, notice, detail }: FolderOptions): Folder {
  let opened: Promise<Entries | undefined> | undefined
  let made: Promise<Entries> | undefined
  const said = new Set<string>()
  const keyFile = `${folder}/seal.key`
  const ifThere = () => {
    opened ??= openSeal(keyFile, detail).then(seal => seal && openEntries(`${folder}/entries`, seal, now, detail))
    return made ?? opened
  }
  const make = async () =>
    (await ifThere()) ?? openEntries(`${folder}/entries`, await openOrMakeSeal(keyFile, detail), now, detail)
  const ready = () => {
    made ??= make()
    return made
  }
  const complain = (reason: string) => {
    if (!said.has(reason)) notice(`the cache in ${folder} cannot be used: ${reason}`)
    said.add(reason)
  }
  return {
    ifThere,
    ready,
    lockOf: async key => `${folder}/locks/${await (await ready()).nameOf(key)}`,
    async forget(keys) {
      try {
        return keys === undefined ? clearEntries(`${folder}/entries`) : await removeAll(keys, await ifThere())
      } catch (error) {
        throw unclearable(folder, error)
      }
    },
    async tolerate(use) {
      try {
        return await use()
      } catch (error) {
        complain(reasonOf(error))
        return undefined
      }
    },
    complain,
  }
}

async function removeAll(keys: readonly string[], entries: Entries | undefined): Promise<number> {
  const gone = await Promise.all(keys.map(key => entries?.remove(key)))
  return gone.filter(was => was === true).length
}

/** What cannot be removed must not be believed gone. */
function unclearable(folder: string, cause: unknown): GuiseError {
  const message = `The cache in ${folder} could not be cleared: ${reasonOf(cause)}.`
  return new GuiseError("cache-failed", message, { hint: `remove ${folder}`, cause })
}

/** Never the text of an error that is neither the system's nor ours: it could quote what was read. */
function reasonOf(error: unknown): string {
  if (error instanceof GuiseError) return error.message
  return (error as NodeJS.ErrnoException).code ?? "unexpected error"
}
