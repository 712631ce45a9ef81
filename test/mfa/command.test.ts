import { afterAll, describe, expect, test } from "bun:test"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { GuiseError } from "../../src/errors.ts"
import { codeOnLastLine, printedBy, wordFor } from "../../src/mfa/command.ts"
import { askingWorld, send, serial } from "./asking.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-mfa-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PATH = process.env.PATH ?? ""
const world = (command: string, more: { typed?: string[]; env?: Record<string, string> } = {}) =>
  askingWorld(
    { chosen: `command:${command}` },
    { env: { PATH, ...more.env }, ...(more.typed === undefined ? {} : { typed: more.typed }) },
  )

/** A script that prints the codes one after another, the last one for ever, and counts how often it ran. */
function device(name: string, ...codes: readonly string[]): { readonly line: string; ran(): number } {
  const path = join(folder, name)
  const log = `${path}.log`
  writeFileSync(log, "")
  writeFileSync(
    path,
    `#!/bin/sh\necho >>'${log}'\nn=$(wc -l <'${log}')\nshift $(( n < $# ? n - 1 : $# - 1 ))\necho "$1"\n`,
  )
  chmodSync(path, 0o755)
  return { line: `'${path}' ${codes.join(" ")}`, ran: () => readFileSync(log, "utf8").length }
}

describe("the code on the last line", () => {
  test.each<[text: string, code: string | undefined]>([
    ["123456", "123456"],
    ["123456\n", "123456"],
    ["123 456\r\n", "123456"],
    ["Touch your key\n123456\n\n", "123456"],
    ["AWS:alice  123456\n", "123456"],
    ["code: 123-456.", "123456"],
    ["", undefined],
    ["12345", undefined],
    ["1234567", undefined],
    ["111111 222222", undefined],
    ["123456\nbye", undefined],
    ["arn:aws:iam::123456789012:mfa/alice", undefined],
    ["a123456b", undefined],
  ])("%j: %p", (text, code) => {
    expect(codeOnLastLine(text)).toBe(code)
  })
})

describe("a command", () => {
  test("answers with what it prints, and nobody is asked", async () => {
    const asked = world("echo ignored; echo 123456", { typed: ["222222"] })
    expect(await send(asked, () => true).result).toBe("session of 123456")
    expect(asked.asked).toEqual([])
  })

  test("is told the serial: as a word in its line, and in its environment", async () => {
    const line = `test "$GUISE_MFA_SERIAL" = {serial} && test {serial} = ${serial} && echo 123456`
    expect(await send(world(line), () => true).result).toBe("session of 123456")
  })

  test("gets none of guise's own secrets", async () => {
    const env = { GUISE_MFA_CODE: "", GUISE_PASSPHRASE: "x" }
    const line = "env | grep -q -e GUISE_PASSPHRASE -e GUISE_MFA_CODE || echo 123456"
    expect(await send(world(line, { env }), () => true).result).toBe("session of 123456")
  })

  test("whose code was used is run again in the next window", async () => {
    const { line, ran } = device("again", "111111", "222222")
    const first = world(line)
    await send(first, () => true).result
    writeFileSync(join(folder, "again.log"), "")
    const second = askingWorld({ chosen: `command:${line}` }, { env: { PATH }, cache: first.cache })
    expect(await send(second, () => true).result).toBe("session of 222222")
    expect(second.noticed).toEqual([`the code of ${serial} was used already; waiting 25 s for the next one`])
    expect(ran()).toBe(2)
  })

  test("whose code AWS refused is run again in the next window, once", async () => {
    const { line, ran } = device("refused", "111111", "222222", "333333")
    const asked = world(line, { typed: ["444444"] })
    asked.skew = -90
    const { result, sent } = send(asked, () => false)
    await expect(result).rejects.toMatchObject({
      code: "mfa-rejected",
      message: expect.stringContaining(
        "from the command of the setting mfa. They are another device's, or a clock is wrong: AWS's is 90 s behind this machine's, and that is what such codes go by.",
      ),
    })
    expect([sent, ran(), asked.asked]).toEqual([["111111", "222222"], 2, []])
  })
})

describe("a command that has no code", () => {
  const failures: readonly [sentence: string, line: string, what: string][] = [
    ["fails", "echo CANARY 123456; exit 3", "ended with status 3"],
    ["is not there", "nosuchcommand-guise CANARY 2>/dev/null", "ended with status 127"],
    ["prints something else", "echo CANARY", "printed no six digits on its last line"],
    ["prints nothing", "true CANARY", "printed no six digits on its last line"],
    ["prints for ever", "yes CANARY", "printed far more than a code, and was ended"],
    ["is killed", "echo CANARY; kill -KILL $$", "was ended by SIGKILL"],
  ]
  test.each(failures)("%s: the person is asked, and told why", async (_sentence, line, what) => {
    const asked = world(line, { typed: ["222222"] })
    expect(await send(asked, () => true).result).toBe("session of 222222")
    expect(asked.asked).toEqual([`The MFA command of the setting mfa ${what}. Enter MFA code for ${serial}: `])
  })

  test.each(failures)(
    "%s, and nobody is there: that is the error, without its line or output",
    async (_s, line, what) => {
      const error = await send(world(line), () => true).result.then(String, each => each as GuiseError)
      expect(error).toMatchObject({ code: "process-failed", message: `The MFA command of the setting mfa ${what}.` })
      expect(JSON.stringify([error, `${(error as Error).stack}`, (error as GuiseError).hint])).not.toContain("CANARY")
    },
  )

  test("takes too long: it is ended, and named", async () => {
    const command = { line: "sleep 600", name: "The command", hint: "", timeoutSeconds: 0.2 }
    expect(await printedBy(command, serial, world(""))).toMatchObject({
      unable: { code: "process-failed", message: "The command gave no code within 0.2 s, and was ended." },
    })
  })

  test("was ended by Ctrl-C: so is everything", async () => {
    const { result } = send(world("kill -INT $$", { typed: ["222222"] }), () => true)
    await expect(result).rejects.toMatchObject({ code: "cancelled" })
  })
})

test.each<[text: string, platform: NodeJS.Platform, word: string]>([
  [serial, "linux", serial],
  ["a b'c", "darwin", "'a b'\\''c'"],
  [serial, "win32", `"${serial}"`],
  ['a" & calc & "%PATH%', "win32", '"a & calc & PATH"'],
])("%p is one word for the shell of %s: %s", (text, platform, word) => {
  expect(wordFor(text, platform)).toBe(word)
})
