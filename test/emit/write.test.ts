import { afterAll, describe, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { renewIn, type Target, takeFrom, writeInto } from "../../src/emit/write.ts"
import type { Credentials } from "../../src/types.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-write-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const env = { HOME: folder, XDG_DATA_HOME: join(folder, "data") }
let files = 0

/** A credentials file with this in it. */
function fileWith(text: string): string {
  const file = join(folder, `credentials-${files++}`)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

const first: Credentials = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "AQoDYXdzEJr...<remainder of token>=",
  expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000,
  accountId: "111122223333",
}
const second: Credentials = { ...first, accessKeyId: "ASIAI44QH8DHBEXAMPLE", sessionToken: "FQoGZXIvYXdzE" }

const target = (file: string): Target => ({
  file,
  section: "admin_mfa",
  marks: { guise_source: "admin", guise_flags: undefined },
  settings: { region: "us-east-1" },
})

const written = `[admin_mfa]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_session_token = AQoDYXdzEJr...<remainder of token>=
aws_account_id = 111122223333
expiration = 2026-01-02T03:04:05Z
region = us-east-1
guise_source = admin
`

const alice = "[alice] # mine\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalr\n"

/** What stands under the name, and what becomes of it. */
const taken: readonly (readonly [sentence: string, before: string, after: string])[] = [
  ["no file at all", "", written],
  ["no such section: at the end, the rest as it was", alice, `${alice}\n${written}`],
  ["an empty one", `[admin_mfa]\n${alice}`, `${written}${alice}`],
  [
    "another tool's temporary keys, with what it noted about their end",
    `[admin_mfa]\n; of last week\naws_access_key_id=ASIAOLD\naws_secret_access_key=old\naws_session_token=old\naws_security_token=old\nx_security_token_expires=2020-01-01T00:00:00Z\noutput = json\n`,
    `[admin_mfa]\n; of last week\naws_access_key_id=ASIAIOSFODNN7EXAMPLE\naws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\naws_session_token=AQoDYXdzEJr...<remainder of token>=\noutput = json\naws_account_id = 111122223333\nexpiration = 2026-01-02T03:04:05Z\nregion = us-east-1\nguise_source = admin\n`,
  ],
]

describe("a section is taken over", () => {
  test.each([...taken])("%s", async (_sentence, before, after) => {
    const file = fileWith(before)
    await writeInto(target(file), first, env)
    expect(readFileSync(file, "utf8")).toBe(after)
  })
})

const refused: readonly (readonly [sentence: string, body: string, found: string])[] = [
  [
    "a long-lived pair",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n",
    "a long-lived key pair",
  ],
  ["half of one", "aws_secret_access_key = x\n", "a long-lived key pair"],
  [
    "a long-lived pair beside the token of former keys",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\naws_session_token = y\n",
    "a long-lived key pair",
  ],
  ["a role", "role_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = alice\n", "role_arn"],
  ["a process", "credential_process = cat keys.json\n", "credential_process"],
  ["a sign-in", "sso_session = work\n", "sso_session"],
]

describe("a section is left alone, byte for byte, that holds", () => {
  test.each([...refused])("%s", async (_sentence, body, found) => {
    const before = `${alice}\n[admin_mfa]\n${body}`
    const file = fileWith(before)
    const error = await writeInto(target(file), first, env).catch(error => error)
    expect(error).toMatchObject({ code: "profile-invalid" })
    expect(error.message).toContain(`holds ${found}. `)
    expect(`${error.message} ${error.hint}`).not.toContain("wJalr")
    expect(await renewIn(target(file), first, env)).toBe(false)
    expect(await takeFrom(target(file), env)).toBe(false)
    expect(readFileSync(file, "utf8")).toBe(before)
  })
})

test("newer keys take the place of the former ones, line by line, and no backup is made of those", async () => {
  const file = fileWith("")
  await writeInto(target(file), first, env)
  writeFileSync(file, readFileSync(file, "utf8").replace("us-east-1", "eu-west-1"))
  expect(await renewIn(target(file), second, env)).toBe(true)
  const expected = written.replace("ASIAIOSFODNN7EXAMPLE", "ASIAI44QH8DHBEXAMPLE").replace(/AQoD.*/, "FQoGZXIvYXdzE")
  expect(readFileSync(file, "utf8")).toBe(expected.replace("us-east-1", "eu-west-1"))
  expect(() => statSync(`${file}.guise-backup`)).toThrow("ENOENT")
})

test("what somebody has put in the place of our keys is theirs; removing takes our marks alone", async () => {
  const file = fileWith("")
  await writeInto(target(file), first, env)
  const theirs = readFileSync(file, "utf8").replace("ASIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE")
  writeFileSync(file, theirs)
  expect(await renewIn(target(file), second, env)).toBe(false)
  expect(readFileSync(file, "utf8")).toBe(theirs)
  await takeFrom(target(file), env)
  expect(readFileSync(file, "utf8")).toBe(theirs.replace(/expiration.*\n|region.*\n|guise_source.*\n/g, ""))
})

test("the link, the mode, and every byte of what else is in the file, after any writing and removing", async () => {
  const line = fc.constantFrom("[a]", "[b c]", "# note", "", "k = v", "s3 =", "  deep = 1", "x=é\xa0", "role_arn = r")
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), async (lines, end) => {
      const before = ["[head]", ...lines, ""].join(end)
      const file = fileWith(before)
      const link = `${file}-link`
      symlinkSync(file, link)
      await writeInto(target(link), first, env)
      await renewIn(target(link), second, env)
      expect(readFileSync(link, "utf8").startsWith(before)).toBe(true)
      expect(await takeFrom(target(link), env)).toBe(true)
      expect(readFileSync(file, "utf8")).toBe(before)
      expect(statSync(file).mode & 0o777).toBe(0o600)
    }),
    // Each of the three writes rests before it is believed.
    { numRuns: 12 },
  )
})

test("whoever reads while it is rewritten again and again finds one whole version each time", async () => {
  const file = fileWith(alice)
  const script = join(import.meta.dirname, "rewriter.ts")
  const writer = Bun.spawn([process.execPath, script, file, folder], { stdout: "ignore", stderr: "inherit" })
  const seen = new Set<string>()
  const torn: string[] = []
  for (let reads = 0; seen.size < 20 && torn.length === 0 && writer.exitCode === null; reads += 1) {
    const text = readFileSync(file, "utf8")
    const whole = wholeVersion.exec(text)
    if (whole !== null) seen.add(whole[1] ?? "")
    else if (text !== alice) torn.push(text)
    // The writer's end is heard of between the reads.
    if (reads % 50 === 0) await Bun.sleep(0)
  }
  writer.kill()
  await writer.exited
  expect([seen.size, torn]).toEqual([20, []])
})

/** The same number and the same padding in all three lines, and everything before them as it was. */
const wholeVersion = new RegExp(
  `^${alice.replace(/[[\]]/g, "\\$&")}\n\\[admin_mfa\\]\naws_access_key_id = ASIA(\\d+)\naws_secret_access_key = secret\\1(x*)\naws_session_token = token\\1\\2\nguise_source = admin\n$`,
)
