import { afterAll, describe, expect, test } from "bun:test"
import { connect } from "node:net"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import { stillClock } from "./client.ts"

const sandbox = await startSandbox({ now: stillClock() })
afterAll(() => sandbox.close())

const form = "Content-Type: application/x-www-form-urlencoded"
const json = "Content-Type: application/json"

/** The status of the answer to a request as it stands here, and the code in it; nothing where the connection closes. */
function sent(line: string, header = "X-Nothing: here", body = ""): Promise<string> {
  const head = [`${line} HTTP/1.1`, `Host: 127.0.0.1:${sandbox.port}`, "Connection: close", header]
  return new Promise((resolve, reject) => {
    let text = ""
    const socket = connect(sandbox.port, "127.0.0.1")
    socket.setEncoding("utf8").on("data", chunk => {
      text += chunk
    })
    socket.on("error", reject).on("close", () => {
      const [, code] = /<Code>(\w+)<|"error":"([^"]*)"/.exec(text) ?? []
      resolve([/^HTTP\/1.1 (\d+)/.exec(text)?.[1], code].filter(Boolean).join(" "))
    })
    socket.write(`${head.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  })
}

describe("a request that is odd is answered, and what is not to the letter is refused", () => {
  const identity = "Action=GetCallerIdentity&Version=2011-06-15"
  test.each([
    ["a target of two slashes", "GET //", "404"],
    ["a path that begins like a host", `GET //127.0.0.1/?${identity}`, "404"],
    ["a target that is no address", "GET http://[", "404"],
    ["an address of somebody else's", `GET http://sts.amazonaws.com/?${identity}`, "404"],
    ["dots on the way to STS", `GET /a/../?${identity}`, "404"],
    ["a method that the query API has not", `PUT /?${identity}`, "404"],
    ["a query of percent signs", "GET /?%&%zz=%", "400 InvalidAction"],
    ["a word of Object.prototype", "GET /?Action=toString&Version=__proto__", "400 InvalidAction"],
    ["an action twice", `GET /?Action=GetSessionToken&${identity}`, "400 InvalidQueryParameter"],
  ])("%s", async (_what, line, answer) => expect(await sent(line)).toBe(answer))

  test.each([
    ["a form that does not say so", "POST /", "Content-Type: text/plain", identity, "400 InvalidAction"],
    [
      "an action in the address and another in the form",
      "POST /?Action=GetSessionToken",
      form,
      identity,
      "400 InvalidQueryParameter",
    ],
    ["an object where a text belongs", "POST /client/register", json, '{"clientName": {"toString": 1}}', "400"],
    [
      "objects in a list of texts",
      "POST /client/register",
      json,
      '{"clientName": "a", "clientType": "public", "scopes": [{"toString": 1}]}',
      "400",
    ],
    [
      "a session that is an object",
      "POST /federation",
      form,
      'Action=getSigninToken&Session={"sessionId":{"toString":1}}',
      "400",
    ],
  ])("%s", async (_what, line, header, body, answer) => expect(await sent(line, header, body)).toStartWith(answer))

  test.each([
    ["a form of OAuth", () => post("/v1/token", "client_id=a&client_id=b"), "Repeated parameter: client_id"],
    [
      "the portal",
      () => fetch(`${sandbox.url}/assignment/roles?account_id=1&account_id=2`),
      "Repeated parameter: account_id",
    ],
    [
      "a page",
      () => fetch(`${sandbox.url}/device?user_code=a&user_code=b`),
      "The parameter user_code stands in it more",
    ],
  ])("a parameter stands twice in %s", async (_where, ask, words) => {
    const answer = await ask()
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(words)])
  })
})

function post(path: string, body: string): Promise<Response> {
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  return fetch(`${sandbox.url}${path}`, { method: "POST", headers, body })
}
