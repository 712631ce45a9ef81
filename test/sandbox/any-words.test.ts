import { afterAll, expect, test } from "bun:test"
import fc from "fast-check"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import { stillClock } from "./client.ts"

const sandbox = await startSandbox({ now: stillClock() })
afterAll(() => sandbox.close())

const paths = `/ /client/register /device_authorization /token /v1/token /logout /consent /federation /oauth /device
/authorize /v1/authorize /v1/sessions/confirmation /assignment/accounts /assignment/roles /federation/credentials
/_sandbox/clock /_sandbox/faults /_sandbox/code /_sandbox/browse /_sandbox/web-identity-token /_sandbox/credentials-changed`
const names = `Action Version RoleArn RoleSessionName DurationSeconds Policy Tags.member.1.Key SerialNumber TokenCode UserName
AccessKeyId Session SessionDuration SigninToken Destination Audience iss sub aud exp iat alg kid redirect_uri client_id state code
clientId clientSecret clientName clientType grantType grantTypes scopes redirectUris issuerUrl deviceCode startUrl codeVerifier
account_id role_name max_result next_token user_code ticket user answer kind times ms advance skew url allow lifetime __proto__`
const actions = "AssumeRoleWithWebIdentity AssumeRole GetSessionToken GetCallerIdentity ListAccessKeys toString"

const oneOf = (words: string) => fc.constantFrom(...words.split(/\s+/))
const odd = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2, stringUnit: "binary" }),
  fc.constant({ toString: 1 }),
)
const words = fc.dictionary(oneOf(names), odd, { maxKeys: 6 })
const token = fc.tuple(words, words).map(parts => [...parts.map(encoded), "AAAA"].join("."))

test("whatever the words are, in the address, in a form or as JSON: the sandbox answers, and is not at fault", async () => {
  const request = fc.record({
    path: oneOf(paths),
    query: words,
    words,
    action: oneOf(actions),
    token,
    isForm: fc.boolean(),
  })
  const method = fc.constantFrom("GET", "POST", "DELETE")
  await fc.assert(
    fc.asyncProperty(request, method, async ({ path, query, words, action, token, isForm }, method) => {
      const all = { ...words, Action: action, Version: "2011-06-15", WebIdentityToken: token }
      const headers = {
        "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
        authorization: `AWS4-HMAC-SHA256 Credential=${token}`,
        "x-amz-sso_bearer_token": token,
        "x-sandbox-token": sandbox.token,
        dpop: token,
      }
      const body = method === "POST" ? { body: isForm ? formOf(all) : JSON.stringify(all) } : {}
      const url = `${sandbox.url}${path}?${formOf(query)}`
      const { status } = await fetch(url, { method, headers, redirect: "manual", ...body })
      sandbox.reset()
      expect(status).toBeLessThan(500)
    }),
    { numRuns: 400 },
  )
})

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url")
}

function formOf(given: object): string {
  const texts = Object.entries(given).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ])
  return new URLSearchParams(texts).toString()
}
