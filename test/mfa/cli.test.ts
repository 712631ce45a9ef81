import { describe, expect, test } from "bun:test"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { codeAt } from "../../src/sandbox/totp.ts"
import { device, type Home, json, type Ran, run, secrets, sitDown, stage } from "../cli/harness.ts"
import type { Program } from "../sys/programs.ts"
import { pngOf, qrPicture } from "./qr-pictures.ts"

const { newHome } = await stage()

/** guise from its sources, so that no build is wanted. */
const guise: Program = {
  runtime: "bun",
  argv: [process.execPath, resolve(import.meta.dirname, "../../src/cli/main.ts")],
}
const env = { GUISE_STORE: "plain" }
const { seed } = secrets
const other = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

const mfa = (home: Home, words: string, options: { stdin?: string; env?: Record<string, string> } = {}): Promise<Ran> =>
  run(guise, home, ["mfa", ...words.split(" ")], { ...options, env: { ...env, ...options.env } })

/** Somebody who has a seed kept already. */
async function homeWithSeed(): Promise<Home> {
  const home = newHome()
  expect((await mfa(home, `add ${device}`, { stdin: seed })).status).toBe(0)
  return home
}

/** The codes of a seed about now: the window may change meanwhile. */
function codesAround(of: string): readonly string[] {
  const now = Date.now() / 1000
  return [-30, 0, 30, 60].map(off => codeAt(of, now + off))
}

const sit = (home: Home) => sitDown(guise, home, env)

describe("guise mfa add", () => {
  test.each<[sentence: string, words: string]>([
    ["for a serial", `add ${device}`],
    ["for the profile that names it", "add admin"],
    ["for the only device that profiles name", "add"],
  ])("takes a seed on stdin %s, and shows two codes for AWS's console", async (_sentence, words) => {
    const home = newHome()
    const added = await mfa(home, words, { stdin: `${seed.toLowerCase()}\n` })
    expect(added).toMatchObject({ status: 0 })
    const [first, second] = [...added.stdout.matchAll(/MFA code \d {2}(\d{6})/g)].map(([, code]) => code ?? "")
    const expected = codesAround(seed)
    expect(expected.indexOf(second ?? "")).toBe(expected.indexOf(first ?? "") + 1)
    expect(`${added.stdout}${added.stderr}`).not.toMatch(new RegExp(seed, "i"))
    expect(codesAround(seed)).toContain((await mfa(home, `code ${device}`)).stdout.trimEnd())
  })

  test("takes it from a picture of its QR code", async () => {
    const home = newHome()
    writeFileSync(join(home.cwd, "qr.png"), pngOf(qrPicture(`otpauth://totp/AWS:alice?secret=${other}`)))
    const added = await mfa(home, "add admin --qr qr.png --json")
    expect(json<object>(added)).toMatchObject({ serial: device, store: "plain" })
    expect(codesAround(other)).toContain((await mfa(home, "code admin")).stdout.trimEnd())
  })

  test("asks for it at the terminal, and shows nothing of it", async () => {
    const home = newHome()
    const screen = await sit(home)
    screen.type("$G mfa add admin; echo st''atus=$?\r")
    await screen.see(`Seed of ${device} (the secret key, or an otpauth:// URI): `)
    screen.type(`${seed}\r`)
    expect(await screen.see("status=0")).not.toContain(seed.slice(0, 6))
    expect(codesAround(seed)).toContain((await mfa(home, "code admin")).stdout.trimEnd())
  })

  test.each([
    [`add ${device} ${seed}`, "a seed behind the serial"],
    [`add ${seed}`, "a seed for a serial"],
    [`add ${device} otpauth://totp/x?secret=${seed}`, "a URI"],
  ])("refuses a seed among its words, with the reason, and does not repeat it: %# (%s)", async words => {
    const home = newHome()
    const refused = await mfa(home, words)
    expect(refused).toMatchObject({ status: 2, stdout: "" })
    expect(refused.stderr).toContain("would see it in `ps`, and the shell's history would keep it")
    expect(refused.stderr).not.toContain(seed)
    expect(existsSync(join(home.folder, "xdg/data"))).toBe(false)
  })

  test("the same seed again is no question; another one is", async () => {
    const home = await homeWithSeed()
    expect((await mfa(home, "add admin", { stdin: seed })).status).toBe(0)
    const unasked = await mfa(home, "add admin", { stdin: other })
    expect(unasked).toMatchObject({ status: 3, stdout: "" })
    expect(unasked.stderr).toContain(`hint: guise mfa add ${device} --yes`)
    expect(codesAround(seed)).toContain((await mfa(home, "code admin")).stdout.trimEnd())
    expect((await mfa(home, "add admin --yes", { stdin: other })).status).toBe(0)
    expect(codesAround(other)).toContain((await mfa(home, "code admin")).stdout.trimEnd())
  })

  test.each<[sentence: string, words: string, status: number, said: string]>([
    ["no seed, and nobody there", "add admin", 2, `No seed of ${device} was given`],
    ["a store that keeps no seeds", "add admin --store credentials", 2, "has no place for an MFA seed"],
    ["a store that forgets at once", "add admin --store memory", 2, "forgets everything when this command ends"],
    ["a store that is none", "add admin --store vault", 2, 'There is no store "vault"'],
    ["a picture that is not there", "add admin --qr nowhere.png", 4, "nowhere.png cannot be read: ENOENT"],
    ["a flag of another action", "add admin --watch", 2, "--watch means nothing to guise mfa add"],
    ["a flag of two words", "code admin --from-profile x", 2, "--from-profile means nothing to guise mfa code"],
    ["a profile that is none", "add admni", 4, 'Nearest: "admin"'],
    ["no such action", "ad admin", 2, 'Nearest: "add"'],
  ])("%s: an error, and nothing is written", async (_sentence, words, status, said) => {
    const home = newHome()
    const ran = await mfa(home, words)
    expect(ran).toMatchObject({ status, stdout: "" })
    expect(ran.stderr).toContain(said)
    expect(existsSync(join(home.folder, "xdg/data"))).toBe(false)
  })
})

