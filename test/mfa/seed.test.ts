import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { GuiseError } from "../../src/errors.ts"
import { codesOf, readSeed } from "../../src/mfa/seed.ts"
import { codeAt } from "../../src/sandbox/totp.ts"

/** "12345678901234567890", the secret of RFC 6238, appendix B. */
const rfc = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const kept = (secret: string, label = "AWS") =>
  `otpauth://totp/${label}?secret=${secret}&algorithm=SHA1&digits=6&period=30`

describe("RFC 6238, appendix B, SHA-1: its eight digits end with our six", () => {
  test.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("at %d: %s", async (at, eight) => {
    const codes = await codesOf(readSeed(rfc, "It"), "serial")
    expect(codes(at)).toBe(eight.slice(2))
  })
})

describe("a seed is read", () => {
  test.each<[sentence: string, text: string, expected: string]>([
    ["as it is", rfc, kept(rfc)],
    ["in lower case", rfc.toLowerCase(), kept(rfc)],
    ["in groups of four", "gezd gnbv gy3t qojq gezd gnbv gy3t qojq", kept(rfc)],
    ["with dashes", "GEZDGNBV-GY3TQOJQ-GEZDGNBV-GY3TQOJQ", kept(rfc)],
    ["with line ends around and inside", `\n ${rfc.slice(0, 16)}\r\n${rfc.slice(16)}\n`, kept(rfc)],
    ["with padding", "GEZDGNBVGY3TQOJQGE======", kept("GEZDGNBVGY3TQOJQGE")],
    ["without the padding it should have", "GEZDGNBVGY3TQOJQGE", kept("GEZDGNBVGY3TQOJQGE")],
    [
      "from the URI of the console",
      `otpauth://totp/Amazon%20Web%20Services:alice@111122223333?secret=${rfc}&issuer=Amazon%20Web%20Services`,
      `otpauth://totp/Amazon%20Web%20Services%3Aalice%40111122223333?secret=${rfc}&issuer=Amazon%20Web%20Services&algorithm=SHA1&digits=6&period=30`,
    ],
    [
      "from a URI that says what AWS's devices are",
      `otpauth://totp/x?digits=6&period=30&algorithm=SHA1&secret=${rfc}`,
      kept(rfc, "x"),
    ],
    ["from a URI in capitals", `OTPAUTH://TOTP/x?SECRET=${rfc.toLowerCase()}&ALGORITHM=HmacSHA1`, kept(rfc, "x")],
    ["from a URI without a label", `otpauth://totp/?secret=${rfc}`, kept(rfc)],
    [
      "from a URI with a secret that has padding",
      `otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGE%3D%3D%3D`,
      kept("GEZDGNBVGY3TQOJQGE", "x"),
    ],
    ["from a URI with a broken label", `otpauth://totp/100%?secret=${rfc}`, kept(rfc, "100%25")],
  ])("%s", (_sentence, text, expected) => {
    expect(readSeed(text, "It")).toBe(expected)
    expect(readSeed(expected, "It")).toBe(expected)
  })

  test("and any secret, however it is written, makes the codes that the sandbox's own reckoning makes", async () => {
    const letter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    const whole = [16, 18, 20, 21, 23, 24, 26, 32, 52, 64].map(size =>
      fc.string({ unit: letter, minLength: size, maxLength: size }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(...whole),
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(" ", "-", "\n"),
        async (secret, at, group, blank) => {
          const written = secret.toLowerCase().replaceAll(new RegExp(`(.{${group}})`, "g"), `$1${blank}`)
          expect((await codesOf(readSeed(written, "It"), "serial"))(at)).toBe(codeAt(secret, at))
        },
      ),
    )
  })
})

