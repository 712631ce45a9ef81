import { expect, test } from "bun:test"
import { failure, plan } from "./helper.ts"

const lines = (...settings: readonly string[]) => ["[default]", ...settings, ""].join("\n")

test.each([
  ["nothing said", {}, "", {}],
  [
    "IPv6, in any letters",
    { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "ipv6" },
    "",
    { endpoint: "http://[fd00:ec2::254]" },
  ],
  ["IPv6 by the profile", {}, "ec2_metadata_service_endpoint_mode = IPv6", { endpoint: "http://[fd00:ec2::254]" }],
  [
    "the variable before the line",
    { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv4" },
    "ec2_metadata_service_endpoint_mode = IPv6",
    {},
  ],
  [
    "an address before the mode",
    { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv6" },
    "ec2_metadata_service_endpoint = http://127.0.0.1:1338",
    { endpoint: "http://127.0.0.1:1338" },
  ],
  ["no IMDSv1", { AWS_EC2_METADATA_V1_DISABLED: "true" }, "", { v2Only: true }],
  ["no IMDSv1 by the profile", {}, "ec2_metadata_v1_disabled = true", { v2Only: true }],
  ["IMDSv1 after all", { AWS_EC2_METADATA_V1_DISABLED: "false" }, "ec2_metadata_v1_disabled = true", {}],
  ["patience", { AWS_METADATA_SERVICE_TIMEOUT: "5" }, "metadata_service_num_attempts = 3", { timeout: 5, attempts: 3 }],
] as const)("%s", (_what, env, line, root) => {
  expect(plan(undefined, { env, config: lines(line) }).root).toEqual({ kind: "imds", ...root })
})

test.each([
  [{ AWS_EC2_METADATA_SERVICE_ENDPOINT: "canary" }, "", "AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL"],
  [
    { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "dual" },
    "",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is not IPv4 or IPv6",
  ],
  [{}, "metadata_service_timeout = 0", 'metadata_service_timeout of profile "default" (config:2) is not whole seconds'],
  [{}, "metadata_service_num_attempts = many", 'metadata_service_num_attempts of profile "default" (config:2)'],
] as const)("what cannot be names its place: %j %s", (env, line, words) => {
  const error = failure(undefined, { env, config: lines(line) })
  expect(error).toStartWith(`profile-invalid: ${words}`)
  expect(error).not.toContain("canary")
})
