import { describe, expect, test } from "bun:test"
import type { IncomingMessage } from "node:http"
import { only, turnedAway } from "../../src/emit/door.ts"

const hosts = ["127.0.0.1", "localhost"]

/** A request as Node hands it over: names as they were sent, and the same in small letters, the first of each. */
function request(sent: readonly (readonly [name: string, value: string])[], url = "/"): IncomingMessage {
  const headers = Object.fromEntries(sent.toReversed().map(([name, value]) => [name.toLowerCase(), value]))
  return { url, headers, rawHeaders: sent.flat() } as unknown as IncomingMessage
}

const host = ["Host", "127.0.0.1:8080"] as const

describe("at the door", () => {
  test.each([
    ["for this machine", [host]],
    ["for it by name, in any letters, by a far end's port", [["HOST", "LocalHost:1"]]],
    ["for it without a port", [["host", "127.0.0.1"]]],
    ["with a body of no length", [host, ["content-length", "0"]]],
  ] as const)("a request %s may come in", (_sentence, sent) => {
    expect(turnedAway(request(sent), hosts)).toBeUndefined()
  })

  test.each([
    ["for nobody", [], 421],
    ["for another host", [["host", "attacker.example:8080"]], 421],
    ["for a host that only begins like ours", [["host", "127.0.0.1.example.com"]], 421],
    ["for two hosts", [host, ["host", "attacker.example"]], 421],
    ["for ours twice", [host, host], 421],
    ["from a page", [host, ["Origin", "http://localhost"]], 403],
    ["of a browser's", [host, ["Sec-Fetch-Site", "none"]], 403],
    ["that was forwarded", [host, ["X-Forwarded-For", "192.0.2.1"]], 403],
    ["that was forwarded in the newer way", [host, ["Forwarded", "for=192.0.2.1"]], 403],
    ["through a proxy", [host, ["Via", "1.1 proxy"]], 403],
    ["with a body", [host, ["Content-Length", "1"]], 413],
    ["with a body in pieces", [host, ["Transfer-Encoding", "chunked"]], 413],
  ] as const)("a request %s is turned away", (_sentence, sent, status) => {
    expect(turnedAway(request(sent), hosts)).toMatchObject({ status })
  })

  test("a request that names a whole address is turned away, as for a proxy", () => {
    expect(turnedAway(request([host], "http://127.0.0.1:8080/p/prod"), hosts)).toMatchObject({ status: 400 })
  })
})

test("a header counts that was sent once, whatever its letters", () => {
  const sent = request([
    ["Authorization", "one"],
    ["Other", "authorization"],
    ["X", "1"],
    ["x", "2"],
  ])
  expect([only(sent, "authorization"), only(sent, "x"), only(sent, "none")]).toEqual(["one", undefined, undefined])
})
