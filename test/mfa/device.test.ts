import { describe, expect, test } from "bun:test"
import { GuiseError } from "../../src/errors.ts"
import { type Devices, serialNamed, serialWithoutSeed } from "../../src/mfa/device.ts"

const alice = "arn:aws:iam::123456789012:mfa/alice"
const passkey = "arn:aws:iam::123456789012:u2f/user/alice/key"
const seed = { store: "file", since: 0 } as const

const devices: Devices = {
  profiles: ["work", "work:mfa", "plain", "key", "productionaccount"],
  uses: [
    { profile: "work:mfa", serial: alice },
    { profile: "work", serial: alice },
    { profile: "key", serial: passkey },
    { profile: "productionaccount", serial: "GAHT12345678" },
  ],
  seeds: { "made-up": seed },
}

/** What a run answers, or its error as `code: message`. */
function said(run: () => string): string {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof GuiseError)) throw error
    return `${error.code}: ${error.message}`
  }
}

const argv =
  "usage: A seed is never taken from the command line: everybody on this machine would see it in `ps`, and the shell's history would keep it."

test.each<[word: string, expected: string]>([
  [alice, alice],
  ["arn:aws-cn:iam::123456789012:mfa/bob", "arn:aws-cn:iam::123456789012:mfa/bob"],
  ["GAHT87654321", "GAHT87654321"],
  ["made-up", "made-up"],
  ["work", alice],
  ["work:mfa", alice],
  ["productionaccount", "GAHT12345678"],
  ["plain", 'usage: Profile "plain" names no MFA device (mfa_serial).'],
  [
    "key",
    `not-supported: ${passkey} is a passkey or a security key (FIDO): it has no seed and shows no codes, and STS takes nothing else.`,
  ],
  [
    "wrok",
    'profile-unknown: "wrok" is neither the serial of an MFA device (an ARN, as arn:aws:iam::123456789012:mfa/alice) nor a profile. Nearest: "work".',
  ],
  [
    "constructor",
    'profile-unknown: "constructor" is neither the serial of an MFA device (an ARN, as arn:aws:iam::123456789012:mfa/alice) nor a profile.',
  ],
  ["JBSWY3DPEHPK3PXP", argv],
  ["jbswy3dpehpk3pxpjbswy3dpehpk3pxp", argv],
  ["otpauth://totp/x?secret=JBSWY3DPEHPK3PXP", argv],
  ["otpauth-migration://offline?data=x", argv],
])("%p means %p", (word, expected) => {
  expect(said(() => serialNamed(word, devices))).toBe(expected)
})

describe("without a word, the device meant is", () => {
  test.each<[sentence: string, serials: readonly string[], seeds: readonly string[], expected: string]>([
    ["the only one", [alice], [], alice],
    ["the only one of several profiles", [alice, alice], [], alice],
    ["the only one without a seed", [alice, "GAHT12345678"], ["GAHT12345678"], alice],
    ["the only one that is no passkey", [passkey, alice], [], alice],
    [
      "asked for when there are two",
      [alice, "GAHT12345678"],
      [],
      `usage: Which MFA device the seed is for was not said, and the profiles name 2: ${alice}, GAHT12345678.`,
    ],
    [
      "asked for when all have theirs",
      [alice, passkey],
      [alice],
      "usage: Which MFA device the seed is for was not said, and no profile names one that has no seed yet (mfa_serial).",
    ],
  ])("%s", (_sentence, serials, seeds, expected) => {
    const uses = serials.map((serial, index) => ({ profile: `p${index}`, serial }))
    const kept = Object.fromEntries(seeds.map(serial => [serial, seed]))
    expect(said(() => serialWithoutSeed({ profiles: [], uses, seeds: kept }))).toBe(expected)
  })
})
