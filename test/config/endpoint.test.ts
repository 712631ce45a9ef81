import { describe, expect, test } from "bun:test"
import { endpointFor, regionOf } from "../../src/config/endpoint.ts"
import { isGuiseError } from "../../src/errors.ts"
import type { Env } from "../../src/types.ts"
import { loaded } from "./files-on-disk.ts"

const files = loaded({
  config: `[profile plain]
region = eu-west-1
[profile own]
endpoint_url = http://own.example
[profile shared]
services = dev
endpoint_url = http://own.example
[profile off]
ignore_configured_endpoint_urls = TRUE
endpoint_url = http://own.example
[profile lost]
services = gone
[profile typo]
endpoint_url = ftp://alice:s3cret@host
[profile spoilt]
services = bad
[profile switches]
use_fips_endpoint = true
use_dualstack_endpoint = true
ca_bundle = ~/ca.pem
[services dev]
sts =
  endpoint_url = http://sts.example/prefix
sso_oidc =
  endpoint_url = http://oidc.example
[services bad]
sts =
  endpoint_url = sts.example
`,
})

describe("the URL of STS", () => {
  const rows: readonly (readonly [sentence: string, profile: string, env: Env, url: string | undefined])[] = [
    ["is AWS's own by default", "plain", {}, undefined],
    ["comes from the profile", "own", {}, "http://own.example"],
    ["comes from services before the profile", "shared", {}, "http://sts.example/prefix"],
    ["comes from AWS_ENDPOINT_URL before the files", "shared", { AWS_ENDPOINT_URL: "http://all" }, "http://all"],
    [
      "comes from AWS_ENDPOINT_URL_STS before all",
      "shared",
      { AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_STS: "http://s" },
      "http://s",
    ],
    ["is not that of another service", "plain", { AWS_ENDPOINT_URL_SSO: "http://s" }, undefined],
    ["takes no empty variable", "own", { AWS_ENDPOINT_URL: "", AWS_ENDPOINT_URL_STS: "" }, "http://own.example"],
    ["is AWS's own when the profile ignores URLs", "off", { AWS_ENDPOINT_URL_STS: "http://s" }, undefined],
    [
      "is AWS's own when the environment ignores URLs",
      "shared",
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      undefined,
    ],
    [
      "is taken when the environment says not to ignore",
      "off",
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" },
      "http://own.example",
    ],
    ["needs no profile", "nobody", { AWS_ENDPOINT_URL_STS: "http://s" }, "http://s"],
    ["by variable needs no services section", "lost", { AWS_ENDPOINT_URL_STS: "http://s" }, "http://s"],
  ]
  for (const [sentence, name, env, url] of rows) {
    test(sentence, () => {
      const endpoint = endpointFor("sts", files.profile(name), files, env, "us-east-1")
      expect(endpoint).toEqual({ region: "us-east-1", ...(url !== undefined && { url }) })
    })
  }

  const wrong: readonly (readonly [profile: string, env: Env, words: RegExp])[] = [
    ["plain", { AWS_ENDPOINT_URL_STS: "notaurl" }, /^AWS_ENDPOINT_URL_STS is no URL/],
    ["own", { AWS_ENDPOINT_URL: "ftp://s3cret@x" }, /^AWS_ENDPOINT_URL is no URL/],
    ["typo", {}, /^endpoint_url of profile "typo" \(.*config:\d+\) is no URL/],
    ["spoilt", {}, /^endpoint_url of sts in \[services bad\] is no URL/],
  ]
  test.each(wrong)("that is none is refused, and not shown (%s %j)", (name, env, words) => {
    try {
      endpointFor("sts", files.profile(name), files, env, "us-east-1")
      expect.unreachable()
    } catch (error) {
      if (!isGuiseError(error, "profile-invalid")) throw error
      expect(error.message).toMatch(words)
      expect(error.message).not.toContain("s3cret")
    }
  })

  test("of a services section that is not there is an error naming it", () => {
    const attempt = () => endpointFor("sts", files.profile("lost"), files, {}, "us-east-1")
    expect(attempt).toThrow('Profile "lost" takes its endpoints from [services gone]')
  })
})

test("every service has its own variable and services key", () => {
  const env = { AWS_ENDPOINT_URL_IAM: "http://iam" }
  const urls = (["iam", "sso", "sso_oidc", "signin"] as const).map(
    service => endpointFor(service, files.profile("shared"), files, env, "us-east-1").url,
  )
  expect(urls).toEqual(["http://iam", "http://own.example", "http://oidc.example", "http://own.example"])
})

describe("switches", () => {
  const endpoint = (profile: string, env: Env) =>
    endpointFor("sts", files.profile(profile), files, { HOME: "/home/alice", ...env }, "us-east-1")

  test("come from the profile", () => {
    expect(endpoint("switches", {})).toEqual({
      region: "us-east-1",
      fips: true,
      dualstack: true,
      caBundle: "/home/alice/ca.pem",
    })
  })
  test("come from the environment first", () => {
    const env = { AWS_USE_FIPS_ENDPOINT: "false", AWS_USE_DUALSTACK_ENDPOINT: "no", AWS_CA_BUNDLE: "/etc/ca.pem" }
    expect(endpoint("switches", env)).toEqual({ region: "us-east-1", caBundle: "/etc/ca.pem" })
    expect(endpoint("plain", { AWS_USE_FIPS_ENDPOINT: "True" })).toEqual({ region: "us-east-1", fips: true })
  })
  test.each(["fips-us-west-2", "us-west-2-fips"])("FIPS is on in the region %p, as it was once written", region => {
    expect(endpointFor("sts", files.profile("plain"), files, {}, region)).toEqual({ region: "us-west-2", fips: true })
  })
  test("the name of STS's global endpoint is signed for as AWS's own rules do", () => {
    expect(endpointFor("sts", files.profile("plain"), files, {}, "aws-global")).toEqual({ region: "us-east-1" })
  })
  test("an empty AWS_CA_BUNDLE is an error", () => {
    const codes = ["plain", "switches"].map(profile => {
      try {
        return endpoint(profile, { AWS_CA_BUNDLE: "" })
      } catch (error) {
        return isGuiseError(error) ? error.code : error
      }
    })
    expect(codes).toEqual(["profile-invalid", "profile-invalid"])
  })
})

describe("the region", () => {
  const rows: readonly (readonly [flag: string | undefined, env: Env, profile: string, region: string | undefined])[] =
    [
      ["ca-central-1", { AWS_REGION: "us-east-2" }, "plain", "ca-central-1"],
      [undefined, { AWS_REGION: "us-east-2", AWS_DEFAULT_REGION: "ca-central-1" }, "plain", "us-east-2"],
      [undefined, { AWS_DEFAULT_REGION: "ca-central-1" }, "plain", "ca-central-1"],
      [undefined, { AWS_REGION: "", AWS_DEFAULT_REGION: "" }, "plain", "eu-west-1"],
      [undefined, {}, "own", undefined],
      [undefined, {}, "nobody", undefined],
    ]
  for (const [flag, env, profile, region] of rows) {
    test(`is ${region} by ${JSON.stringify({ flag, ...env, profile })}`, () => {
      expect(regionOf(flag, files.profile(profile), env)).toBe(region)
    })
  }
})
