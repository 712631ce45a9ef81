import { describe, expect, test } from "bun:test"
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { binary, builds, type Home, json, run, runCommand, sitDown, stage } from "./harness.ts"

const { sandbox, newHome } = await stage()
const keyId = "AKIAIOSFODNN7EXAMPLE"
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

const credentialsOf = (home: Home) => readFileSync(home.credentials, "utf8")
const configOf = (home: Home) => readFileSync(home.config, "utf8")
const whoIs = async (home: Home, profile: string) =>
  json<{ Arn?: string; arn?: string }>(await run(binary, home, ["whoami", profile, "--json"]))

interface Listed {
  readonly profile: string
  readonly keyId: string
  readonly place: string
}
const listed = async (home: Home) =>
  json<Listed[]>(await run(binary, home, ["keys", "list", "--json"])).map(
    ({ profile, keyId, place }) => `${profile} ${keyId} ${place}`,
  )

for (const build of builds)
  describe(`keys move in ${build.runtime}`, () => {
    test("takes a pair out of the credentials file, and everything goes on working; --to credentials is the way back", async () => {
      const home = newHome()
      const [config, credentials] = [configOf(home), credentialsOf(home)]
      const before = await whoIs(home, "readonly")
      const moved = await run(build, home, ["keys", "move", "alice", "--to", "plain"])
      expect([moved.status, moved.stdout]).toEqual([0, ""])
      expect(credentialsOf(home)).not.toContain(keyId)
      expect(credentialsOf(home)).toContain("[bob]")
      expect(configOf(home)).toContain("process alice\n")
      expect(existsSync(`${home.credentials}.guise-backup`)).toBe(false)
      expect(await listed(home)).toContain(`alice ${keyId} plain store`)
      expect(await whoIs(home, "readonly")).toEqual(before)
      expect((await run(build, home, ["process", "alice"])).stdout).toContain(secret)
      const back = await run(build, home, ["keys", "move", "alice", "--to", "credentials"])
      expect(back.status).toBe(0)
      expect(configOf(home)).toBe(config)
      expect(
        credentialsOf(home)
          .split("\n\n")
          .map(each => each.trim())
          .sort(),
      ).toEqual(
        credentials
          .split("\n\n")
          .map(each => each.trim())
          .sort(),
      )
      expect(await listed(home)).toContain(`alice ${keyId} credentials file`)
    })
  })

