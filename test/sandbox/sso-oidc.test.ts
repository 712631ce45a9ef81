import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { stillClock } from "./client.ts"
import {
  authorizeUrl,
  type Client,
  callback,
  deviceGrant,
  forBrowser,
  pkce,
  portal,
  post,
  register,
  signIn,
  startUrl,
  visit,
} from "./rest.ts"

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
})
afterEach(() => sandbox.close())

const accounts = async (token: string): Promise<string> => (await portal(sandbox, "/assignment/accounts", token)).words

describe("RegisterClient", () => {
  const right = { clientName: "test", clientType: "public" }

  test("gives a client for ninety days", async () => {
    const { body } = await post(sandbox, "/client/register", right)
    expect(Number(body.clientSecretExpiresAt) - Number(body.clientIdIssuedAt)).toBe(90 * 86400)
    expect(body.tokenEndpoint).toBeNull()
  })

  test("tells a client for the browser where to go", async () => {
    const { body } = await post(sandbox, "/client/register", { ...right, ...forBrowser })
    expect(body.authorizationEndpoint).toBe(`${sandbox.url}/authorize`)
    expect(body.tokenEndpoint).toBe(`${sandbox.url}/token`)
  })

  const wrong: readonly (readonly [string, object, string])[] = [
    ["wants a name", { clientType: "public" }, "400 InvalidRequestException: invalid_request"],
    ["wants texts", { ...right, clientName: 1 }, "400 InvalidRequestException: invalid_request"],
    [
      "knows public clients only",
      { ...right, clientType: "confidential" },
      "400 InvalidClientMetadataException: invalid_client_metadata",
    ],
    ["knows its scopes", { ...right, scopes: ["sso:everything"] }, "400 InvalidScopeException: invalid_scope"],
    [
      "knows its grants",
      { ...right, grantTypes: ["password"] },
      "400 UnsupportedGrantTypeException: unsupported_grant_type",
    ],
    [
      "wants a redirect URI for the browser",
      { ...right, ...forBrowser, redirectUris: [] },
      "400 InvalidRedirectUriException: invalid_redirect_uri",
    ],
    [
      "sends codes to this machine only",
      { ...right, ...forBrowser, redirectUris: ["http://client.example/oauth/callback"] },
      "400 InvalidRedirectUriException: invalid_redirect_uri",
    ],
    [
      "knows its own issuer",
      { ...right, ...forBrowser, issuerUrl: "https://other.awsapps.com/start" },
      "400 InvalidRequestException: invalid_request",
    ],
    [
      "wants the issuer for the browser",
      { ...right, ...forBrowser, issuerUrl: null },
      "400 InvalidRequestException: invalid_request",
    ],
  ]
  for (const [title, body, words] of wrong) {
    test(title, async () => {
      expect((await post(sandbox, "/client/register", body)).words).toStartWith(words)
    })
  }

  test("does not take a body that is no JSON object", async () => {
    expect((await post(sandbox, "/client/register", [])).words).toBe(
      "400 InvalidRequestException: invalid_request, The body is not a JSON object",
    )
  })
})

