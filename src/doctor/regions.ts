import { regions } from "../config/regions.ts"
import { nearest } from "../nearest.ts"

const known = Object.keys(regions)

/** What AWS's partition rules accept as a region's name, whether there is one of that name or not. */
const pattern = /^((us|eu|ap|sa|ca|me|af|il|mx|cn)|us-(gov|iso|isob|isof)|eu-isoe|eusc-de)-[a-z]+-\d+$/

/** Names of old that the SDKs still take for a region. */
const pseudo = /^(fips-[a-z0-9-]+|[a-z0-9-]+-fips|aws(-[a-z-]+)?-global)$/

export type RegionTrouble = { readonly kind: "no-region" | "unknown"; readonly nearest: string | undefined }

/** What is wrong with a region's name, and the name that may have been meant; undefined when nothing is. */
export function regionTrouble(name: string): RegionTrouble | undefined {
  if (known.includes(name) || pseudo.test(name)) return undefined
  const zone = /^(.+-\d+)[a-z]$/.exec(name)?.[1]
  const meant = zone !== undefined && known.includes(zone) ? zone : nearest(name, known, 1)[0]
  return { kind: pattern.test(name) ? "unknown" : "no-region", nearest: meant }
}
