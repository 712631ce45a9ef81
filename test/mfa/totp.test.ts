import { describe, expect, test } from "bun:test"
import { GuiseError } from "../../src/errors.ts"
import { codeAt } from "../../src/sandbox/totp.ts"
import { fakeNow } from "../fake-world.ts"
import { askingWorld, secret, send, serial, uri } from "./asking.ts"

// 03:04:05 UTC: the window has 25 seconds left.
const [now, next, afterNext] = [0, 30, 60].map(later => codeAt(secret, fakeNow + later)) as [string, string, string]
const mine = { seeds: { [serial]: uri() } }
const waits = `the code of ${serial} was used already; waiting 25 s for the next one`

describe("a seed in a store", () => {
  test("answers without a word, also with nobody there", async () => {
    const world = askingWorld(mine)
    const { result, sent } = send(world, code => code === now)
    expect(await result).toBe(`session of ${now}`)
    expect([sent, world.noticed]).toEqual([[now], []])
  })

  test("goes by AWS's clock", async () => {
    const world = askingWorld(mine)
    world.skew = 60
    expect(await send(world, () => true).result).toBe(`session of ${afterNext}`)
  })

  test("comes after the code that was given", async () => {
    const world = askingWorld(mine, { mfaCode: "111111" })
    const { result, sent } = send(world, code => code === now)
    await result
    expect(sent).toEqual(["111111", now])
    expect(world.noticed).toEqual(["AWS did not accept that code: wrong, or used before."])
  })

  test("is not asked when the person is to be", async () => {
    const world = askingWorld({ ...mine, chosen: "ask" }, { typed: ["222222"] })
    expect(await send(world, () => true).result).toBe("session of 222222")
  })
})

describe("a code of a seed that was used", () => {
  test("is waited for until the next one, with a line that says so", async () => {
    const first = askingWorld(mine)
    await send(first, () => true).result
    const second = askingWorld(mine, { cache: first.cache })
    expect(await send(second, () => true).result).toBe(`session of ${next}`)
    expect(second.noticed).toEqual([waits])
    expect(second.now()).toBe(fakeNow + 25)
  })

  test("goes to one of three that want it at once, and the others get the following ones", async () => {
    const { cache } = askingWorld({})
    const runs = Array.from({ length: 3 }, () => send(askingWorld(mine, { cache }), () => true))
    await Promise.all(runs.map(each => each.result))
    expect(runs.flatMap(each => each.sent).sort()).toEqual([now, next, afterNext].sort())
  })

  test("three windows are tried; then the person", async () => {
    const { cache } = askingWorld({})
    for (const mfaCode of [now, next, afterNext]) await send(askingWorld({}, { cache, mfaCode }), () => true).result
    const alone = send(askingWorld(mine, { cache }), () => true)
    await expect(alone.result).rejects.toMatchObject({ code: "mfa-code-used", exitStatus: 3 })
    const world = askingWorld(mine, { cache, typed: ["222222"] })
    expect(await send(world, () => true).result).toBe("session of 222222")
  })
})

describe("a code of a seed that AWS refuses", () => {
  test("is followed by the next one, once", async () => {
    const world = askingWorld(mine, { typed: ["222222"] })
    const { result, sent } = send(world, code => code === next)
    expect(await result).toBe(`session of ${next}`)
    expect(sent).toEqual([now, next])
    expect(world.noticed).toEqual(["AWS did not accept that code: wrong, or used before.", waits])
  })

  test("and then the seed is wrong: nobody is asked for a code of another device", async () => {
    const world = askingWorld(mine, { typed: ["222222"] })
    const { result, sent } = send(world, () => false)
    await expect(result).rejects.toMatchObject({
      code: "mfa-rejected",
      message: `AWS accepted neither of two codes of ${serial} from the stored seed. They are another device's, or a clock is wrong: this machine's agrees with AWS's, as far as that was measured.`,
      hint: `guise mfa add ${serial} keeps another seed; GUISE_MFA=ask asks for a code this time`,
      detail: "invalid MFA one time pass code",
    })
    expect(sent).toEqual([now, next])
    expect(world.asked).toEqual([])
  })

  test("where AWS's answer tells of a wrong clock, the code of the right time follows at once", async () => {
    const world = askingWorld(mine)
    const right = codeAt(secret, fakeNow - 7200)
    const told = () => {
      world.skew = -7200
    }
    const { result, sent } = send(world, code => code === right, told)
    expect(await result).toBe(`session of ${right}`)
    expect(sent).toEqual([now, right])
    expect(world.now()).toBe(fakeNow)
  })

  test("and the measured difference is named when that is no help", async () => {
    const world = askingWorld(mine)
    world.skew = 75.4
    await expect(send(world, () => false).result).rejects.toMatchObject({
      message: expect.stringContaining(
        "a clock is wrong: AWS's is 75 s ahead of this machine's, which was reckoned with.",
      ),
    })
  })

  test("after a given one that was refused: three in all", async () => {
    const { result, sent } = send(askingWorld(mine, { mfaCode: "111111" }), () => false)
    await expect(result).rejects.toMatchObject({ message: expect.stringContaining("neither of two codes") })
    expect(sent).toEqual(["111111", now, next])
  })
})

describe("no seed", () => {
  const missing = `No store keeps an MFA seed for ${serial}.`

  test("is said before the question", async () => {
    const world = askingWorld({ chosen: "totp" }, { typed: ["222222"] })
    expect(await send(world, () => true).result).toBe("session of 222222")
    expect(world.asked).toEqual([`${missing} Enter MFA code for ${serial}: `])
  })

  test("is the error where nobody is there", async () => {
    const { result } = send(askingWorld({ chosen: "totp" }), () => true)
    await expect(result).rejects.toMatchObject({
      code: "no-credentials",
      message: missing,
      hint: `guise mfa add ${serial}`,
    })
  })

  test("that is a damaged one leads to the person too, and shows nothing of it", async () => {
    const world = askingWorld({ seeds: { [serial]: "otpauth://totp/x?secret=CANARY" } }, { typed: ["222222"] })
    expect(await send(world, () => true).result).toBe("session of 222222")
    expect(world.asked[0]).toStartWith(`What the store keeps as the MFA seed of ${serial} is no seed. Enter MFA code`)
  })

  test.each(["store-failed", "nobody-to-ask", "prompt-refused", "cancelled"] as const)(
    "is not what a store means that cannot be opened (%s)",
    async code => {
      const failing = { seeds: { [serial]: new GuiseError(code, "The store.") } }
      const world = askingWorld(failing, { typed: ["222222"] })
      await expect(send(world, () => true).result).rejects.toMatchObject({ code, message: "The store." })
      expect(world.asked).toEqual([])
    },
  )
})
