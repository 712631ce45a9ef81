import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { parseRoleArn, partitionOfArn } from "./arn.ts"
import type { Chain } from "./chain-shapes.ts"
import type { Request } from "./request.ts"
import { pathOf } from "./words.ts"

const partitions: readonly (readonly [prefix: string, partition: string, defaultRegion: string])[] = [
  ["cn-", "aws-cn", "cn-northwest-1"],
  ["us-gov-", "aws-us-gov", "us-gov-west-1"],
  ["eusc-", "aws-eusc", "eusc-de-east-1"],
  ["us-iso-", "aws-iso", "us-iso-east-1"],
  ["us-isob-", "aws-iso-b", "us-isob-east-1"],
  ["eu-isoe-", "aws-iso-e", "eu-isoe-west-1"],
  ["us-isof-", "aws-iso-f", "us-isof-south-1"],
]

/** The partition a region lies in (`aws`, `aws-cn`, …), by AWS's region name prefixes; `fips-` before them is none. */
export function partitionOf(region: string): string {
  const bare = region.startsWith("fips-") ? region.slice("fips-".length) : region
  return partitions.find(([prefix]) => bare.startsWith(prefix))?.[1] ?? "aws"
}

/** The region STS is called in when nobody named one: the partition's first. */
export function defaultRegionOf(partition: string): string {
  return partitions.find(([, name]) => name === partition)?.[2] ?? "us-east-1"
}

type Regions = readonly (string | undefined)[]

/** The partition a chain is in: that of its ARNs, else of the flags', else of the first region known, else `aws`. */
export function partitionFor(chain: Chain, request: Request, regions: Regions): string {
  const written = [
    ...chain.links.map(({ role }) => role.arn),
    chain.base.root.kind === "web-identity" ? chain.base.root.roleArn : "",
    ...(request.roles ?? []),
    chain.demanded?.serial ?? "",
  ]
  const region = regions.find(known => known !== undefined)
  return firstPartition(written) ?? partitionOf(region ?? "")
}

function firstPartition(arns: readonly string[]): string | undefined {
  return arns.map(partitionOfArn).find(partition => partition !== undefined)
}

/**
 * The one partition that all ARNs of a chain are in; undefined when it has none. Partitions are separate clouds with
 * their own users: no role of one can be assumed from another. Error: `profile-invalid`, with the whole path.
 */
export function onePartition(chain: Chain, name: string | undefined): string | undefined {
  const steps = stepsOf(chain)
  const [first] = steps
  const odd = steps.find(({ partition }) => partition !== first?.partition)
  if (odd === undefined) return first?.partition
  const path = pathOf(steps.map(({ label, partition }) => `${label} (${partition})`))
  throw new GuiseError(
    odd.flag ? "usage" : "profile-invalid",
    `The way crosses from one AWS partition into another, which AWS does not allow: ${path}.`,
    { hint: name === undefined ? "guise explain" : `guise explain ${quoted(name)}` },
  )
}

interface Step {
  readonly label: string
  readonly partition: string
  readonly flag: boolean
}

function stepsOf({ base, links, demanded }: Chain): readonly Step[] {
  const arns = [
    { arn: demanded?.serial, label: demanded?.serial, flag: false },
    base.root.kind === "web-identity"
      ? { arn: base.root.roleArn, label: roleName(base.root.roleArn), flag: false }
      : {},
    ...links.flatMap(({ role, hop, mfaSerial }) => [
      { arn: mfaSerial, label: mfaSerial, flag: false },
      { arn: role.arn, label: hop.profile ?? role.name, flag: hop.profile === undefined },
    ]),
  ]
  return arns.flatMap(({ arn, label, flag }) => {
    const partition = partitionOfArn(arn ?? "")
    return partition === undefined || label === undefined ? [] : [{ label, partition, flag: flag === true }]
  })
}

function roleName(arn: string): string {
  return parseRoleArn(arn)?.name ?? arn
}

/** The region to call STS in: the first one known that lies in the partition, else the partition's own first. */
export function callRegion(partition: string | undefined, regions: Regions): string {
  const fits = regions.find(
    region => region !== undefined && (partition ?? partitionOf(region)) === partitionOf(region),
  )
  return fits ?? defaultRegionOf(partition ?? "aws")
}
