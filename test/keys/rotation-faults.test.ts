import { describe, expect, test } from "bun:test"
import { rotate } from "../../src/keys/rotate.ts"
import { type Account, makeAccount } from "./rotation-account.ts"
import { type Home, makeHome, watched } from "./rotation-stage.ts"

/** Calls that a rotation makes are numbered from 0, each twice: before it and after it. */
async function endedAt(point: number, home: Home, account: Account): Promise<string | undefined> {
  let at = 0
  let where: string | undefined
  let end: (value: undefined) => void = () => undefined
  const ended = new Promise<undefined>(done => {
    end = done
  })
  const parts = watched(home.parts(account), async (call, when) => {
    if (at++ !== point) return
    where = `${when} ${call}`
    end(undefined)
    // As kill -9: not a line of what comes after is reached.
    await new Promise(() => undefined)
  })
  const records = { ...parts.records, alone: <T>(run: () => Promise<T>) => run() }
  await Promise.race([rotate(home.request(), { ...parts, records }, async () => {}), ended])
  return where
}

async function finish(home: Home, account: Account): Promise<void> {
  await rotate(home.request(), home.parts(account), async () => {})
}

/** How many points there are at which a rotation can be ended. */
async function pointsOf(kind: Home["where"]): Promise<number> {
  const home = await makeHome(kind)
  let points = 0
  const counted = watched(home.parts(makeAccount()), async () => void points++)
  try {
    await rotate(home.request(), counted, async () => {})
    return points
  } finally {
    home.end()
  }
}

/** What must hold whenever a rotation was ended. */
async function expectUsable(home: Home, account: Account, where: string): Promise<void> {
  const pair = await home.inUse()
  expect([where, account.accepts(pair)]).toEqual([where, true])
}

async function expectDone(home: Home, account: Account, where: string): Promise<void> {
  const pair = await home.inUse()
  const told = { where, accepted: account.accepts(pair), keys: [...account.keys.keys()], left: await home.left() }
  const left = [`${home.where === "plain" ? `key/work/${pair.accessKeyId}` : "credentials"} ${pair.accessKeyId}`]
  expect(told).toEqual({ where, accepted: true, keys: [pair.accessKeyId], left })
}

describe.each(["plain", "file"] as const)("keys in: %s", kind => {
  // A rotation is mostly waiting for its file to have rested, so those of other homes go on meanwhile.
  test("ended anywhere, one key works; run again, one key is left", async () => {
    const ended = async (point: number) => {
      const [home, account] = [await makeHome(kind), makeAccount()]
      try {
        const where = (await endedAt(point, home, account)) ?? "nowhere"
        await expectUsable(home, account, where)
        await finish(home, account)
        await expectDone(home, account, where)
        return where
      } finally {
        home.end()
      }
    }
    const points = await Promise.all(Array.from({ length: await pointsOf(kind) }, (_, point) => ended(point)))
    expect(points).not.toContain("nowhere")
    for (const call of ["create", "store.write", kind === "plain" ? "keepKeys" : "change", "setStatus", "remove"])
      expect(points).toContain(`after ${call}`)
  })

  test("ended twice, one key works; run again, one key is left", async () => {
    const endedTwice = async (first: number) => {
      for (let second = 0; ; second += 1) {
        const [home, account] = [await makeHome(kind), makeAccount()]
        try {
          const once = await endedAt(first, home, account)
          const twice = await endedAt(second, home, account)
          await expectUsable(home, account, `${once}, ${twice}`)
          if (twice === undefined) return [once, second] as const
          await finish(home, account)
          await expectDone(home, account, `${once}, ${twice}`)
        } finally {
          home.end()
        }
      }
    }
    const seconds = await Promise.all(Array.from({ length: await pointsOf(kind) }, (_, first) => endedTwice(first)))
    for (const [once, points] of seconds) expect([once, points]).toEqual([expect.any(String), expect.any(Number)])
    expect(seconds.reduce((sum, [, points]) => sum + points, 0)).toBeGreaterThan(10 * seconds.length)
  }, 60_000)
})
