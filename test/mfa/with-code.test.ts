import { describe, expect, test } from "bun:test"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openCache } from "../../src/cache/cache.ts"
import { GuiseError } from "../../src/errors.ts"
import { withCode } from "../../src/mfa/with-code.ts"
import type { World } from "../../src/types.ts"
import { type FakeWorld, fakeWorld, type Script } from "../fake-world.ts"

const serial = "arn:aws:iam::123456789012:mfa/alice"
const question = `Enter MFA code for ${serial}: `

interface Run {
  readonly sent: string[]
  readonly world: FakeWorld
  readonly result: Promise<string>
}

/** Asks for a code and sends it to an AWS that takes the codes in `accepted`. */
function run(world: FakeWorld, accepted: readonly string[], login?: string): Run {
  return { ...send(world, accepted, login), world }
}

function send(world: World, accepted: readonly string[], login?: string): Omit<Run, "world"> {
  const sent: string[] = []
  const result = withCode({ serial, ...(login === undefined ? {} : { login }) }, world, async code => {
    sent.push(code)
    if (accepted.includes(code)) return `session of ${code}`
    throw new GuiseError("mfa-rejected", "AWS did not accept the MFA code.")
  })
  return { sent, result }
}

function start(script: Script, ...accepted: readonly string[]): Run {
  return run(fakeWorld(script), accepted)
}

describe("whose code is sent", () => {
  test("the given one, without a question", async () => {
    const { result, sent, world } = start({ mfaCode: "111111", typed: ["222222"] }, "111111")
    expect(await result).toBe("session of 111111")
    expect(sent).toEqual(["111111"])
    expect(world.asked).toEqual([])
  })

  test("the typed one, spaces forgiven", async () => {
    const { result, world } = start({ typed: [" 222 222 "] }, "222222")
    expect(await result).toBe("session of 222222")
    expect(world.asked).toEqual([question])
  })

  test("not one that is no code: the question comes again, and AWS sees nothing", async () => {
    const { result, sent, world } = start({ typed: ["", "12345", "abcdef", "222222"] }, "222222")
    await result
    expect(sent).toEqual(["222222"])
    expect(world.asked.slice(1)).toEqual(Array(3).fill(`An MFA code is six digits. ${question}`))
  })

  test("a given one that is no code is wrong usage", async () => {
    const { result } = start({ mfaCode: "12345", typed: ["222222"] }, "222222")
    await expect(result).rejects.toMatchObject({ code: "usage" })
  })
})

describe("a rejected code", () => {
  test("is followed by another question that says why", async () => {
    const { result, sent, world } = start({ typed: ["111111", "222222"] }, "222222")
    expect(await result).toBe("session of 222222")
    expect(sent).toEqual(["111111", "222222"])
    expect(world.asked[1]).toBe(`AWS did not accept that code: wrong, or used before. ${question}`)
  })

  test("three times at most", async () => {
    const { result, sent } = start({ typed: ["111111", "222222", "333333", "444444"] }, "444444")
    await expect(result).rejects.toMatchObject({ code: "mfa-rejected" })
    expect(sent).toEqual(["111111", "222222", "333333"])
  })

  test("that was given, with nobody to ask: the rejection is the error", async () => {
    const { result } = start({ mfaCode: "111111" })
    await expect(result).rejects.toMatchObject({ code: "mfa-rejected", exitStatus: 5 })
  })

  test("any other failure is not asked about", async () => {
    const world = fakeWorld({ typed: ["111111", "222222"] })
    const result = withCode({ serial }, world, async () => {
      throw new GuiseError("aws-unreachable", "No network.")
    })
    await expect(result).rejects.toMatchObject({ code: "aws-unreachable" })
    expect(world.asked).toHaveLength(1)
  })
})

