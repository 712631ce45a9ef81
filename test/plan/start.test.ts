import { describe, expect, test } from "bun:test"
import type { Env } from "../../src/types.ts"
import { failure, type Given, keys, mfa, plan, role, show } from "./helper.ts"

/** Whose credentials these are when nobody, or the environment, names a profile. */

const three = `[default]\n${keys("AKIADEF")}[dev]\n${keys("AKIADEV")}[prod]\n${keys("AKIAPROD")}`
const environmentKeys = {
  AWS_ACCESS_KEY_ID: "AKIAENV",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
const webIdentity = { AWS_ROLE_ARN: role("EnvWeb"), AWS_WEB_IDENTITY_TOKEN_FILE: "token.jwt" }
const container = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:8080/creds" }

const rows: readonly (readonly [sentence: string, name: string | undefined, env: Env, files: Given, plan: string])[] = [
  ["default", undefined, {}, { credentials: three }, "keys AKIADEF (default)"],
  ["AWS_PROFILE", undefined, { AWS_PROFILE: "prod" }, { credentials: three }, "keys AKIAPROD (prod)"],
  ["AWS_DEFAULT_PROFILE", undefined, { AWS_DEFAULT_PROFILE: "dev" }, { credentials: three }, "keys AKIADEV (dev)"],
  [
    "AWS_PROFILE before AWS_DEFAULT_PROFILE",
    undefined,
    { AWS_PROFILE: "prod", AWS_DEFAULT_PROFILE: "dev" },
    { credentials: three },
    "keys AKIAPROD (prod)",
  ],
  ["an empty AWS_PROFILE is none", undefined, { AWS_PROFILE: "" }, { credentials: three }, "keys AKIADEF (default)"],
  ["a name before AWS_PROFILE", "dev", { AWS_PROFILE: "prod" }, { credentials: three }, "keys AKIADEV (dev)"],
  ["a name before keys in the environment", "dev", environmentKeys, { credentials: three }, "keys AKIADEV (dev)"],
  [
    "keys in the environment before AWS_PROFILE",
    undefined,
    { ...environmentKeys, AWS_PROFILE: "dev" },
    { credentials: three },
    "keys AKIAENV (environment)",
  ],
  [
    "keys in the environment even when AWS_PROFILE names nothing",
    undefined,
    { ...environmentKeys, AWS_PROFILE: "nope" },
    { credentials: three },
    "keys AKIAENV (environment)",
  ],
  ["keys in the environment alone", undefined, environmentKeys, {}, "keys AKIAENV (environment)"],
  [
    "with a token they are temporary",
    undefined,
    { ...environmentKeys, AWS_SESSION_TOKEN: "IQoJb3JpZ2luX2EXAMPLE" },
    {},
    "temporary keys AKIAENV (environment)",
  ],
  [
    "the token's old name counts",
    undefined,
    { ...environmentKeys, AWS_SECURITY_TOKEN: "IQoJb3JpZ2luX2EXAMPLE" },
    {},
    "temporary keys AKIAENV (environment)",
  ],
  [
    "empty keys are none",
    undefined,
    { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
    { credentials: three },
    "keys AKIADEF (default)",
  ],
  [
    "half a pair is an error for those who did not name a profile",
    "dev",
    { AWS_ACCESS_KEY_ID: "AKIAENV" },
    { credentials: three },
    "keys AKIADEV (dev)",
  ],
  [
    "a secret without an id is no pair to any SDK",
    undefined,
    { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
    { credentials: three },
    "keys AKIADEF (default)",
  ],
  [
    "an expiry that is no time says nothing",
    undefined,
    { ...environmentKeys, AWS_CREDENTIAL_EXPIRATION: "" },
    {},
    "keys AKIAENV (environment)",
  ],
  ["default before a web identity", undefined, webIdentity, { credentials: three }, "keys AKIADEF (default)"],
  [
    "a web identity when default has no credentials",
    undefined,
    { ...webIdentity, AWS_ROLE_SESSION_NAME: "pod" },
    { config: "[default]\nregion = eu-west-1\n" },
    "web-identity EnvWeb token.jwt sessionName=pod",
  ],
  [
    "AWS_ROLE_ARN alone says nothing",
    undefined,
    { AWS_ROLE_ARN: role("EnvWeb") },
    { credentials: three },
    "keys AKIADEF (default)",
  ],
  [
    "a web identity of the environment does not touch a named profile",
    "w",
    webIdentity,
    { config: `[profile w]\nrole_arn = ${role("Web")}\nweb_identity_token_file = mine.jwt\n` },
    "web-identity Web mine.jwt",
  ],
  ["default before the container", undefined, container, { credentials: three }, "keys AKIADEF (default)"],
  [
    "the container when default has no credentials",
    undefined,
    container,
    { config: "[default]\nregion = eu-west-1\n" },
    "container http://127.0.0.1:8080/creds",
  ],
  ["the container before the instance", undefined, container, {}, "container http://127.0.0.1:8080/creds"],
  ["the instance when there is nothing else", undefined, {}, { config: "[default]\nmax_attempts = 1\n" }, "imds"],
  [
    "the instance at the address the environment gives",
    undefined,
    { AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:1338" },
    {},
    "imds http://127.0.0.1:1338",
  ],
  [
    "default may be a role",
    undefined,
    {},
    { config: `[default]\nrole_arn = ${role("R")}\nsource_profile = dev\n`, credentials: `[dev]\n${keys("AKIADEV")}` },
    "keys AKIADEV (dev)\nrole R",
  ],
]

for (const [sentence, name, env, files, expected] of rows) {
  test(sentence, () => {
    expect(show(plan(name, { ...files, env }))).toBe(expected)
  })
}

const refusals: readonly (readonly [
  sentence: string,
  name: string | undefined,
  env: Env,
  files: Given,
  error: string,
])[] = [
  [
    "half a pair in the environment",
    undefined,
    { AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: "" },
    { credentials: three },
    "profile-invalid: The environment sets AWS_ACCESS_KEY_ID but not AWS_SECRET_ACCESS_KEY: half a key pair.",
  ],
  [
    "keys that the environment itself calls expired",
    undefined,
    { ...environmentKeys, AWS_SESSION_TOKEN: "t", AWS_CREDENTIAL_EXPIRATION: "2026-01-01T00:00:00Z" },
    {},
    "credentials-expired: The keys in the environment expired at 2026-01-01T00:00:00Z (AWS_CREDENTIAL_EXPIRATION).",
  ],
  [
    "an unknown profile, with those that may have been meant",
    "prdo",
    {},
    { credentials: three },
    'profile-unknown: There is no profile "prdo" in the AWS files. Nearest: "prod".',
  ],
  [
    "an unknown AWS_PROFILE",
    undefined,
    { AWS_PROFILE: "Dev" },
    { credentials: three },
    'profile-unknown: There is no profile "Dev" in the AWS files. Nearest: "dev".',
  ],
  [
    "any profile when there are no files",
    "a",
    {},
    {},
    'profile-unknown: There is no profile "a" in the AWS files. The AWS files hold no profile at all.',
  ],
  [
    "a named profile without credentials: never the machine's role",
    "dev",
    container,
    { config: "[profile dev]\nregion = us-east-1\n" },
    'no-credentials: Profile "dev" (config:1) holds no credentials and names no role.',
  ],
  [
    "nor when AWS_PROFILE names it",
    undefined,
    { ...container, ...webIdentity, AWS_PROFILE: "dev" },
    { config: "[profile dev]\nregion = us-east-1\n" },
    'no-credentials: Profile "dev" (config:1) holds no credentials and names no role.',
  ],
  [
    "a default that is begun and broken does not fall through",
    undefined,
    container,
    { config: `[default]\nrole_arn = ${role("R")}\nsource_profile = gone\n` },
    'source-missing: Profile "default" (config:3) takes its credentials from "gone", which does not exist (default → gone).',
  ],
  [
    "a web identity without a role",
    undefined,
    { AWS_WEB_IDENTITY_TOKEN_FILE: "token.jwt" },
    {},
    "profile-invalid: The environment sets AWS_WEB_IDENTITY_TOKEN_FILE but not AWS_ROLE_ARN.",
  ],
  [
    "nothing at all, with the instance switched off",
    undefined,
    { AWS_EC2_METADATA_DISABLED: "true" },
    {},
    "no-credentials: There are no keys in the environment, no profile named default with credentials, and no container or instance role.",
  ],
]

describe("refused", () => {
  for (const [sentence, name, env, files, expected] of refusals) {
    test(sentence, () => {
      expect(failure(name, { ...files, env })).toBe(expected)
    })
  }
})

describe("regions", () => {
  const config = `[profile a]\nrole_arn = ${role("A")}\nsource_profile = b\nregion = eu-west-1\n[profile b]\nregion = ap-south-1\n${keys()}`
  const called = (given: Given) => plan("a", given).hops[0]?.sts.region

  test("STS is called in the region of the profile asked for, never in that of its source", () => {
    expect(called({ config })).toBe("eu-west-1")
    expect(called({ config: config.replace("region = eu-west-1\n", "") })).toBe("us-east-1")
  })

  test("AWS_REGION, then AWS_DEFAULT_REGION, goes before the profile; the flag before all", () => {
    expect(called({ config, env: { AWS_DEFAULT_REGION: "ca-central-1" } })).toBe("ca-central-1")
    expect(called({ config, env: { AWS_REGION: "us-east-2", AWS_DEFAULT_REGION: "ca-central-1" } })).toBe("us-east-2")
    expect(called({ config, env: { AWS_REGION: "us-east-2" }, request: { region: "us-west-2" } })).toBe("us-west-2")
  })

  test("a command under the guise works in the flag's region, else the profile's; the environment's stays as it is", () => {
    expect(plan("a", { config, env: { AWS_REGION: "us-east-2" } }).region).toBe("eu-west-1")
    expect(plan("a", { config, request: { region: "us-west-2" } }).region).toBe("us-west-2")
    expect(plan("b", { config: `[profile b]\n${keys()}`, env: { AWS_REGION: "us-east-2" } }).region).toBeUndefined()
  })

  test("a role of another partition is taken in that partition, whatever AWS_REGION says", () => {
    const china = config.replace("arn:aws:", "arn:aws-cn:")
    expect(called({ config: china, env: { AWS_REGION: "us-east-1" } })).toBe("cn-northwest-1")
    expect(called({ config: china.replace("eu-west-1", "cn-north-1"), env: { AWS_REGION: "us-east-1" } })).toBe(
      "cn-north-1",
    )
  })

  test("a region that asks for FIPS in its name lies where it lies without", () => {
    const gov = config.replace("arn:aws:", "arn:aws-us-gov:").replace("eu-west-1", "fips-us-gov-east-1")
    expect(plan("a", { config: gov }).hops[0]?.sts).toEqual({ region: "us-gov-east-1", fips: true })
  })

  test("an MFA device tells the partition where no role does", () => {
    const gov = `[profile g]\nmfa_serial = ${mfa.replace("arn:aws:", "arn:aws-us-gov:")}\n${keys()}`
    const { root } = plan("g", { config: gov })
    expect(root.kind === "session" && root.sts.region).toBe("us-gov-west-1")
  })
})
