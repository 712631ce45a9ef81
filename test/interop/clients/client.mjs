// A long-lived client of the AWS SDK for JavaScript; see clients.ts for what it reads and prints: client.mjs OTHER
import { createInterface } from "node:readline"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"

async function say(client) {
  const answer = await client.send(new GetCallerIdentityCommand({})).then(
    ({ Arn }) => ({ arn: Arn }),
    error => ({ error: error.name === "Error" ? error.message : error.name }),
  )
  console.log(JSON.stringify(answer))
}

const mine = new STSClient({})
await say(mine)
await say(new STSClient({ profile: process.argv[2] }))
for await (const _moved of createInterface({ input: process.stdin })) await say(mine)
