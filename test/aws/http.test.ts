import { expect, test } from "bun:test"
import { noteClock } from "../../src/aws/clock.ts"
import { exchange } from "../../src/aws/http.ts"
import { scriptedSts } from "./scripted-sts.ts"

test("an exchange that takes too long is given up", async () => {
  const server = await scriptedSts(() => undefined)
  const world = { now: () => 0, skew: 0 }
  const manner = { limit: 50, single: true, signed: true, onHost: () => undefined }
  const send = exchange({ region: "us-east-1" }, world, manner)
  await expect(send(new Request(server.url, { method: "POST", body: "x" }))).rejects.toMatchObject({
    name: "TimeoutError",
  })
  await server.stop()
})

test("an answer that stops half way is given up too", async () => {
  const server = await scriptedSts((_request, response) => {
    response.writeHead(200, { "content-length": "100" })
    response.write("<half")
  })
  const manner = { limit: 50, single: true, signed: true, onHost: () => undefined }
  const send = exchange({ region: "us-east-1" }, { now: () => 0, skew: 0 }, manner)
  await expect(send(new Request(server.url, { method: "POST", body: "x" }))).rejects.toThrow()
  await server.stop()
})

test.each([
  [200, 0],
  [204, 0],
  [302, 7200],
  [403, 7200],
])("by an answer with HTTP %d to a signed request, AWS's clock is %d s ahead", async (status, skew) => {
  const at = Date.UTC(2026, 0, 2, 12)
  const server = await scriptedSts((_request, response) => {
    response.writeHead(status, { date: new Date(at + 7_200_000).toUTCString() }).end()
  })
  const manner = { limit: 60_000, single: true, signed: true, onHost: () => undefined }
  const world = { now: () => at / 1000, skew: 0 }
  await exchange({ region: "us-east-1" }, world, manner)(new Request(server.url, { method: "POST", body: "x" }))
  expect(world.skew).toBe(skew)
  await server.stop()
})

const noon = Date.UTC(2026, 0, 2, 12) / 1000
const date = (at: number) => new Date(at * 1000).toUTCString()

test.each([
  ["a difference within the round trip is none", { date: date(noon + 5), sentAt: noon, receivedAt: noon + 4 }, 0],
  ["a difference beyond it is kept", { date: date(noon + 60), sentAt: noon, receivedAt: noon + 2 }, 59],
  ["a clock ahead of AWS's", { date: date(noon - 7200), sentAt: noon, receivedAt: noon }, -7200],
  ["a cached answer says nothing", { date: date(noon + 60), age: "5", sentAt: noon, receivedAt: noon }, 7],
  ["no date says nothing", { date: null, sentAt: noon, receivedAt: noon }, 7],
  ["a date that is none says nothing", { date: "yesterday", sentAt: noon, receivedAt: noon }, 7],
  ["a clock that was set back in between says nothing", { date: date(noon), sentAt: noon, receivedAt: noon - 60 }, 7],
  [
    "a date that an accepted signature contradicts is a lie",
    { date: date(noon + 7200), sentAt: noon, receivedAt: noon, accepted: true },
    7,
  ],
  ["a right clock is right again", { date: date(noon), sentAt: noon, receivedAt: noon }, 0],
])("the clock: %s", (_what, answer, skew) => {
  const world = { skew: 7 }
  noteClock({ age: null, accepted: false, ...answer }, world)
  expect(world.skew).toBe(skew)
})
