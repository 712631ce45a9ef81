// Who AWS says a profile is, asked with the AWS SDK for JavaScript: node examples/caller-identity.mjs prod-admin
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { fromGuise } from "guise"

const [profile] = process.argv.slice(2)
const client = new STSClient({ region: process.env.AWS_REGION ?? "us-east-1", credentials: fromGuise({ profile }) })
const { Arn } = await client.send(new GetCallerIdentityCommand({}))
console.log(Arn)
