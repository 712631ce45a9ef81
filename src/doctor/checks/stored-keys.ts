import { isGuiseError } from "../../errors.ts"
import { quoted } from "../../quoted.ts"
import { type KnownKey, storedKey } from "../../store/known.ts"
import type { Check, Finding } from "../check.ts"
import type { Facts } from "../facts.ts"

const about = { group: "Secrets", needsNetwork: false, needsBothFiles: false, aboutProfiles: true } as const

/** Days after which AWS advises to renew a key (IAM.3 of AWS's Foundational Security Best Practices). */
const oldFrom = 90
const day = 86_400

/** How long the keys in stores have been in use. Of those in the AWS files nobody knows. */
export const keyAge: Check = {
  ...about,
  id: "key-age",
  title: `no key in a store is older than ${oldFrom} days`,
  run(facts) {
    if (isGuiseError(facts.known)) return [faultOf(facts.known)]
    return keptKeys(facts).flatMap(([profile, { keyId, since }]): readonly Finding[] => {
      const days = Math.floor((facts.now - since) / day)
      if (days <= oldFrom) return []
      return [
        {
          verdict: "warning",
          text: `a long-lived key is older than ${oldFrom} days: the longer it works, the more places it may have leaked to`,
          about: `${profile}, ${keyId}, ${days} days`,
          remedy: "guise keys rotate PROFILE",
        },
      ]
    })
  },
}

/** Keys in the one store that seals nothing. */
export const plainStore: Check = {
  ...about,
  id: "plain-store",
  title: "no long-lived key lies in the plain store",
  run: facts =>
    keptKeys(facts).flatMap(([profile, { keyId, store }]): readonly Finding[] => {
      if (store !== "plain") return []
      const text = "a long-lived key lies in the plain store, for every program of yours to read"
      const remedy = "guise keys move PROFILE --to keyring (or --to file, which a passphrase opens)"
      return [{ verdict: "warning", text, about: `${profile}, ${keyId}`, remedy }]
    }),
}

function keptKeys({ known, profiles }: Facts): readonly (readonly [profile: string, key: KnownKey])[] {
  if (isGuiseError(known)) return []
  return profiles.flatMap(({ name }) => {
    const key = storedKey(known, name)
    return key === undefined ? [] : [[name, key] as const]
  })
}

/** Rotations that were ended on their way. */
export const rotations: Check = {
  ...about,
  id: "rotations",
  title: "every rotation of keys came to its end",
  run({ rotations: begun, profiles }) {
    if (isGuiseError(begun)) return [faultOf(begun)]
    return profiles.flatMap(({ name }): readonly Finding[] => {
      const record = Object.hasOwn(begun, name) ? begun[name] : undefined
      if (record === undefined) return []
      const text = `a rotation of the keys of profile ${name} did not come to its end: AWS may count two keys for its user`
      const keys = [record.oldKeyId, record.newKeyId].filter(id => id !== undefined).join(" → ")
      return [{ verdict: "warning", text, about: keys, remedy: `guise keys rotate ${quoted(name)}` }]
    })
  },
}

function faultOf({ message, hint }: { readonly message: string; readonly hint: string | undefined }): Finding {
  return { verdict: "fault", text: message, ...(hint === undefined ? {} : { remedy: hint }) }
}
