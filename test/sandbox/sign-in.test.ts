import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import type { KeyObject } from "node:crypto"
import { IAMClient, ListAccessKeysCommand } from "@aws-sdk/client-iam"
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts"
import fc from "fast-check"
import { readProof } from "../../src/sandbox/dpop.ts"
import type { Fault } from "../../src/sandbox/faults.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { clientOf, type Keys, refusal, roleArn, stillClock } from "./client.ts"
import {
  type Answered,
  ask,
  callback,
  crossDevice,
  loginUrl,
  newKey,
  type Pkce,
  pkce,
  post,
  proof,
  sameDevice,
  startWith,
  visit,
} from "./rest.ts"

let sandbox: Sandbox
let key: KeyObject
let pair: Pkce
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
  key = newKey()
  pair = pkce()
})
afterEach(() => sandbox.close())

const alice = "arn:aws:iam::111122223333:user/alice"
const malformed = "The provided authorization grant is invalid, expired, revoked, or malformed"

function exchange(code: string | null, more: object = {}, shown = proof(sandbox, key)): Promise<Answered> {
  const words = { clientId: sameDevice, grantType: "authorization_code", redirectUri: callback }
  const body = { ...words, code, codeVerifier: pair.verifier, ...more }
  return post(sandbox, "/v1/token", body, { dpop: shown })
}

async function logIn(user = alice): Promise<Answered> {
  return exchange(visit(sandbox, loginUrl(sandbox, pair.challenge), { user }).get("code"))
}

function refresh(refreshToken: string | undefined, more: object = {}, by = key): Promise<Answered> {
  const words = { clientId: sameDevice, grantType: "refresh_token", refreshToken, ...more }
  return post(sandbox, "/v1/token", words, { dpop: proof(sandbox, by) })
}

const keysOf = ({ body }: Answered): Keys => JSON.parse(JSON.stringify(body)).accessToken

describe("a login", () => {
  test("gives the user's own rights for a quarter of an hour, and says whose", async () => {
    const answer = await logIn()
    expect(answer.body).toMatchObject({ expiresIn: 900 })
    const [, claims = ""] = (answer.body.idToken ?? "").split(".")
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ sub: alice, aud: sameDevice })
    const { Arn } = await clientOf(sandbox, keysOf(answer)).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(alice)
  })

  test("counts as temporary, and as made with the user's device", async () => {
    const keys = keysOf(await logIn())
    const client = clientOf(sandbox, keys)
    const take = (DurationSeconds: number) =>
      refusal(client.send(new AssumeRoleCommand({ RoleArn: roleArn("Admin"), RoleSessionName: "s1", DurationSeconds })))
    expect(await take(3600)).toBe("ok")
    expect(await take(3601)).toStartWith("400 ValidationError")
    expect(await refusal(client.send(new GetSessionTokenCommand({})))).toStartWith("403 AccessDenied")
    const iam = new IAMClient({ endpoint: sandbox.url, region: "us-east-1", credentials: keys, maxAttempts: 1 })
    expect(await refusal(iam.send(new ListAccessKeysCommand({})))).toBe("ok")
  })

  test("may be that of a role of Identity Center", async () => {
    const { users, permissionSets } = sandbox.state.identityCenter
    expect([users.size, permissionSets.size]).toEqual([2, 2])
    const page = await (await fetch(loginUrl(sandbox, pair.challenge))).text()
    const arn = /arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_Adm[^<]+/.exec(page)?.[0] ?? ""
    const { Arn } = await clientOf(sandbox, keysOf(await logIn(arn))).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(arn)
  })

  test("ends after fifteen minutes, is renewed with its key, and is over after twelve hours", async () => {
    const first = await logIn()
    sandbox.clock.advance(900)
    expect(await refusal(clientOf(sandbox, keysOf(first)).send(new GetCallerIdentityCommand({})))).toStartWith(
      "403 ExpiredToken",
    )
    const second = await refresh(first.body.refreshToken)
    expect(second.words).toBe("ok")
    expect(second.body.idToken).toBeUndefined()
    sandbox.clock.advance(12 * 3600 - 900 - 300)
    expect((await refresh(second.body.refreshToken)).body).toMatchObject({ expiresIn: 300 })
    sandbox.clock.advance(300)
    expect((await refresh(second.body.refreshToken)).words).toStartWith("401 AccessDeniedException: TOKEN_EXPIRED")
  })

  test("is renewed alike for all who ask at once", async () => {
    const { refreshToken } = (await logIn()).body
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken), refresh(refreshToken)])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  })

  test("is not renewed with another key, by another client, or by a token that never was", async () => {
    const { refreshToken } = (await logIn()).body
    const refused = `400 ValidationException: INVALID_REQUEST, ${malformed}`
    expect((await refresh(refreshToken, {}, newKey())).words).toBe(refused)
    expect((await refresh(refreshToken, { clientId: crossDevice })).words).toBe(refused)
    expect((await refresh("never")).words).toBe(refused)
  })

  test("is not renewed once the password has changed", async () => {
    const { refreshToken } = (await logIn()).body
    sandbox.changeCredentials(alice)
    expect((await refresh(refreshToken)).words).toStartWith("403 AccessDeniedException: USER_CREDENTIALS_CHANGED")
  })

  test("takes forms too", async () => {
    const code = visit(sandbox, loginUrl(sandbox, pair.challenge)).get("code") ?? ""
    const words = { client_id: sameDevice, grant_type: "authorization_code", redirect_uri: callback, code }
    const body = new URLSearchParams({ ...words, code_verifier: pair.verifier })
    const answer = await ask(sandbox, "/v1/token", { method: "POST", body, headers: { dpop: proof(sandbox, key) } })
    expect(answer.words).toBe("ok")
  })
})

