import { afterAll, describe, expect, test } from "bun:test"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { askingWorld, send, serial } from "./asking.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-ykman-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let stubs = 0

/** A ykman on PATH that writes down its words, and then does `body`. */
function ykman(body: string): { readonly PATH: string; words(): string } {
  const bin = join(folder, String(stubs++))
  mkdirSync(bin)
  writeFileSync(join(bin, "ykman"), `#!/bin/sh\nprintf '%s\\n' "$@" >'${bin}/words'\n${body}\n`)
  chmodSync(join(bin, "ykman"), 0o755)
  return { PATH: `${bin}:${process.env.PATH}`, words: () => readFileSync(join(bin, "words"), "utf8").trim() }
}

describe("a YubiKey", () => {
  test.each<[sentence: string, chosen: string, env: object, words: string]>([
    ["of the serial's name", "yubikey", {}, `oath accounts code --single ${serial}`],
    [
      "of the setting's name",
      "yubikey:Amazon Web Services:alice's",
      {},
      "oath accounts code --single Amazon Web Services:alice's",
    ],
    [
      "of the key that aws-vault's variable names",
      "yubikey:AWS",
      { YKMAN_OATH_DEVICE_SERIAL: "1234567" },
      "--device 1234567 oath accounts code --single AWS",
    ],
  ])("answers with the code of the account %s", async (_sentence, chosen, env, words) => {
    const stub = ykman("echo 123456")
    const world = askingWorld({ chosen }, { env: { PATH: stub.PATH, ...env } })
    expect(await send(world, () => true).result).toBe("session of 123456")
    expect(stub.words().replaceAll("\n", " ")).toBe(words)
  })

  test("that is not plugged in leaves it to the person, and says why", async () => {
    const { PATH } = ykman("exit 1")
    const world = askingWorld({ chosen: "yubikey:AWS" }, { env: { PATH }, typed: ["222222"] })
    expect(await send(world, () => true).result).toBe("session of 222222")
    expect(world.asked).toEqual([
      `ykman, asked for the account "AWS" on a YubiKey, gave no code: no key is plugged in, it has no such account, or it was not touched in time. Enter MFA code for ${serial}: `,
    ])
  })

  test("without ykman: said so", async () => {
    const bare = join(folder, "bare")
    mkdirSync(bare)
    const { result } = send(askingWorld({ chosen: "yubikey:AWS" }, { env: { PATH: bare } }), () => true)
    await expect(result).rejects.toMatchObject({
      code: "process-failed",
      message: 'ykman, asked for the account "AWS" on a YubiKey, is not installed, or not on PATH.',
    })
  })
})
