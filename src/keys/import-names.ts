import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import type { Holding, Offer } from "./import-shapes.ts"

/** Names in the origin and the names that their pairs get here. Error: `usage` for what is no `OLD=NEW`. */
export function renamesIn(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.map(word => {
      // A profile's name may have an equals sign in it; a new one had better not.
      const at = word.lastIndexOf("=")
      if (at > 0 && at < word.length - 1) return [word.slice(0, at), word.slice(at + 1)]
      throw new GuiseError("usage", `--rename wants OLD=NEW, and got ${JSON.stringify(word)}.`)
    }),
  )
}

/**
 * The holding without the names that nobody asked for, and with the new names. Errors: `no-credentials` for a name that
 * the origin does not have; `usage` for two pairs under one name.
 */
export function named(holding: Holding, names: readonly string[], renames: ReadonlyMap<string, string>): Holding {
  const { from, offers } = holding
  const held = offers.map(({ profile }) => profile)
  const missing = [...names, ...renames.keys()].find(name => !held.includes(name))
  if (missing !== undefined)
    throw new GuiseError(
      "no-credentials",
      `There is no key pair of ${JSON.stringify(missing)} in ${from}.${nearestClause(missing, held)}`,
      { hint: "guise import --from … --dry-run shows what there is" },
    )
  const chosen = offers.filter(({ profile }) => names.length === 0 || names.includes(profile))
  const called = chosen.map(offer => renamed(offer, renames.get(offer.profile)))
  const twice = called.find(({ profile }, index) => called.some((each, at) => at < index && each.profile === profile))
  if (twice === undefined) return { ...holding, offers: called }
  throw new GuiseError("usage", `Two pairs would be called ${JSON.stringify(twice.profile)}.`, {
    hint: "--rename OLD=NEW gives one of them another name",
  })
}

/** Under another name it is in no file of AWS's any more. */
function renamed(offer: Offer, name: string | undefined): Offer {
  if (name === undefined) return offer
  if (!("keys" in offer)) return { ...offer, profile: name }
  const { inPlace: _gone, ...rest } = offer
  return { ...rest, profile: name }
}