describe("keys move", () => {
  test("--dry-run shows the difference with secrets masked, and changes nothing", async () => {
    const home = newHome()
    const [config, credentials] = [configOf(home), credentialsOf(home)]
    const shown = await run(binary, home, ["keys", "move", "--all", "--to", "plain", "--dry-run"])
    expect(shown.stdout).toContain("-aws_secret_access_key = ****")
    expect(shown.stdout).toMatch(/^\+credential_process = .*guise process alice$/m)
    expect(shown.stdout).not.toContain(secret)
    expect([configOf(home), credentialsOf(home)]).toEqual([config, credentials])
    expect(existsSync(join(home.env.XDG_DATA_HOME ?? "", "guise"))).toBe(false)
  })

  test("--all takes every pair, and the second time there is nothing to do", async () => {
    const home = newHome()
    expect((await run(binary, home, ["keys", "move", "--all", "--to", "plain"])).status).toBe(0)
    expect(await listed(home)).toEqual([`alice ${keyId} plain store`, "bob AKIAI44QH8DHBEXAMPLE plain store"])
    const [config, credentials] = [configOf(home), credentialsOf(home)]
    const again = await run(binary, home, ["keys", "move", "--all", "--to", "plain"])
    expect([again.status, again.stderr]).toEqual([
      0,
      "guise: profile alice stays as it is: its pair is there already\nguise: profile bob stays as it is: its pair is there already\n",
    ])
    expect([configOf(home), credentialsOf(home)]).toEqual([config, credentials])
  })

  test("keeps mode, links and every other byte", async () => {
    const home = newHome()
    const real = join(home.folder, "dotfiles-credentials")
    renameSync(home.credentials, real)
    symlinkSync(real, home.credentials)
    const others = "# mine\r\n[x]\r\n  aws_access_key_id=AKIAI44QH8DHBEXAMPLE ; old\r\n\r\n[last]\r\nregion = eu-west-1"
    writeFileSync(real, `[alice]\r\naws_access_key_id = ${keyId}\r\naws_secret_access_key = ${secret}\r\n\r\n${others}`)
    chmodSync(real, 0o640)
    expect((await run(binary, home, ["keys", "move", "alice", "--to", "plain"])).status).toBe(0)
    expect(readFileSync(real, "utf8")).toBe(others)
    expect(lstatSync(home.credentials).isSymbolicLink()).toBe(true)
    expect(statSync(real).mode & 0o777).toBe(0o640)
  })

  test("refuses what other tools would not find, what is temporary, what is not there", async () => {
    const home = newHome()
    writeFileSync(home.config, `\n[profile r]\nrole_arn = arn:aws:iam::123456789012:role/R\nsource_profile = r\n`, {
      flag: "a",
    })
    const pair = (name: string) => `\n[${name}]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`
    writeFileSync(home.credentials, `${pair("r")}${pair("t")}aws_session_token = token\n`, { flag: "a" })
    const before = [configOf(home), credentialsOf(home)]
    const refused = async (name: string) => {
      const { status, stderr } = await run(binary, home, ["keys", "move", name, "--to", "plain"])
      return `${status} ${stderr.split("\n")[0]}`
    }
    expect(await refused("r")).toMatch(/^4 .*has role_arn \(.*config:\d+\)/)
    expect(await refused("t")).toMatch(/^0 .*its keys are temporary/)
    expect(await refused("admin")).toMatch(/^4 .*has no key pair to move/)
    for (const verb of ["move", "remove", "rotate"]) {
      const { status, stderr } = await run(binary, home, ["keys", verb, "alic", "--json"])
      expect([verb, status, JSON.parse(stderr).error.code]).toEqual([verb, 4, "profile-unknown"])
      expect(stderr).toContain('Nearest: \\"alice\\"')
    }
    expect([configOf(home), credentialsOf(home)]).toEqual(before)
  })

  test("killed at any change of a file, the pair works, and moving again ends it", async () => {
    const home = newHome()
    const before = await whoIs(home, "readonly")
    const inject = (n: number) => ["-e", `inject=rename,renameat,renameat2:signal=SIGKILL:when=${n}`]
    for (const to of ["plain", "credentials"]) {
      let kills = 0
      for (let n = 1; ; n += 1) {
        const strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", ...inject(n)]
        const { status } = await runCommand([...strace, ...binary.argv, "keys", "move", "alice", "--to", to], home)
        expect(await whoIs(home, "readonly")).toEqual(before)
        if (status === 0) break
        kills += 1
      }
      expect(kills).toBeGreaterThan(1)
      expect((await listed(home)).filter(line => line.startsWith("alice "))).toEqual([
        `alice ${keyId} ${to === "plain" ? "plain store" : "credentials file"}`,
      ])
    }
  }, 60_000)

  test("leaves a pair alone that took the place of the one it moves, while a person is asked", async () => {
    const home = newHome()
    const screen = await sitDown(binary, home)
    screen.type("$G keys move alice --to file\r")
    await screen.see("New passphrase for it")
    const rotated = "AKIAI44QH8DHBEXAMPLF"
    writeFileSync(home.credentials, credentialsOf(home).replace(keyId, rotated))
    screen.type("correct horse\r")
    await screen.see("The same again: ")
    screen.type("correct horse\r")
    await screen.see(`has the key ${rotated}`)
    expect(credentialsOf(home)).toContain(rotated)
  })

  test("of two profiles at once loses neither", async () => {
    const home = newHome()
    const moves = ["alice", "bob"].map(name => run(binary, home, ["keys", "move", name, "--to", "plain"]))
    expect((await Promise.all(moves)).map(({ status }) => status)).toEqual([0, 0])
    expect(await listed(home)).toEqual([`alice ${keyId} plain store`, "bob AKIAI44QH8DHBEXAMPLE plain store"])
  })
})

