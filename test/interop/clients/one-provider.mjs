// A long-lived client of the AWS SDK for JavaScript with one provider of credentials, and not the chain of them; see
// clients.ts for what it reads and prints: one-provider.mjs http|imds|guise OTHER
import { createInterface } from "node:readline"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { fromHttp } from "@aws-sdk/credential-provider-http"
import { fromInstanceMetadata } from "@smithy/credential-provider-imds"

const guise = async profile => (await import("../../../dist/index.mjs")).fromGuise({ profile })
const providers = {
  http: { mine: fromHttp, other: profile => ({ profile }) },
  imds: { mine: () => fromInstanceMetadata({ ec2MetadataV1Disabled: true }), other: profile => ({ profile }) },
  guise: { mine: () => guise("admin"), other: async profile => ({ credentials: await guise(profile) }) },
}

async function say(client) {
  const answer = await client.send(new GetCallerIdentityCommand({})).then(
    ({ Arn }) => ({ arn: Arn }),
    error => ({ error: error.name === "Error" ? error.message : error.name }),
  )
  console.log(JSON.stringify(answer))
}

const [kind, profile] = process.argv.slice(2)
const region = "us-east-1"
const { mine: credentials, other } = providers[kind]
const mine = new STSClient({ region, credentials: await credentials() })
await say(mine)
await say(new STSClient({ region, ...(await other(profile)) }))
for await (const _moved of createInterface({ input: process.stdin })) await say(mine)
