import { nearest } from "../nearest.ts"

/** The regions of all partitions, as botocore's partitions.json has them; AWS opens new ones every year. */
const known: readonly string[] = [
  "af-south-1",
  ...["1", "2"].map(number => `ap-east-${number}`),
  ...["1", "2", "3"].map(number => `ap-northeast-${number}`),
  ...["1", "2"].map(number => `ap-south-${number}`),
  ...["1", "2", "3", "4", "5", "6", "7"].map(number => `ap-southeast-${number}`),
  ...["ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1"],
  ...["eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"],
  ...["eu-isoe-west-1", "eusc-de-east-1", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1"],
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "us-gov-east-1", "us-gov-west-1"],
  ...["us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isob-west-1", "us-isof-east-1", "us-isof-south-1"],
]

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
