import type { Profiles } from "../config/profile.ts"
import type { Known } from "../store/known.ts"

/** One line of `guise keys list`. No secret. */
export interface ListedKeys {
  readonly profile: string
  readonly keyId: string
  readonly place: string
  /** Where in a file. */
  readonly file?: string
  readonly line?: number
  /** Days since AWS made it, or since it was put into its store; absent for what stands in a file. */
  readonly days?: number
  readonly note?: string
}

const day = 86_400
/** Days after which AWS advises to renew a key. */
const oldFrom = 90

/** Every long-lived pair, by what the files and the index of stores say. */
export function listedKeys(profiles: Profiles, known: Known, now: number): readonly ListedKeys[] {
  return [...pairsInFiles(profiles, known), ...pairsInStores(known, now)]
}

function pairsInFiles(profiles: Profiles, known: Known): readonly ListedKeys[] {
  return profiles.names().flatMap(name => {
    const keys = profiles.profile(name)?.keys
    if (keys?.keyId === undefined || keys.hasToken) return []
    const shadows = Object.hasOwn(known.keys, name) ? ", and comes before the one in the store" : ""
    const { file, line } = keys.place
    const note = `in plain text${shadows}`
    return [{ profile: name, keyId: keys.keyId, place: `${keys.from} file`, file, line, note }]
  })
}

function pairsInStores(known: Known, now: number): readonly ListedKeys[] {
  const entries = Object.entries(known.keys).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([profile, { keyId, store, since }]) => {
    const days = Math.max(0, Math.floor((now - since) / day))
    const notes = [
      ...(store === "plain" ? ["in plain text"] : []),
      ...(days > oldFrom ? ["old: guise keys rotate"] : []),
    ]
    return { profile, keyId, place: `${store} store`, days, ...(notes.length === 0 ? {} : { note: notes.join(", ") }) }
  })
}