describe("a code", () => {
  const code = (): string | null => visit(sandbox, loginUrl(sandbox, pair.challenge)).get("code")

  test("is good once", async () => {
    const once = code()
    expect((await exchange(once)).words).toBe("ok")
    expect((await exchange(once)).words).toStartWith("401 AccessDeniedException: AUTHCODE_EXPIRED")
  })

  test("is good for ten minutes", async () => {
    const late = code()
    sandbox.clock.advance(600)
    expect((await exchange(late)).words).toStartWith("401 AccessDeniedException: AUTHCODE_EXPIRED")
  })

  const wrong: readonly (readonly [string, object, string])[] = [
    ["a wrong verifier", { codeVerifier: pkce().verifier }, malformed],
    ["another redirect URI", { redirectUri: `${callback}2` }, malformed],
    ["another client", { clientId: crossDevice }, malformed],
    ["a client that is none", { clientId: "arn:aws:signin:::devtools/other" }, "Invalid clientId"],
    ["another grant", { grantType: "password" }, "Invalid grantType"],
    ["no verifier", { codeVerifier: null }, "Missing required parameter: codeVerifier"],
  ]
  for (const [title, more, message] of wrong) {
    test(`is not exchanged with ${title}`, async () => {
      expect((await exchange(code(), more)).words).toBe(`400 ValidationException: INVALID_REQUEST, ${message}`)
    })
  }
})

describe("a proof of possession", () => {
  const now = Math.floor(Date.now() / 1000)
  const { kty, crv, x, y, d } = newKey().export({ format: "jwk" })
  const wrong: readonly (readonly [string, Parameters<typeof proof>[2], string])[] = [
    ["of another type", { header: { typ: "jwt" } }, 'typ must be "dpop+jwt"'],
    ["of another algorithm", { header: { alg: "RS256" } }, "alg must be ES256"],
    ["without a signature", { header: { alg: "none" } }, "alg must be ES256"],
    ["without a key", { header: { jwk: undefined } }, "jwk must be a public key on P-256"],
    ["with a private key in it", { header: { jwk: { kty, crv, x, y, d } } }, "jwk must be a public key on P-256"],
    ["signed by another key", { signedBy: newKey() }, "the signature does not verify"],
    ["for another method", { claims: { htm: "GET" } }, "htm must be POST"],
    ["for another address", { claims: { htu: "https://signin.aws.amazon.com/v1/token" } }, "htu must be "],
    ["that is old", { claims: { iat: now - 600 } }, "iat must be within five minutes of now"],
    ["of the future", { claims: { iat: now + 600 } }, "iat must be within five minutes of now"],
    ["without a name", { claims: { jti: undefined } }, "jti is missing"],
  ]
  for (const [title, more, fault] of wrong) {
    test(`${title} is refused`, async () => {
      const { words } = await exchange("any", {}, proof(sandbox, key, more))
      expect(words).toStartWith(`400 ValidationException: INVALID_REQUEST, Invalid DPoP proof: ${fault}`)
    })
  }

  test("must be there, and be a JWT", async () => {
    const body = { clientId: sameDevice, grantType: "refresh_token", refreshToken: "any" }
    expect((await post(sandbox, "/v1/token", body)).words).toEndWith("the DPoP header is missing")
    expect((await post(sandbox, "/v1/token", body, { dpop: "a.b" })).words).toEndWith("the DPoP header is not one JWT")
  })

  test("is good once", async () => {
    const shown = proof(sandbox, key)
    expect((await exchange("any", {}, shown)).words).toEndWith(malformed)
    expect((await exchange("any", {}, shown)).words).toEndWith("jti was used before")
  })

  test("with any one of its letters changed is refused", () => {
    const shown = proof(sandbox, key)
    const request = { method: "POST", url: `${sandbox.url}/v1/token`, now: [now], firstSeen: () => true }
    expect(readProof(shown, request)).toHaveProperty("thumbprint")
    // Of the last letter some bits mean nothing.
    const places = fc.integer({ min: 0, max: shown.length - 2 })
    fc.assert(
      fc.property(places, fc.constantFrom("A", "z", "0", "-", "."), (at, letter) => {
        fc.pre(shown[at] !== letter)
        expect(readProof(`${shown.slice(0, at)}${letter}${shown.slice(at + 1)}`, request)).toHaveProperty("fault")
      }),
    )
  })

  test("made by the machine's clock is good after time has passed here", async () => {
    sandbox.clock.advance(3600)
    expect((await logIn()).words).toBe("ok")
  })
})

