import { afterEach, expect, jest, test } from "bun:test"
import { keepLooking } from "../../../src/cli/serve/keep-looking.ts"

afterEach(() => void jest.useRealTimers())

/** Lets what is settled by now be heard of. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

test("looks at everybody twice a minute, eight at once, and at nobody while it still looks; until it is ended", async () => {
  jest.useFakeTimers()
  const looks: PromiseWithResolvers<void>[] = []
  const look = () => {
    const made = Promise.withResolvers<void>()
    looks.push(made)
    return made.promise
  }
  const stop = keepLooking(Array.from({ length: 10 }, () => ({ look })))
  const rounds: number[] = []
  const pass = async (end: number) => {
    jest.advanceTimersByTime(30_000)
    for (const each of looks.slice(0, end)) each.resolve()
    await settle()
    rounds.push(looks.length)
  }
  await pass(0)
  await pass(2)
  await pass(10)
  await pass(0)
  stop()
  await pass(0)
  expect(rounds).toEqual([8, 10, 10, 18, 18])
})
