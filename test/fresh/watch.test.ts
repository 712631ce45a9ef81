import { expect, test } from "bun:test"
import { watch } from "../../src/fresh/watch.ts"

test("looks again in time, and a stop ends the waiting at once", async () => {
  const stop = new AbortController()
  let looks = 0
  const look = async () => {
    looks += 1
    if (looks === 2) setTimeout(() => stop.abort(), 0)
    return looks === 1 ? 0 : 1e9
  }
  await watch({ look, random: () => 1 }, stop.signal)
  expect(looks).toBe(2)
})

test("a look that has begun is brought to its end", async () => {
  const stop = new AbortController()
  let ended = false
  const look = async () => {
    stop.abort()
    await Bun.sleep(1)
    ended = true
    return 0
  }
  await watch({ look, random: () => 0 }, stop.signal)
  expect(ended).toBe(true)
})