describe("the page", () => {
  const told: readonly (readonly [string, Record<string, string>])[] = [
    ["another response type", { response_type: "token" }],
    ["S256, the name that it has everywhere else", { code_challenge_method: "S256" }],
    ["no challenge", { code_challenge: "" }],
    ["another scope", { scope: "email" }],
  ]
  for (const [title, more] of told) {
    test(`with ${title} the client hears invalid_request`, () => {
      const back = visit(sandbox, loginUrl(sandbox, pair.challenge, more))
      expect([back.get("error"), back.get("state")]).toEqual(["invalid_request", "xyz"])
    })
  }

  const untold: readonly (readonly [string, Record<string, string>])[] = [
    ["another client", { client_id: "arn:aws:signin:::devtools/other" }],
    ["another path", { redirect_uri: "http://127.0.0.1:4567/" }],
    ["another machine", { redirect_uri: "http://client.example:4567/oauth/callback" }],
    ["this client's code shown for pasting", { redirect_uri: "http://127.0.0.1/v1/sessions/confirmation" }],
  ]
  for (const [title, more] of untold) {
    test(`with ${title}: nobody is sent anywhere`, () => {
      const url = loginUrl(sandbox, pair.challenge, more)
      expect(sandbox.browse({ url })).toMatchObject({ kind: "said", status: 400 })
    })
  }

  test("shows what to paste on another machine", async () => {
    const redirect_uri = `${sandbox.url}/v1/sessions/confirmation`
    const url = loginUrl(sandbox, pair.challenge, { client_id: crossDevice, redirect_uri })
    const outcome = sandbox.browse({ url })
    const pasted = outcome?.kind === "said" ? outcome.text : ""
    const words = new URLSearchParams(Buffer.from(pasted, "base64").toString())
    expect(words.get("state")).toBe("xyz")
    const page = await (await fetch(`${redirect_uri}?${words}`)).text()
    expect(page).toContain(`>${pasted}</code>`)
    const more = { clientId: crossDevice, redirectUri: redirect_uri }
    expect((await exchange(words.get("code"), more)).words).toBe("ok")
  })
})

describe("trouble on demand", () => {
  const table: readonly (readonly [Fault, string, string | null])[] = [
    [{ kind: "throttle", retryAfter: 3 }, "429 TooManyRequestsError: INVALID_REQUEST", "3"],
    [{ kind: "refuse", code: "TOKEN_EXPIRED" }, "401 AccessDeniedException: TOKEN_EXPIRED", null],
    [{ kind: "unavailable" }, "503 ServiceUnavailableException: server_error", null],
  ]
  for (const [fault, words, wait] of table) {
    test(`${fault.kind}: ${words}`, async () => {
      sandbox.faults.add({ ...fault, action: "CreateOAuth2Token" })
      const answer = await exchange("any")
      expect(answer.words).toStartWith(words)
      expect(answer.headers.get("retry-after")).toBe(wait)
    })
  }
})

describe("a user whose policies do not allow it", () => {
  const users = { alice: { signIn: "deny" }, root: { root: true, signIn: "deny" } }

  const table: readonly (readonly [string, string])[] = [
    [alice, "403 AccessDeniedException: INSUFFICIENT_PERMISSIONS"],
    ["arn:aws:iam::111122223333:root", "ok"],
  ]
  for (const [user, words] of table) {
    test(`${user}: ${words}`, async () => {
      await sandbox.close()
      sandbox = await startWith({ accounts: { "111122223333": { users } } })
      expect((await logIn(user)).words).toStartWith(words)
    })
  }
})
