import type { AwsFiles } from "../config/profiles.ts"
import { GuiseError } from "../errors.ts"
import type { Holding, Offer, OfferedPair } from "./import-shapes.ts"
import { longLivedPair } from "./pair.ts"

/**
 * The long-lived pairs of the AWS files, or of another credentials file (`elsewhere`), which other tools do not read.
 * In place, a pair is copied and no more: the file comes before any store for every tool, until the pair is moved.
 */
export function credentialsHolding(files: AwsFiles, elsewhere?: string): Holding {
  const offers = files.names().flatMap(name => offerOf(name, files, elsewhere === undefined))
  const inPlace = elsewhere === undefined && offers.some(offer => "keys" in offer)
  return {
    from: elsewhere ?? files.paths.credentials,
    offers,
    notes: inPlace
      ? [
          `${files.paths.credentials} still holds the pairs in plain text, and every tool takes them from there: guise keys move --all takes them out`,
        ]
      : [],
  }
}

function offerOf(name: string, files: AwsFiles, inPlace: boolean): readonly Offer[] {
  const profile = files.profile(name)
  if (profile?.keys === undefined) return []
  const { keys, settings } = profile
  const known = { profile: name, ...(keys.keyId === undefined ? {} : { keyId: keys.keyId }) }
  if (keys.hasToken) return [{ ...known, why: "its keys are temporary, and end by themselves" }]
  if (settings.has("aws_mfa_device"))
    return [{ ...known, why: "it is aws-mfa's: guise import --from aws-mfa takes it with its device" }]
  const pair = files.keysOf(name)
  if (pair === undefined) return [{ ...known, why: "it is half a key pair" }]
  return [offered(name, pair, inPlace)]
}

/** The pair as an offer, or what is wrong with it. */
export function offered(
  profile: string,
  pair: { readonly accessKeyId: string; readonly secretAccessKey: string },
  inPlace: boolean,
): Offer {
  try {
    const keys = longLivedPair(pair.accessKeyId, pair.secretAccessKey, `section ${JSON.stringify(profile)}`)
    const offer: OfferedPair = { profile, keys }
    return inPlace ? { ...offer, inPlace } : offer
  } catch (error) {
    if (!(error instanceof GuiseError)) throw error
    return { profile, why: error.message }
  }
}
