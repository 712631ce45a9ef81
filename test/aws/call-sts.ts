/** Run by transport.test.ts in a process of its own, in Bun and in Node: one GetCallerIdentity, told as JSON. */
import { getCallerIdentity } from "../../src/aws/sts.ts"
import { GuiseError } from "../../src/errors.ts"

const [endpoint] = process.argv.slice(2)
const signer = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
const world = { env: { AWS_MAX_ATTEMPTS: "1" }, now: () => Date.now() / 1000, skew: 0, detail: () => undefined }

try {
  console.log(JSON.stringify(await getCallerIdentity(JSON.parse(endpoint ?? "{}"), signer, world)))
} catch (error) {
  const known = error instanceof GuiseError ? { code: error.code, message: error.message } : { error: String(error) }
  console.log(JSON.stringify(known))
}
