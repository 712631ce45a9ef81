import type { Expected } from "../run.ts"
import { area, refused, roleArn } from "./write.ts"

const uri = "{{BASE}}/ecs/creds"
const at = { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri }
const unnamed = { profile: null } as const

/** What the fake AWS gives a container, asked for with this header. */
function serves(authorization?: string): Expected & { readonly requests: readonly object[] } {
  return {
    ok: true,
    credentials: {
      AccessKeyId: "ASIAECS0000000000000",
      SecretAccessKey: "ecs-secret",
      SessionToken: "ecs-token",
      AccountId: "444455556666",
    },
    requests: [{ service: "container", ...(authorization === undefined ? {} : { authorization }) }],
  }
}

/** The role of a container. */
export const container = area("container", [
  [
    "a name of loopback",
    { ...unnamed, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://localhost:{{PORT}}/ecs/creds" } },
    serves(),
  ],
  [
    "a token file with a line end",
    {
      ...unnamed,
      more: { tok: "Bearer from-file\n" },
      env: { ...at, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "{{HOME}}/tok" },
    },
    serves("Bearer from-file"),
  ],
  [
    "a token of two lines",
    { ...unnamed, more: { tok: "one\ntwo\n" }, env: { ...at, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "{{HOME}}/tok" } },
    refused,
  ],
  ["once out of order", { ...unnamed, env: at, server: { ecs: { fail_times: 1 } } }, serves()],
  ["a refusal", { ...unnamed, env: at, server: { ecs: { status: 403, body: { Code: "AccessDenied" } } } }, refused],
  [
    "no Token",
    { ...unnamed, env: at, server: { ecs: { body: { AccessKeyId: "ASIA1", SecretAccessKey: "s" } } } },
    refused,
  ],
  [
    "an empty Token",
    {
      ...unnamed,
      env: at,
      server: {
        ecs: {
          body: { AccessKeyId: "AKIA1", SecretAccessKey: "s", Token: "", Expiration: "2099-01-01T00:00:00Z" },
        },
      },
    },
    { ok: true, credentials: { AccessKeyId: "AKIA1", SecretAccessKey: "s" } },
  ],
  [
    "a query in the address",
    { ...unnamed, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${uri}?id=a%20b&x` } },
    serves(),
  ],
  [
    "another host of the link",
    { ...unnamed, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.3/creds" } },
    refused,
  ],
  [
    "a token file that is not there",
    { ...unnamed, env: { ...at, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/nowhere" } },
    refused,
  ],
  ["an address that is none", { ...unnamed, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "creds" } }, refused],
  [
    "a user in the address hides the host",
    { ...unnamed, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1@192.0.2.1/creds" } },
    refused,
  ],
  [
    "a role behind it",
    { config: `[profile a]\nrole_arn = ${roleArn("R")}\ncredential_source = EcsContainer\n`, env: at },
    {
      ok: true,
      credentials: { SecretAccessKey: "sts-secret-R", SessionToken: "sts-token-R" },
      plan: { role_arns: [roleArn("R")], source_access_key_id: "ASIAECS0000000000000" },
    },
  ],
])
