import type { Endpoint } from "../types.ts"

interface Hosts {
  /** Before it comes the region. */
  readonly host: string
  /** Of the partition's FIPS endpoints. */
  readonly suffix: string
  /** Of those with two address families. */
  readonly dualstack: string
}

/** By the prefix of a region's name. */
const hosts: readonly (readonly [prefix: string, hosts: Hosts])[] = [
  ["cn-", row("signin.amazonaws.cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")],
  ["us-gov-", row("signin.amazonaws-us-gov.com", "amazonaws.com", "api.aws")],
  ["eusc-", row("signin.amazonaws-eusc.eu", "amazonaws.eu", "api.amazonwebservices.eu")],
  ["us-iso-", row("signin.c2shome.ic.gov", "c2s.ic.gov", "api.aws.ic.gov")],
  ["us-isob-", row("signin.sc2shome.sgov.gov", "sc2s.sgov.gov", "api.aws.scloud")],
  ["eu-isoe-", row("signin.csphome.adc-e.uk", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")],
  ["us-isof-", row("signin.csphome.hci.ic.gov", "csp.hci.ic.gov", "api.aws.hci.ic.gov")],
]

const usual = row("signin.aws.amazon.com", "amazonaws.com", "api.aws")

function row(host: string, suffix: string, dualstack: string): Hosts {
  return { host, suffix, dualstack }
}

/** GovCloud's own, without two address families. */
const govFips = "signin-fips.amazonaws-us-gov.com"

/** Where AWS Sign-In is, without a slash at the end. Source: the signin service's endpoint rules, 2023-01-01. */
export function signInAddress({ region, url, fips, dualstack }: Endpoint): string {
  if (url !== undefined) return url.replace(/\/+$/, "")
  const [, found = usual] = hosts.find(([prefix]) => region.startsWith(prefix)) ?? []
  if (dualstack === true) return `https://signin${fips === true ? "-fips" : ""}.${region}.${found.dualstack}`
  if (fips !== true) return `https://${region}.${found.host}`
  if (region === "us-gov-west-1") return `https://${govFips}`
  return region.startsWith("us-gov-") ? `https://${region}.${govFips}` : `https://signin-fips.${region}.${found.suffix}`
}
