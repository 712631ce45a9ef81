// A long-lived client of the AWS SDK for JavaScript with one provider of credentials, and not the chain of them; see
// clients.ts for what it reads and prints: provider.mjs http|imds OTHER
import { createInterface } from "node:readline"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { fromHttp } from "@aws-sdk/credential-provider-http"
import { fromInstanceMetadata } from "@smithy/credential-provider-imds"

const providers = { http: () => fromHttp(), imds: () => fromInstanceMetadata({ ec2MetadataV1Disabled: true }) }

async function say(client) {
  const answer = await client.send(new GetCallerIdentityCommand({})).then(
    ({ Arn }) => ({ arn: Arn }),
    error => ({ error: error.name === "Error" ? error.message : error.name }),
  )
  console.log(JSON.stringify(answer))
}

const mine = new STSClient({ credentials: providers[process.argv[2]]() })
await say(mine)
await say(new STSClient({ profile: process.argv[3] }))
for await (const _moved of createInterface({ input: process.stdin })) await say(mine)
