import { afterAll, describe, expect, test } from "bun:test"
import { getSigninToken } from "../../src/aws/federation.ts"
import { GuiseError } from "../../src/errors.ts"
import { fakeWorld } from "../fake-world.ts"

const credentials = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "session-token-of-the-example",
}

let answer: () => Response = () => new Response()
let asked: { readonly method: string; readonly url: URL; readonly body: URLSearchParams } | undefined
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  async fetch(request) {
    asked = {
      method: request.method,
      url: new URL(request.url),
      body: new URLSearchParams(await request.text()),
    }
    return answer()
  },
})
afterAll(() => server.stop(true))
const endpoint = { region: "us-east-1", url: `http://127.0.0.1:${server.port}` }

async function outcome(response: () => Response, url = endpoint.url) {
  answer = response
  const world = fakeWorld()
  const told = await getSigninToken({ credentials, duration: 3600 }, { ...endpoint, url }, world).catch(
    (error: unknown) => error,
  )
  return { told, world }
}

test("the credentials go in the body, where no proxy logs them, and into nothing else", async () => {
  const { told, world } = await outcome(() => Response.json({ SigninToken: "the-ticket" }))
  expect(told).toBe("the-ticket")
  expect([asked?.method, asked?.url.pathname, asked?.url.search]).toEqual(["POST", "/federation", ""])
  expect(Object.fromEntries(asked?.body ?? [])).toEqual({
    Action: "getSigninToken",
    SessionDuration: "3600",
    Session: JSON.stringify({
      sessionId: credentials.accessKeyId,
      sessionKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken,
    }),
  })
  expect(world.detailed.join()).not.toMatch(/wJalr|session-token|the-ticket/)
})

describe("what the endpoint answers", () => {
  const echo = `<p>${credentials.secretAccessKey} ${credentials.sessionToken}</p>`
  test.each([
    ["a page that refuses", () => new Response(echo, { status: 400 }), "aws-refused"],
    ["a page that denies", () => new Response(echo, { status: 403 }), "aws-denied"],
    ["too many requests", () => new Response(echo, { status: 429 }), "aws-throttled"],
    ["a fault of its own", () => new Response(echo, { status: 503 }), "aws-unreachable"],
    ["a proxy's page", () => new Response(echo, { status: 200 }), "aws-unreachable"],
    ["JSON of somebody else", () => Response.json({ token: echo }), "aws-unreachable"],
    ["another address", () => Response.redirect("https://example.com/"), "aws-unreachable"],
  ] as const)("%s is %p", async (_what, response, code) => {
    const { told } = await outcome(response)
    if (!(told instanceof GuiseError)) throw new Error("no error")
    expect(told.code).toBe(code)
    expect(`${told.message} ${told.hint} ${told.detail}`).not.toMatch(/wJalr|session-token/)
  })

  test("nothing at all is an endpoint out of reach", async () => {
    const { told } = await outcome(() => new Response(), "http://127.0.0.1:1")
    expect(told).toMatchObject({ code: "aws-unreachable" })
  })
})