type Refused = readonly [
  what: string,
  words: readonly string[],
  stdin: string | undefined,
  status: number,
  message: RegExp,
]

describe("keys add", () => {
  const csvs: readonly (readonly [sentence: string, text: string])[] = [
    ["an access key's", `Access key ID,Secret access key\n${keyId},${secret}\n`],
    ["with a mark and carriage returns", `\ufeffAccess key ID,Secret access key\r\n${keyId},${secret}\r\n`],
    ["quoted", `"Access key ID","Secret access key"\n"${keyId}","${secret}"\n`],
    [
      "a user's",
      `User name,Password,Access key ID,Secret access key,Console login link\nbob,"a,""b",${keyId},${secret},https://111122223333.signin.aws.amazon.com/console\n`,
    ],
    ["in the older spelling", `User Name,Access Key Id,Secret Access Key\n"bob",${keyId},${secret}\n`],
  ]

  test.each([...csvs])("takes the file that AWS gave: %s", async (_sentence, text) => {
    const home = newHome()
    const file = join(home.folder, "keys.csv")
    writeFileSync(file, text)
    const added = await run(binary, home, ["keys", "add", "new", "--csv", file, "--store", "plain"])
    expect([added.status, added.stderr.includes(secret)]).toEqual([0, false])
    expect(added.stderr).toContain("still holds it in plain text")
    expect((await run(binary, home, ["process", "new"])).stdout).toContain(secret)
  })

  test("of a file with several users takes the one that is named", async () => {
    const home = newHome()
    const file = join(home.folder, "keys.csv")
    const other = "AKIAI44QH8DHBEXAMPLE"
    writeFileSync(file, `User name,Access key ID,Secret access key\nbob,${other},${secret}\neve,${keyId},${secret}\n`)
    const words = ["keys", "add", "new", "--csv", file, "--store", "plain"]
    expect(await run(binary, home, words)).toMatchObject({ status: 2, stderr: expect.stringContaining("bob, eve") })
    expect((await run(binary, home, [...words, "--user", "eve"])).status).toBe(0)
    expect(await listed(home)).toContain(`new ${keyId} plain store`)
  })

  test("takes the secret from stdin, from the environment, or from a hidden line at the terminal", async () => {
    const home = newHome()
    const words = ["--store", "plain"]
    const piped = await run(binary, home, ["keys", "add", "a", "--access-key-id", keyId, ...words], {
      stdin: `${secret}\n`,
    })
    expect([piped.status, piped.stderr.includes(secret)]).toEqual([0, false])
    const env = { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret }
    expect((await run(binary, home, ["keys", "add", "b", "--from-env", ...words], { env })).status).toBe(0)
    const screen = await sitDown(binary, home)
    screen.type(`$G keys add c --access-key-id ${keyId} --store plain\r`)
    await screen.see(`Secret access key of ${keyId}: `)
    screen.type(`${secret}\r`)
    expect(await screen.see(`profile c: the key ${keyId} is in plain`)).not.toContain(secret)
    for (const name of ["a", "b", "c"]) expect(await listed(home)).toContain(`${name} ${keyId} plain store`)
  })

  test.each([
    ["a temporary key", ["--access-key-id", "ASIAIOSFODNN7EXAMPLE"], secret, 2, /temporary/],
    ["a secret of the wrong length", ["--access-key-id", keyId], "short", 2, /not the 40 characters/],
    ["two ways at once", ["--access-key-id", keyId, "--from-env"], secret, 2, /use one/],
    ["a file that is none", ["--csv", "/nosuch"], "", 2, /could not be read/],
    ["another file", ["--csv", "/etc/passwd"], "", 2, /first line/],
    ["no such store", ["--access-key-id", keyId, "--store", "safe"], secret, 2, /no store "safe"/],
    ["nothing, and nobody to ask", [], undefined, 2, /no terminal/],
  ] satisfies readonly Refused[])(
    "refuses %s, and keeps nothing",
    async (_what, words: readonly string[], stdin, status, message) => {
      const home = newHome()
      const before = [configOf(home), credentialsOf(home)]
      const all = ["keys", "add", "new", ...(words.includes("--store") ? words : [...words, "--store", "plain"])]
      const refused = await run(binary, home, all, stdin === undefined ? {} : { stdin: `${stdin}\n` })
      expect([refused.status, message.test(refused.stderr), refused.stderr.includes(secret)]).toEqual([
        status,
        true,
        false,
      ])
      expect([configOf(home), credentialsOf(home)]).toEqual(before)
      expect((await listed(home)).filter(line => line.startsWith("new "))).toEqual([])
    },
  )

  test("replaces another pair only after a yes", async () => {
    const home = newHome()
    const words = ["keys", "add", "bob", "--access-key-id", keyId, "--store", "plain"]
    const asked = await run(binary, home, words, { stdin: `${secret}\n` })
    expect(asked).toMatchObject({ status: 3, stderr: expect.stringContaining("is still there") })
    expect(await listed(home)).toContain("bob AKIAI44QH8DHBEXAMPLE credentials file")
    expect((await run(binary, home, [...words, "--yes"], { stdin: `${secret}\n` })).status).toBe(0)
    expect(await listed(home)).toContain(`bob ${keyId} plain store`)
    expect(credentialsOf(home)).not.toContain("AKIAI44QH8DHBEXAMPLE")
  })

  test("in the credentials file, where that was asked for", async () => {
    const home = newHome()
    const words = ["keys", "add", "new", "--access-key-id", keyId, "--store", "credentials"]
    expect((await run(binary, home, words, { stdin: `${secret}\n` })).status).toBe(0)
    expect(credentialsOf(home)).toContain(`[new]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`)
    expect(readFileSync(`${home.credentials}.guise-backup`, "utf8")).not.toContain("[new]")
    expect(statSync(`${home.credentials}.guise-backup`).mode & 0o777).toBe(0o600)
  })
})