describe("whatever is no seed of AWS's is refused, and not repeated", () => {
  const canary = "CANARYCANARYCANA"
  test.each<[sentence: string, text: string, message: string]>([
    ["nothing", " \n", "It is empty."],
    ["a novel", canary.repeat(999), "It is far longer than a seed."],
    ["the code itself", "123 456", "It is a code; the seed is what codes are made from."],
    ["a web address", `https://example.com/${canary}`, "It is no otpauth:// URI."],
    [
      "an export of Google Authenticator",
      `otpauth-migration://offline?data=${canary}`,
      "It is an export of Google Authenticator (otpauth-migration://), which holds all of its accounts in one.",
    ],
    [
      "a device that counts",
      `otpauth://hotp/x?secret=${canary}&counter=1`,
      "It is of a device that counts (hotp); AWS's go by the clock (totp).",
    ],
    [
      "a URI of another kind",
      `otpauth://yaotp/x?secret=${canary}`,
      "It is an otpauth:// URI of an unknown kind; wanted is otpauth://totp/….",
    ],
    ["a URI that is none", `otpauth:totp?secret=${canary}`, "It is an otpauth:// URI that cannot be read."],
    ["a URI without its secret", "otpauth://totp/x?issuer=AWS", "It is an otpauth:// URI without a secret."],
    [
      "eight digits",
      `otpauth://totp/x?secret=${canary}&digits=8`,
      "It is no device of AWS's: its digits is another one, and AWS's have six digits.",
    ],
    [
      "a minute",
      `otpauth://totp/x?secret=${canary}&period=60`,
      "It is no device of AWS's: its period is another one, and AWS's have 30 seconds.",
    ],
    [
      "SHA-256",
      `otpauth://totp/x?secret=${canary}&algorithm=SHA256`,
      "It is no device of AWS's: its algorithm is another one, and AWS's have SHA1.",
    ],
    [
      "letters of no base32",
      `${canary}0189`,
      "It holds characters that no seed has: it is base32, the letters A to Z and the digits 2 to 7.",
    ],
    [
      "padding in the middle",
      `CANA=${canary}`,
      "It holds characters that no seed has: it is base32, the letters A to Z and the digits 2 to 7.",
    ],
    ["half of it", "CANARYCANA", "It is too short for a seed: 10 characters, and 16 are the least."],
    [
      "a character too few",
      `${canary}CANARYCANARYCAN`.slice(0, 30),
      "It is not whole: base32 never has 30 characters, so one or more are missing.",
    ],
    [
      "the same within a URI",
      `otpauth://totp/x?secret=${canary}C`,
      "It is not whole: base32 never has 17 characters, so one or more are missing.",
    ],
  ])("%s", (_sentence, text, message) => {
    const error = errorOf(() => readSeed(text, "It"))
    expect([error.code, error.message]).toEqual(["usage", message])
    expect(`${error.stack} ${error.hint} ${String(error.cause)}`).not.toContain("CANARY")
  })

  test("no text makes it fail otherwise", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map(text => `otpauth://totp/${text}`),
          fc.webUrl(),
        ),
        text => {
          try {
            expect(readSeed(text, "It")).toStartWith("otpauth://totp/")
          } catch (error) {
            expect(error).toBeInstanceOf(GuiseError)
          }
        },
      ),
    )
  })

  test("what a store has for a seed, and is none, is named without it", async () => {
    const broken = codesOf("otpauth://totp/x?secret=CANARY", "arn:aws:iam::123456789012:mfa/alice")
    const error = await broken.catch(each => each)
    expect(error).toMatchObject({
      code: "no-credentials",
      message: "What the store keeps as the MFA seed of arn:aws:iam::123456789012:mfa/alice is no seed.",
      hint: "guise mfa add arn:aws:iam::123456789012:mfa/alice",
    })
    expect(error.cause).toBeUndefined()
  })
})

function errorOf(run: () => unknown): GuiseError {
  try {
    run()
  } catch (error) {
    if (error instanceof GuiseError) return error
    throw error
  }
  throw new Error("it was taken")
}
