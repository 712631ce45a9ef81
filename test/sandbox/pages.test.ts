import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { stillClock } from "./client.ts"
import { authorizeUrl, type Client, callback, forBrowser, pkce, post, register, startUrl } from "./rest.ts"

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
  client = await register(sandbox, forBrowser)
})
afterEach(() => sandbox.close())

/** What a browser does: it sends the form's hidden fields, the words typed, the button, and where the form came from. */
async function send(page: string, words: Record<string, string>, headers: Record<string, string> = {}) {
  const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
  const fields = hidden.map(([, name = "", value = ""]): [string, string] => [name, value])
  const body = new URLSearchParams([...fields, ...Object.entries(words)])
  const all = { origin: sandbox.url, ...headers }
  return fetch(`${sandbox.url}/consent`, { method: "POST", body, headers: all, redirect: "manual" })
}

const open = async (more: Record<string, string> = {}): Promise<string> =>
  (await fetch(authorizeUrl(sandbox, client, pkce().challenge, more))).text()

describe("the pages", () => {
  test("sign in, ask, and send the browser back to the client", async () => {
    const asked = await send(await open(), { user: "bob" })
    const question = await asked.text()
    expect(question).toContain("You are signed in as bob.")
    expect(question).toContain("sso:account:access")
    const sent = await send(question, { answer: "allow" })
    expect(sent.status).toBe(303)
    const location = sent.headers.get("location") ?? ""
    expect(location).toStartWith(`${callback}?code=`)
    expect(new URL(location).searchParams.get("state")).toBe("xyz")
  })

  test("send the browser back with a no, too", async () => {
    const question = await (await send(await open(), { user: "bob" })).text()
    const sent = await send(question, { answer: "deny" })
    expect(sent.headers.get("location")).toBe(`${callback}?error=access_denied&state=xyz`)
  })

  test("a form is good once, for ten minutes, and with its ticket", async () => {
    const page = await open()
    expect((await send(page, { user: "bob" })).status).toBe(200)
    expect((await send(page, { user: "bob" })).status).toBe(400)
    expect((await send("", { user: "bob" })).status).toBe(400)
    const late = await open()
    sandbox.clock.advance(600)
    expect((await send(late, { user: "bob" })).status).toBe(400)
  })

  test("take nobody who is not there, and no answer that is none", async () => {
    expect((await send(await open(), { user: "mallory" })).status).toBe(400)
    const question = await (await send(await open(), { user: "bob" })).text()
    expect((await send(question, { answer: "perhaps" })).status).toBe(400)
  })

  test("a device's page takes the code by hand, in small letters too, and shows it for comparison", async () => {
    const device = await register(sandbox)
    const { body } = await post(sandbox, "/device_authorization", { ...device, startUrl })
    expect(await (await fetch(body.verificationUri ?? "")).text()).toContain('name="user_code"')
    const typed = (body.userCode ?? "").toLowerCase().replace("-", "")
    const page = await (await fetch(`${body.verificationUri}?user_code=${typed}`)).text()
    const question = await (await send(page, { user: "alice" })).text()
    expect(question).toContain(`Your device must show the code ${body.userCode}.`)
    expect(await (await send(question, { answer: "allow" })).text()).toContain("Request approved")
    expect((await fetch(body.verificationUriComplete ?? "")).status).toBe(400)
  })

  test("show a client's name as text, whatever it is", async () => {
    client = await register(sandbox, { ...forBrowser, clientName: `<b onclick='x'>"&` })
    const question = await (await send(await open(), { user: "bob" })).text()
    expect(question).toContain("<h1>Allow &lt;b onclick=&#39;x&#39;&gt;&quot;&amp;?</h1>")
  })

  test("run no script, go into no frame, and are kept by nobody", async () => {
    const { headers } = await fetch(authorizeUrl(sandbox, client, pkce().challenge))
    expect(headers.get("content-security-policy")).toContain("default-src 'none'")
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
    expect(headers.get("cache-control")).toBe("no-store")
  })

  const strangers: readonly (readonly [string, string])[] = [
    ["another page", "http://127.0.0.1:1"],
    ["a page that hides where it is", "null"],
  ]
  for (const [title, origin] of strangers) {
    test(`take no form from ${title}`, async () => {
      expect((await send(await open(), { user: "bob" }, { origin })).status).toBe(403)
    })
  }

  test("only forms: a script of our own origin calls nothing", async () => {
    const headers = { origin: sandbox.url }
    expect((await fetch(`${sandbox.url}/token`, { method: "POST", headers, body: "{}" })).status).toBe(403)
  })
})

describe("whoever steers", () => {
  const control = (path: string, body: object): Promise<Response> =>
    fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: "POST",
      headers: { "x-sandbox-token": sandbox.token },
      body: JSON.stringify(body),
    })

  test("may do what a person does in a browser", async () => {
    const url = authorizeUrl(sandbox, client, pkce().challenge)
    const answer: unknown = await (await control("browse", { url, user: "bob" })).json()
    expect(answer).toMatchObject({ kind: "redirect", to: expect.stringMatching(/\?code=/) })
    expect(await (await control("browse", { url, allow: false })).json()).toMatchObject({
      to: `${callback}?error=access_denied&state=xyz`,
    })
    expect(await (await control("browse", { url, user: "mallory" })).json()).toMatchObject({ status: 400 })
  })

  const wrong: readonly (readonly [string, object])[] = [
    ["browse", { url: "https://aws.amazon.com/" }],
    ["browse", { url: "no address" }],
    ["browse", {}],
    ["faults", { kind: "refuse" }],
    ["faults", { kind: "refuse", code: "NoSuchException" }],
    ["faults", { kind: "throttle", retryAfter: 0 }],
    ["credentials-changed", {}],
  ]
  for (const [path, body] of wrong) {
    test(`is told what is wrong with ${path} ${JSON.stringify(body)}`, async () => {
      const answer = await control(path, body)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toHaveProperty("error")
    })
  }

  test("may make the pages fail", async () => {
    sandbox.faults.add({ kind: "unavailable", action: "Authorize", times: 1 })
    const url = authorizeUrl(sandbox, client, pkce().challenge)
    expect((await fetch(url)).status).toBe(503)
    expect((await fetch(url)).status).toBe(200)
  })

  test("a reset forgets clients, tokens and questions", async () => {
    const page = await open()
    expect((await control("reset", {})).status).toBe(200)
    expect((await send(page, { user: "bob" })).status).toBe(400)
    expect((await post(sandbox, "/device_authorization", { ...client, startUrl })).status).toBe(401)
  })
})