describe("keys remove", () => {
  test("forgets a pair wherever it lies, after a yes, and says what AWS still knows", async () => {
    const home = newHome()
    expect((await run(binary, home, ["keys", "move", "alice", "--to", "plain"])).status).toBe(0)
    expect((await run(binary, home, ["keys", "remove", "alice"])).status).toBe(3)
    for (const [name, id] of [
      ["alice", keyId],
      ["bob", "AKIAI44QH8DHBEXAMPLE"],
    ] as const) {
      const removed = await run(binary, home, ["keys", "remove", name, "--yes"])
      expect([removed.status, removed.stderr.includes(`delete-access-key --access-key-id ${id}`)]).toEqual([0, true])
    }
    expect(await listed(home)).toEqual([])
    expect(configOf(home)).not.toContain("credential_process")
    expect(await run(binary, home, ["keys", "remove", "alice", "--yes"])).toMatchObject({ status: 4 })
  })

  test("says which pair a profile has besides", async () => {
    const home = newHome()
    const inFile = credentialsOf(home)
    expect((await run(binary, home, ["keys", "move", "alice", "--to", "plain"])).status).toBe(0)
    writeFileSync(home.credentials, inFile.replace(keyId, "AKIAI44QH8DHBEXAMPLF"))
    const removed = await run(binary, home, ["keys", "remove", "alice", "--yes"])
    expect([removed.status, removed.stderr]).toEqual([0, expect.stringContaining(`which stays: ${keyId} (plain)`)])
    expect(await listed(home)).toContain(`alice ${keyId} plain store`)
  })
})

test("a read-only folder: the old file, and a clear error", async () => {
  const home = newHome()
  const before = credentialsOf(home)
  const folder = join(home.folder, ".aws")
  const readOnly = `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder} && exec "$0" "$@"`
  const words = ["unshare", "-rm", "bash", "-c", readOnly, ...binary.argv, "keys", "move", "alice", "--to", "plain"]
  const refused = await runCommand(words, home)
  expect(refused).toMatchObject({
    status: 4,
    stderr: expect.stringContaining("could not be written (EROFS: that disk is read-only); it is as it was"),
  })
  expect(credentialsOf(home)).toBe(before)
  expect((await run(binary, home, ["process", "alice"])).stdout).toContain(secret)
  expect(sandbox.calls()).toEqual([])
})