test("a setting that wants nothing kept is not passed over", async () => {
  const refused = await mfa(newHome(), "add admin", { stdin: seed, env: { GUISE_STORE: "memory" } })
  expect(refused).toMatchObject({ status: 2, stdout: "" })
  expect(refused.stderr).toContain("forgets everything when this command ends")
})

describe("guise mfa list", () => {
  test("shows every device, where its seed is, who answers, and whose it is; no seed", async () => {
    const home = await homeWithSeed()
    const listed = json<{ serial: string; profiles: string[] }[]>(await mfa(home, "list --json"))
    expect(listed).toMatchObject([
      { serial: device, store: "plain", answeredBy: ["the seed in the store; failing that, you, at the terminal"] },
    ])
    expect(listed[0]?.profiles).toContain("admin")
    const asked = await mfa(home, "list", { env: { GUISE_MFA: "yubikey:AWS" } })
    expect(asked.stdout).toContain("the account AWS on a YubiKey; failing that, you, at the terminal")
  })
})

describe("guise mfa code", () => {
  test("prints six digits and nothing else; does not use them up", async () => {
    const home = await homeWithSeed()
    const [first, second] = [await mfa(home, "code admin"), await mfa(home, "code admin")]
    expect(first).toMatchObject({ status: 0, stderr: "" })
    expect(first.stdout).toMatch(/^\d{6}\n$/)
    expect(second.stdout).toMatch(/^\d{6}\n$/)
  })

  test("without a seed, and with nobody else named: what to type", async () => {
    const ran = await mfa(newHome(), `code ${device}`)
    expect(ran).toMatchObject({ status: 4, stdout: "" })
    expect(ran.stderr).toContain(`hint: guise mfa add ${device}`)
  })

  test("--watch draws the code anew at a terminal until Ctrl-C", async () => {
    const home = await homeWithSeed()
    const screen = await sit(home)
    screen.type("$G mfa code admin --watch\r")
    const [first] = /\d{6} {2}\d+ s/.exec(await screen.see(/\r\d{6} {2}\d+ s /)) ?? []
    await screen.see(/\r\d{6} {2}\d+ s /)
    expect(codesAround(seed)).toContain(first?.slice(0, 6) ?? "")
    screen.type("\x03")
    await screen.see("READY> ")
    screen.type("echo st''atus=$?\r")
    await screen.see("status=130")
  })

  test("a command has the terminal, whatever became of the streams: a touch is seen, a PIN can be typed", async () => {
    const home = newHome()
    const screen = await sit(home)
    screen.type(`export GUISE_MFA='command:printf "Touch it, " >&2; printf "PIN: " >&2; read pin; echo "$pin"'\r`)
    await screen.see("READY> ")
    screen.type("$G mfa code admin </dev/null >out 2>err; echo st''atus=$?\r")
    await screen.see("Touch it, PIN: ")
    screen.type("123456\r")
    await screen.see("status=0")
    expect([readFileSync(join(home.cwd, "out"), "utf8"), readFileSync(join(home.cwd, "err"), "utf8")]).toEqual([
      "123456\n",
      "",
    ])
  })
})

describe("guise mfa remove", () => {
  test("asks first; a no keeps the seed, a yes forgets it and says that AWS does not", async () => {
    const home = await homeWithSeed()
    const screen = await sit(home)
    for (const [answer, status] of [
      ["n", 3],
      ["y", 0],
    ] as const) {
      screen.type("$G mfa remove admin; echo st''atus=$?\r")
      await screen.see("[y/N] ")
      screen.type(`${answer}\r`)
      const seen = await screen.see(/status=\d/)
      expect(seen).toContain(`status=${status}`)
      if (answer === "y") expect(seen).toContain("AWS still knows the device")
      expect((await mfa(home, "code admin")).status).toBe(answer === "y" ? 4 : 0)
    }
  })

  test("with nobody there wants --yes; of no seed is an error", async () => {
    const home = await homeWithSeed()
    expect(await mfa(home, "remove admin")).toMatchObject({ status: 3 })
    expect(json<object>(await mfa(home, "remove admin --yes --json"))).toEqual({ serial: device, removed: true })
    expect(await mfa(home, "remove admin --yes")).toMatchObject({ status: 4 })
  })
})
