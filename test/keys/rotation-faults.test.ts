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
  test("ended anywhere, one key works; run again, one key is left", async () => {
    const points: string[] = []
    for (let point = 0; ; point += 1) {
      const [home, account] = [await makeHome(kind), makeAccount()]
      try {
        const where = await endedAt(point, home, account)
        if (where === undefined) break
        points.push(where)
        await expectUsable(home, account, where)
        await finish(home, account)
        await expectDone(home, account, where)
      } finally {
        home.end()
      }
    }
    for (const call of ["create", "store.write", kind === "plain" ? "keepKeys" : "change", "setStatus", "remove"])
      expect(points).toContain(`after ${call}`)
  })

  test("ended twice, one key works; run again, one key is left", async () => {
    let isOver = false
    for (let first = 0; !isOver; first += 1) {
      for (let second = 0; ; second += 1) {
        const [home, account] = [await makeHome(kind), makeAccount()]
        try {
          const once = await endedAt(first, home, account)
          isOver = once === undefined
          if (isOver) break
          const twice = await endedAt(second, home, account)
          await expectUsable(home, account, `${once}, ${twice}`)
          if (twice === undefined) break
          await finish(home, account)
          await expectDone(home, account, `${once}, ${twice}`)
        } finally {
          home.end()
        }
      }
    }
  }, 60_000)
})
