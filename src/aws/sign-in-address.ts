import type { Endpoint } from "../types.ts"

/** By the prefix of a region's name: the host of one region, and the suffix of those with two address families. */
const hosts: readonly (readonly [prefix: string, host: string, dualstack: string])[] = [
  ["cn-", "signin.amazonaws.cn", "api.amazonwebservices.com.cn"],
  ["us-gov-", "signin.amazonaws-us-gov.com", "api.aws"],
  ["eusc-", "signin.amazonaws-eusc.eu", "api.amazonwebservices.eu"],
  ["us-iso-", "signin.c2shome.ic.gov", "api.aws.ic.gov"],
  ["us-isob-", "signin.sc2shome.sgov.gov", "api.aws.scloud"],
  ["eu-isoe-", "signin.csphome.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  ["us-isof-", "signin.csphome.hci.ic.gov", "api.aws.hci.ic.gov"],
  ["", "signin.aws.amazon.com", "api.aws"],
]

/** FIPS endpoints are those of GovCloud. */
const fipsHost = "signin-fips.amazonaws-us-gov.com"

/** Where AWS Sign-In is, without a slash at the end. Source: the signin service's endpoint rules, 2023-01-01. */
export function signInAddress({ region, url, fips, dualstack }: Endpoint): string {
  if (url !== undefined) return url.replace(/\/+$/, "")
  const [, host = "", suffix = ""] = hosts.find(([prefix]) => region.startsWith(prefix)) ?? []
  if (fips === true && region.startsWith("us-gov-"))
    return region === "us-gov-west-1" ? `https://${fipsHost}` : `https://${region}.${fipsHost}`
  if (fips === true) return `https://signin-fips.${region}.${dualstack === true ? suffix : "amazonaws.com"}`
  return dualstack === true ? `https://signin.${region}.${suffix}` : `https://${region}.${host}`
}