describe("a device", () => {
  let client: Client
  let grant: Readonly<Record<string, string>>
  beforeEach(async () => {
    client = await register(sandbox)
    grant = (await post(sandbox, "/device_authorization", { ...client, startUrl })).body
  })
  const poll = async (more: object = {}): Promise<string> => {
    const words = { ...client, grantType: deviceGrant, deviceCode: grant.deviceCode, ...more }
    return (await post(sandbox, "/token", words)).words.split(",")[0] ?? ""
  }
  const pending = "400 AuthorizationPendingException: authorization_pending"

  test("is told where a person goes, and how long it has", () => {
    expect(grant).toMatchObject({ expiresIn: 600, interval: 1, verificationUri: `${sandbox.url}/device` })
    expect(grant.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
    expect(grant.verificationUriComplete).toBe(`${sandbox.url}/device?user_code=${grant.userCode}`)
  })

  test("waits until somebody allows it, and has its token once", async () => {
    expect(await poll()).toBe(pending)
    sandbox.browse({ url: grant.verificationUriComplete ?? "" })
    expect(await poll()).toBe("ok")
    expect(await poll()).toBe("400 InvalidGrantException: invalid_grant")
  })

  test("hears that it was denied", async () => {
    sandbox.browse({ url: grant.verificationUriComplete ?? "", allow: false })
    expect(await poll()).toBe("400 AccessDeniedException: access_denied")
  })

  test("may poll twice before it begins to wait, as the AWS CLI does, and is then slowed down by five seconds", async () => {
    expect([await poll(), await poll()]).toEqual([pending, pending])
    expect(await poll()).toBe("400 SlowDownException: slow_down")
    sandbox.clock.advance(5)
    expect(await poll()).toBe("400 SlowDownException: slow_down")
    sandbox.clock.advance(11)
    expect(await poll()).toBe(pending)
  })

  test("comes too late after ten minutes, and so does the person", async () => {
    sandbox.clock.advance(600)
    expect(await poll()).toBe("400 ExpiredTokenException: expired_token")
    expect(sandbox.browse({ url: grant.verificationUriComplete ?? "" })).toMatchObject({ kind: "said", status: 400 })
  })

  test("does not go by another client's code, nor by one that never was", async () => {
    expect(await poll(await register(sandbox))).toBe("400 InvalidGrantException: invalid_grant")
    expect(await poll({ deviceCode: "never" })).toBe("400 InvalidGrantException: invalid_grant")
  })

  test("wants a client whose secret is right and whose registration is not over", async () => {
    expect(await poll({ clientSecret: "wrong" })).toBe("401 InvalidClientException: invalid_client")
    expect(await poll({ clientId: "nobody" })).toBe("401 InvalidClientException: invalid_client")
    sandbox.clock.advance(90 * 86400)
    expect((await post(sandbox, "/device_authorization", { ...client, startUrl })).words).toBe(
      "401 InvalidClientException: invalid_client, The client registration has expired",
    )
  })

  const urls: readonly (readonly [string, string])[] = [
    [`${startUrl}/`, "ok"],
    [`${startUrl}/#/`, "ok"],
    ["https://other.awsapps.com/start", "400 InvalidRequestException: invalid_request, Invalid start URL"],
  ]
  for (const [url, words] of urls) {
    test(`with the start URL ${url}: ${words}`, async () => {
      expect((await post(sandbox, "/device_authorization", { ...client, startUrl: url })).words).toBe(words)
    })
  }

  test("is not what a client for the browser registered for", async () => {
    const other = await register(sandbox, forBrowser)
    expect((await post(sandbox, "/device_authorization", { ...other, startUrl })).words).toStartWith(
      "400 UnauthorizedClientException",
    )
  })
})

describe("a code from the browser", () => {
  const { verifier, challenge } = pkce()
  let client: Client
  beforeEach(async () => {
    client = await register(sandbox, forBrowser)
  })
  const exchange = async (code: string | null, more: object = {}): Promise<string> => {
    const words = { grantType: "authorization_code", redirectUri: callback, codeVerifier: verifier, code }
    return (await post(sandbox, "/token", { ...client, ...words, ...more })).words
  }
  const come = (more: Record<string, string> = {}) => visit(sandbox, authorizeUrl(sandbox, client, challenge, more))

  test("comes with the state, and is exchanged once", async () => {
    const back = come()
    expect(back.get("state")).toBe("xyz")
    expect(await exchange(back.get("code"))).toBe("ok")
    expect(await exchange(back.get("code"))).toBe(
      "400 InvalidGrantException: invalid_grant, The authorization code was already used",
    )
  })

  const wrong: readonly (readonly [string, object, string])[] = [
    ["a wrong verifier", { codeVerifier: pkce().verifier }, "Invalid code verifier provided"],
    ["a verifier that is too short", { codeVerifier: "short" }, "Invalid code verifier provided"],
    [
      "another redirect URI",
      { redirectUri: "http://127.0.0.1:4568/oauth/callback" },
      "The redirect URI is not the one of the authorization",
    ],
    ["a code that never was", { code: "never" }, "Invalid authorization code provided"],
  ]
  for (const [title, more, description] of wrong) {
    test(`is not exchanged with ${title}`, async () => {
      expect(await exchange(come().get("code"), more)).toBe(`400 InvalidGrantException: invalid_grant, ${description}`)
    })
  }

  test("is spent by a wrong verifier", async () => {
    const code = come().get("code")
    await exchange(code, { codeVerifier: pkce().verifier })
    expect(await exchange(code)).toStartWith("400 InvalidGrantException")
  })

  test("is no good to another client, nor after ten minutes", async () => {
    const code = come().get("code")
    expect(await exchange(code, await register(sandbox, forBrowser))).toStartWith("400 InvalidGrantException")
    sandbox.clock.advance(600)
    expect(await exchange(code)).toStartWith("400 InvalidGrantException")
  })

  test("is not what a client for devices registered for", async () => {
    expect(await exchange("any", await register(sandbox))).toStartWith("400 UnauthorizedClientException")
    expect(await exchange("any", { grantType: "password" })).toStartWith("400 UnsupportedGrantTypeException")
  })

  test("does not come to who is denied", () => {
    const back = visit(sandbox, authorizeUrl(sandbox, client, challenge), { allow: false })
    expect([back.get("error"), back.get("code"), back.get("state")]).toEqual(["access_denied", null, "xyz"])
  })

  const told: readonly (readonly [string, Record<string, string>, string])[] = [
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["no challenge", { code_challenge: "" }, "invalid_request"],
    ["a scope it did not register", { scopes: "codewhisperer:completions" }, "invalid_scope"],
  ]
  for (const [title, more, error] of told) {
    test(`with ${title} the client hears ${error}`, () => {
      expect(come(more).get("error")).toBe(error)
    })
  }

  const untold: readonly (readonly [string, Record<string, string>])[] = [
    ["of an unknown client", { client_id: "nobody" }],
    ["to another path", { redirect_uri: "http://127.0.0.1:4567/elsewhere" }],
    ["to another host", { redirect_uri: "http://localhost:4567/oauth/callback" }],
    ["to another machine", { redirect_uri: "https://client.example/oauth/callback" }],
  ]
  for (const [title, more] of untold) {
    test(`${title}: nobody is sent anywhere`, () => {
      const url = authorizeUrl(sandbox, client, challenge, more)
      expect(sandbox.browse({ url })).toMatchObject({ kind: "said", status: 400 })
    })
  }
})

describe("a token", () => {
  test("lasts an hour and is refreshed, until the session is eight hours old", async () => {
    let tokens = await signIn(sandbox)
    expect(tokens.expiresIn).toBe(3600)
    for (let hour = 1; hour < 8; hour++) {
      sandbox.clock.advance(3600)
      expect(await accounts(tokens.accessToken)).toBe("401 UnauthorizedException: Session token not found or invalid")
      const { refreshToken } = tokens
      const { body } = await post(sandbox, "/token", { ...tokens.client, grantType: "refresh_token", refreshToken })
      tokens = { ...tokens, accessToken: body.accessToken ?? "", refreshToken: body.refreshToken ?? "" }
      expect(await accounts(tokens.accessToken)).toBe("ok")
    }
    sandbox.clock.advance(3600)
    const { client, refreshToken } = tokens
    const late = await post(sandbox, "/token", { ...client, grantType: "refresh_token", refreshToken })
    expect(late.words).toBe("400 InvalidGrantException: invalid_grant, Invalid refresh token provided")
  })

  test("a refresh token is good once, and for its own client", async () => {
    const { client, refreshToken } = await signIn(sandbox)
    const refresh = async (by: Client) =>
      (await post(sandbox, "/token", { ...by, grantType: "refresh_token", refreshToken })).words
    expect(await refresh(await register(sandbox))).toStartWith("400 InvalidGrantException")
    expect(await refresh(client)).toBe("ok")
    expect(await refresh(client)).toStartWith("400 InvalidGrantException")
  })

  test("of a client without scopes lasts as long as the session, and is not refreshed", async () => {
    const older = await register(sandbox, { scopes: null })
    const { accessToken, refreshToken, expiresIn } = await signIn(sandbox, "alice", older)
    expect([refreshToken, expiresIn]).toEqual(["", 8 * 3600])
    expect(await accounts(accessToken)).toBe("ok")
  })

  test("a client that did not register to refresh gets nothing to refresh with", async () => {
    const { refreshToken } = await signIn(sandbox, "alice", await register(sandbox, { grantTypes: [deviceGrant] }))
    expect(refreshToken).toBe("")
  })
})

describe("trouble on demand", () => {
  test("a code of one's choice, for some calls", async () => {
    sandbox.faults.add({ kind: "refuse", code: "SlowDownException", action: "RegisterClient", times: 1 })
    const body = { clientName: "test", clientType: "public" }
    expect((await post(sandbox, "/client/register", body)).words).toStartWith("400 SlowDownException: slow_down")
    expect((await post(sandbox, "/client/register", body)).words).toBe("ok")
  })

  test("an answer that is lost has used up the refresh token that asked for it", async () => {
    const { client, refreshToken } = await signIn(sandbox)
    const refresh = () => post(sandbox, "/token", { ...client, grantType: "refresh_token", refreshToken })
    sandbox.faults.add({ kind: "drop", action: "CreateToken", times: 1 })
    sandbox.faults.add({ kind: "drop-after", action: "CreateToken", times: 1 })
    for (const _ of ["drop", "drop-after"]) expect(await refresh().catch(() => "lost")).toBe("lost")
    expect((await refresh()).words).toStartWith("400 InvalidGrantException")
    expect(sandbox.calls("CreateToken").map(({ outcome }) => outcome)).toEqual([
      "ok",
      "dropped",
      "dropped after ok",
      "InvalidGrantException",
    ])
  })

  test("throttled, it says slow_down; in trouble, server_error", async () => {
    sandbox.faults.add({ kind: "throttle", times: 1 })
    expect((await post(sandbox, "/client/register", {})).words).toStartWith("400 SlowDownException: slow_down")
    sandbox.faults.add({ kind: "error", times: 1 })
    expect((await post(sandbox, "/client/register", {})).words).toStartWith("500 InternalServerException: server_error")
  })
})
