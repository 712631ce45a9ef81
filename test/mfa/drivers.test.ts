import { describe, expect, test } from "bun:test"
import { checkText } from "../../src/config/settings-values.ts"
import { type DriverQuestion, driversFor, driverText } from "../../src/mfa/drivers.ts"

const serial = "arn:aws:iam::123456789012:mfa/alice"
const kept = { [serial]: { store: "keyring", since: 0 } } as const

describe("who answers, in order", () => {
  test.each<[sentence: string, chosen: string | undefined, seeds: DriverQuestion["seeds"], expected: string]>([
    ["nothing said, no seed", undefined, {}, "you, at the terminal"],
    ["nothing said, a seed", undefined, kept, "the seed in the store; failing that, you, at the terminal"],
    ["nothing said, a seed of another device", undefined, { other: kept[serial] }, "you, at the terminal"],
    ["ask, though there is a seed", "ask", kept, "you, at the terminal"],
    ["totp, though there is no seed", "totp", {}, "the seed in the store; failing that, you, at the terminal"],
    [
      "a command, though there is a seed",
      "command:pass otp aws",
      kept,
      "the command of the setting mfa; failing that, you, at the terminal",
    ],
    ["a YubiKey", "yubikey", {}, `the account ${serial} on a YubiKey; failing that, you, at the terminal`],
    [
      "an account of it",
      "yubikey: AWS:alice",
      {},
      "the account AWS:alice on a YubiKey; failing that, you, at the terminal",
    ],
  ])("%s", (_sentence, chosen, seeds, expected) => {
    expect(driverText(driversFor({ serial, chosen, seeds }))).toBe(expected)
  })

  test("each with a reason, and none with a secret to print but the command's own line", () => {
    expect(driversFor({ serial, chosen: undefined, seeds: kept })).toEqual([
      { kind: "totp", why: "The keyring store keeps its seed." },
      { kind: "ask", why: "That is who is left when the first cannot answer." },
    ])
    expect(driversFor({ serial, chosen: "command: bw get totp aws ", seeds: {} })[0]).toEqual({
      kind: "command",
      command: "bw get totp aws",
      why: "The setting mfa (or GUISE_MFA) says so.",
    })
  })

  test("the account's name comes from the setting, else from aws-vault's variable, else it is the serial", () => {
    const env = { YKMAN_OATH_CREDENTIAL_NAME: "theirs" }
    const accounts = (["yubikey:ours", "yubikey"] as const).map(
      chosen => driversFor({ serial, chosen, seeds: {}, env })[0],
    )
    expect(accounts).toMatchObject([{ account: "ours" }, { account: "theirs" }])
  })

  test("a serial called like a part of every object has no seed", () => {
    expect(driversFor({ serial: "constructor", chosen: undefined, seeds: {} })).toMatchObject([{ kind: "ask" }])
  })
})

describe("the setting mfa", () => {
  test.each(["ask", "totp", "yubikey", "yubikey:AWS:alice", "command:x", "command: pass otp 'a b' | tail -1"])(
    "takes %p, and it names somebody",
    value => {
      expect(checkText("mfa", value)).toEqual({ value })
      expect(driversFor({ serial, chosen: value, seeds: {} })[0]?.kind).toBe(value.split(":")[0] as "ask")
    },
  )

  test.each([
    "command",
    "command:",
    "command:  ",
    "yubikey:",
    "yubikey:-f",
    "yubikey: --all",
    "TOTP",
    "ask:me",
    "pass",
    "a\nb",
  ])("refuses %p", value => {
    expect(checkText("mfa", value)).toHaveProperty("fault")
  })

  test("repeats nothing of a command that it refuses", () => {
    expect(checkText("mfa", "comand:bw --session CANARY")).toEqual({
      fault: 'mfa is "comand:…", wanted is "ask", "totp", "command:CMD", "yubikey" or "yubikey:NAME"',
    })
  })
})
