import type { Expected } from "../run.ts"
import { area, refused, roleArn } from "./write.ts"

const unnamed = { profile: null } as const
const inst = { role: "inst" }
const serves: Expected = {
  ok: true,
  credentials: { AccessKeyId: "ASIAIMDS000000000000", SecretAccessKey: "imds-secret", SessionToken: "imds-token" },
}

/** The role of an EC2 instance. */
export const imds = area("imds", [
  ["a token that must be shown", { ...unnamed, server: { imds: { ...inst, require_token: true } } }, serves],
  ["no token, and none wanted", { ...unnamed, server: { imds: { ...inst, token_status: 403 } } }, serves],
  [
    "no token, and one wanted",
    { ...unnamed, server: { imds: { ...inst, token_status: 403, require_token: true } } },
    refused,
  ],
  [
    "IMDSv1 forbidden",
    { ...unnamed, env: { AWS_EC2_METADATA_V1_DISABLED: "true" }, server: { imds: { ...inst, token_status: 404 } } },
    refused,
  ],
  [
    "IMDSv1 forbidden by the profile",
    {
      ...unnamed,
      config: "[default]\nec2_metadata_v1_disabled = true\n",
      server: { imds: { ...inst, token_status: 404 } },
    },
    refused,
  ],
  [
    "IMDSv1 forbidden, and not needed",
    { ...unnamed, env: { AWS_EC2_METADATA_V1_DISABLED: "true" }, server: { imds: inst } },
    serves,
  ],
  [
    "forbidden, in capitals",
    { ...unnamed, env: { AWS_EC2_METADATA_DISABLED: "TRUE" }, server: { imds: inst } },
    refused,
  ],
  [
    "any other word forbids nothing",
    { ...unnamed, env: { AWS_EC2_METADATA_DISABLED: "1" }, server: { imds: inst } },
    serves,
  ],
  [
    "where the profile says it answers",
    {
      ...unnamed,
      default_endpoints: false,
      config: "[default]\nec2_metadata_service_endpoint = {{BASE}}/\n",
      server: { imds: inst },
    },
    serves,
  ],
  [
    "a mode that is none",
    { ...unnamed, env: { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv9" }, server: { imds: inst } },
    refused,
  ],
  ["a wrong request", { ...unnamed, server: { imds: { ...inst, token_status: 400 } } }, refused],
  ["half an answer", { ...unnamed, server: { imds: { ...inst, creds: { AccessKeyId: "ASIA1" } } } }, refused],
  [
    "a role behind credentials that have ended",
    {
      config: `[profile a]\nrole_arn = ${roleArn("R")}\ncredential_source = Ec2InstanceMetadata\n`,
      server: {
        imds: {
          ...inst,
          creds: {
            Code: "Success",
            AccessKeyId: "ASIAOLD",
            SecretAccessKey: "s",
            Token: "t",
            Expiration: "2001-01-01T00:00:00Z",
          },
        },
      },
    },
    {
      ok: true,
      credentials: { SecretAccessKey: "sts-secret-R", SessionToken: "sts-token-R" },
      plan: { role_arns: [roleArn("R")], source_access_key_id: "ASIAOLD" },
    },
  ],
  [
    "a role behind it, in other letters",
    {
      config: `[profile a]\nrole_arn = ${roleArn("R")}\ncredential_source = ec2instancemetadata\n`,
      server: { imds: inst },
    },
    {
      ok: true,
      credentials: { SecretAccessKey: "sts-secret-R", SessionToken: "sts-token-R" },
      plan: { role_arns: [roleArn("R")], source_access_key_id: "ASIAIMDS000000000000" },
    },
  ],
])
