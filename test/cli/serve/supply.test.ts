import { beforeEach, describe, expect, test } from "bun:test"
import { openSupply, type Supply } from "../../../src/cli/serve/supply.ts"
import { GuiseError } from "../../../src/errors.ts"
import type { CacheEntry, Freshness } from "../../../src/types.ts"

const start = 1_767_323_045
const minute = 60

let clock: number
let notices: string[]
let flights: PromiseWithResolvers<CacheEntry>[]
/** The life that each renewal was to bring, seconds. */
let lives: number[]
/** What ends the second that a caller waits for. */
let seconds: PromiseWithResolvers<void>[]
let supply: Supply

beforeEach(() => {
  clock = start
  notices = []
  flights = []
  lives = []
  seconds = []
  supply = supplyWith(entry("FIRST", 60))
})

function supplyWith(first: CacheEntry | undefined, want: Freshness = { minTtl: 960 }): Supply {
  const parts = {
    name: "prod",
    want,
    now: () => clock,
    notice: (text: string) => void notices.push(text),
    renew: (life: number) => {
      lives.push(life)
      return promiseIn(flights)
    },
    sleep: (milliseconds: number) => {
      expect(milliseconds).toBeLessThan(1000)
      return promiseIn(seconds)
    },
  }
  return openSupply(parts, first)
}

function promiseIn<T>(list: PromiseWithResolvers<T>[]): Promise<T> {
  const made = Promise.withResolvers<T>()
  list.push(made)
  return made.promise
}

/** Made now, for so many minutes. */
function entry(accessKeyId: string, minutes: number): CacheEntry {
  const credentials = { accessKeyId, secretAccessKey: "s", sessionToken: "t", expiresAt: clock + minutes * minute }
  return { credentials, madeAt: clock, skew: 0 }
}

const keyOf = async (from: Supply = supply) => (await from.credentials()).accessKeyId

describe("a supply of credentials", () => {
  test("hands out what it has while 16 minutes are left, and asks nobody", async () => {
    clock += 44 * minute
    expect([await keyOf(), flights.length]).toEqual(["FIRST", 0])
  })

  test("renews once for all callers as soon as less is left, and hands the new ones to each", async () => {
    clock += 44 * minute + 1
    const callers = [keyOf(), keyOf(), keyOf()]
    flights[0]?.resolve(entry("SECOND", 60))
    expect([await Promise.all(callers), flights.length]).toEqual([["SECOND", "SECOND", "SECOND"], 1])
  })

  test("hands out what AWS still takes, when new ones do not come within a second", async () => {
    clock += 50 * minute
    const caller = keyOf()
    seconds[0]?.resolve()
    expect(await caller).toBe("FIRST")
    flights[0]?.resolve(entry("SECOND", 60))
    await Bun.sleep(0)
    expect([await keyOf(), flights.length]).toEqual(["SECOND", 1])
  })

  test("never hands out what has ended: says that it takes time, then takes what came", async () => {
    clock += 60 * minute
    const caller = keyOf()
    seconds[0]?.resolve()
    await expect(caller).rejects.toMatchObject({ code: "aws-unreachable", hint: "ask again in a second" })
    flights[0]?.resolve(entry("SECOND", 60))
    await Bun.sleep(0)
    expect(await keyOf()).toBe("SECOND")
  })

  test("says once to the person that it cannot be renewed, however often it is asked, and why to each caller", async () => {
    clock += 61 * minute
    const needed = new GuiseError("nobody-to-ask", "An MFA code is needed.", { hint: "guise login prod" })
    for (let time = 0; time < 3; time++) {
      const caller = keyOf()
      flights[time]?.reject(needed)
      await expect(caller).rejects.toBe(needed)
      clock += 4
    }
    expect(notices).toEqual(["prod could not be renewed: An MFA code is needed. (guise login prod)"])
    expect(supply.healthy).toBe(false)
  })

  test("does not try again at once what has just failed", async () => {
    clock += 61 * minute
    const callers = [keyOf()]
    flights[0]?.reject(new GuiseError("aws-unreachable", "AWS could not be reached."))
    await expect(callers[0] ?? keyOf()).rejects.toMatchObject({ code: "aws-unreachable" })
    await expect(keyOf()).rejects.toMatchObject({ code: "aws-unreachable" })
    expect(flights.length).toBe(1)
    clock -= minute // a clock that is set back is no reason to wait for it
    void supply.credentials().catch(() => undefined)
    expect(flights.length).toBe(2)
  })

  test("says it again when it has failed anew after a success", async () => {
    for (const round of [0, 2]) {
      clock += 61 * minute
      const failing = keyOf()
      flights[round]?.reject(new GuiseError("aws-unreachable", "AWS could not be reached."))
      await expect(failing).rejects.toThrow()
      clock += 5
      const working = keyOf()
      flights[round + 1]?.resolve(entry("NEXT", 60))
      expect(await working).toBe("NEXT")
    }
    expect(notices.length).toBe(2)
  })

  test("says nothing of an error that is not guise's own", async () => {
    clock += 61 * minute
    const caller = keyOf()
    flights[0]?.reject(new Error("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    await expect(caller).rejects.toMatchObject({ message: "guise failed unexpectedly." })
    expect(notices.join()).not.toContain("wJalr")
  })

  test("serves what lasts a quarter of an hour until half of it is gone", async () => {
    supply = supplyWith(entry("SHORT", 15))
    clock += 7 * minute
    expect([await keyOf(), flights.length]).toEqual(["SHORT", 0])
    clock += minute
    void supply.credentials()
    expect(flights.length).toBe(1)
  })

  test("looks ahead for those who have asked, and spends no call on those who have not", async () => {
    clock += 50 * minute
    void supply.look()
    expect(flights.length).toBe(0)
    clock -= 20 * minute
    await supply.credentials()
    clock += 20 * minute
    void supply.look()
    void supply.look()
    expect(flights.length).toBe(1)
  })

  test("looks a minute ahead, for new ones with as much more: who asks meanwhile has 16 minutes left and waits for nobody", async () => {
    clock += 43.5 * minute
    expect([await keyOf(), flights.length]).toEqual(["FIRST", 0])
    void supply.look()
    expect([await keyOf(), lives]).toEqual(["FIRST", [1020]])
  })

  test("looks no further than the life that was asked for by name, which may be all that there is", async () => {
    supply = supplyWith(entry("FIRST", 60), { minTtl: 59 * minute, strict: true })
    clock += 30
    expect([await keyOf(), flights.length]).toEqual(["FIRST", 0])
    void supply.look()
    expect(lives).toEqual([])
    clock += minute
    void supply.look()
    expect(lives).toEqual([59 * minute])
  })

  test("starts with nothing where nothing could be had, and goes on trying", async () => {
    supply = supplyWith(undefined)
    const caller = keyOf()
    flights[0]?.resolve(entry("LATE", 60))
    expect(await caller).toBe("LATE")
  })
})