describe("a used code", () => {
  test("typed again is not sent, not counted, and the wait is named", async () => {
    // 03:04:05 UTC: 25 seconds of the window are left.
    const { result, sent, world } = start({ typed: ["111111", "111111", "222222", "111111", "333333"] }, "333333")
    expect(await result).toBe("session of 333333")
    expect(sent).toEqual(["111111", "222222", "333333"])
    expect(world.asked[2]).toBe(`That code was used already; the next one shows in 25 s. ${question}`)
  })

  test("is known to other processes too", async () => {
    const first = start({ typed: ["111111"] }, "111111")
    await first.result
    const second = run(fakeWorld({ cache: first.world.cache, typed: ["111111", "222222"] }), ["111111", "222222"])
    expect(await second.result).toBe("session of 222222")
  })

  test("given again: the person is asked where there is one", async () => {
    const first = start({ mfaCode: "111111" }, "111111")
    await first.result
    const second = run(fakeWorld({ cache: first.world.cache, mfaCode: "111111", typed: ["222222"] }), ["222222"])
    expect(await second.result).toBe("session of 222222")
    expect(second.world.asked[0]).toContain("was used already; the next one shows in 25 s.")
  })

  test("given again with nobody there is an error of its own", async () => {
    const first = start({ mfaCode: "111111" }, "111111")
    await first.result
    const second = run(fakeWorld({ cache: first.world.cache, mfaCode: "111111" }), ["111111"])
    await expect(second.result).rejects.toMatchObject({ code: "mfa-code-used", exitStatus: 3 })
    expect(second.sent).toEqual([])
  })

  test("is forgotten when AWS would not take it any more, and belongs to one device", async () => {
    const first = start({ typed: ["111111"] }, "111111")
    await first.result
    first.world.pass(90)
    const later = run(fakeWorld({ cache: first.world.cache, now: first.world.now(), typed: ["111111"] }), ["111111"])
    expect(await later.result).toBe("session of 111111")
    const other = fakeWorld({ cache: first.world.cache, typed: ["111111"] })
    expect(await withCode({ serial: "GAHT12345678" }, other, async code => code)).toBe("111111")
  })

  test("is spent even when the answer was lost", async () => {
    const world = fakeWorld({ mfaCode: "111111" })
    const lost = withCode({ serial }, world, async () => {
      throw new GuiseError("aws-unreachable", "The answer was lost.")
    })
    await expect(lost).rejects.toMatchObject({ code: "aws-unreachable" })
    const again = run(fakeWorld({ cache: world.cache, mfaCode: "111111" }), ["111111"])
    await expect(again.result).rejects.toMatchObject({ code: "mfa-code-used" })
  })

  test("is not spent when there was no way to send it, in this process or in another", async () => {
    const world = fakeWorld({ mfaCode: "111111" })
    const offline = withCode({ serial }, world, async () => {
      throw new GuiseError("aws-unreachable", "The name could not be resolved.", { unsent: true })
    })
    await expect(offline).rejects.toMatchObject({ code: "aws-unreachable" })
    const again = run(fakeWorld({ cache: world.cache, mfaCode: "111111" }), ["111111"])
    expect(await again.result).toBe("session of 111111")
    const third = run(fakeWorld({ cache: world.cache, mfaCode: "111111" }), ["111111"])
    await expect(third.result).rejects.toMatchObject({ code: "mfa-code-used" })
  })
})

describe("one code given to many at once", () => {
  test("is sent by one of them, and all of them know of it", async () => {
    const cache = fakeWorld().cache
    const runs = Array.from({ length: 8 }, (_none, index) =>
      run(fakeWorld({ cache, mfaCode: index === 7 ? "222222" : "111111" }), ["111111", "222222"]),
    )
    const ends = await Promise.allSettled(runs.map(each => each.result))
    expect(runs.flatMap(each => each.sent).sort()).toEqual(["111111", "222222"])
    expect(ends.filter(end => end.status === "rejected").map(end => end.reason.code)).toEqual(
      Array(6).fill("mfa-code-used"),
    )
    for (const mfaCode of ["111111", "222222"]) {
      const { result } = run(fakeWorld({ cache, mfaCode }), [mfaCode])
      await expect(result).rejects.toMatchObject({ code: "mfa-code-used" })
    }
  })

  test("is sent by one of several processes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "guise-codes-"))
    try {
      const runs = Array.from({ length: 6 }, () => {
        const world = fakeWorld({ mfaCode: "111111" })
        const { now, notice, detail } = world
        const cache = openCache({ folder, now, skew: () => 0, notice, detail })
        return send({ ...world, cache }, ["111111"])
      })
      await Promise.allSettled(runs.map(each => each.result))
      expect(runs.flatMap(each => each.sent)).toEqual(["111111"])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test("is sent once by one process also where the cache keeps nothing", async () => {
    const { cache } = fakeWorld()
    const forgetful = { ...cache, remember: async () => undefined }
    const first = run(fakeWorld({ cache: forgetful, mfaCode: "111111" }), ["111111"])
    await first.result
    const second = run(fakeWorld({ cache: forgetful, mfaCode: "111111" }), ["111111"])
    await expect(second.result).rejects.toMatchObject({ code: "mfa-code-used" })
    expect(second.sent).toEqual([])
  })
})

describe("when nobody answers", () => {
  test.each([
    ["guise login prod", "run `guise login prod` in a terminal first, or give --mfa-code (GUISE_MFA_CODE)"],
    [undefined, "give the code that it shows now: --mfa-code N (GUISE_MFA_CODE)"],
  ])("without a terminal the hint is the line to type (a login that helps: %s)", async (login, hint) => {
    const { result } = run(fakeWorld(), [], login)
    await expect(result).rejects.toMatchObject({ code: "nobody-to-ask", exitStatus: 3, hint })
  })

  test.each([
    ["Ctrl-C", "cancelled"],
    ["Ctrl-D", "prompt-refused"],
  ])("%s ends it", async (typed, code) => {
    const { result, sent } = start({ typed: [typed] })
    await expect(result).rejects.toMatchObject({ code })
    expect(sent).toEqual([])
  })

  test("a script that types nonsense for ever is stopped", async () => {
    const { result } = start({ typed: Array(50).fill("no") })
    await expect(result).rejects.toMatchObject({ code: "prompt-refused" })
  })
})
