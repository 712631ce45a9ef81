import { beforeAll, describe, expect, test } from "bun:test"
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { withSession } from "../../src/store/secret-service-session.ts"
import { addToConfig, binary, type Home, runCommand, sitDown, stage } from "../cli/harness.ts"
import { storeHost } from "../store/host.ts"
import { openSecretService } from "../store/secret-service.ts"
import { makingTakes, realAwsVault } from "./aws-vault.ts"
import {
  alice,
  bob,
  configOf,
  fileBackend,
  guise,
  listed,
  noSecretIn,
  passphrase,
  standing,
  vaultAdd,
  whoIs,
  withoutKeys,
} from "./import-stage.ts"

const { newHome } = await stage()
const vaultOf = (home: Home) => join(home.folder, ".awsvault")
const words = ["import", "--from", "aws-vault", "--store", "plain"]
const given = { env: { AWS_VAULT_FILE_PASSPHRASE: passphrase } }

beforeAll(async () => void (await realAwsVault()), makingTakes)

/** A home in which aws-vault keeps alice and bob in its files, and nothing else has their keys. */
async function vaultHome(): Promise<Home> {
  const home = withoutKeys(newHome())
  await vaultAdd("alice", alice, home)
  await vaultAdd("bob", bob, home)
  return home
}

describe("import --from aws-vault: its encrypted files", () => {
  test("--dry-run shows everything, secrets apart, and changes nothing", async () => {
    const home = await vaultHome()
    const before = [standing(join(home.folder, ".aws")), standing(vaultOf(home))]
    const shown = await guise(home, [...words, "--dry-run"], given)
    expect(shown.status).toBe(0)
    expect(shown.stdout).toContain(`profile alice: ${alice.id} into plain\n`)
    expect(shown.stdout).toMatch(/^\+credential_process = .*\/dist\/guise process alice$/m)
    expect(shown.stdout).toContain(`profile bob: ${bob.id} into plain\n`)
    expect([standing(join(home.folder, ".aws")), standing(vaultOf(home))]).toEqual(before)
    expect(existsSync(join(home.folder, "xdg/data"))).toBe(false)
    const json = JSON.parse((await guise(home, [...words, "--dry-run", "--json"], given)).stdout)
    expect(json.decisions).toMatchObject([{ does: "import", profile: "alice", keyId: alice.id, store: "plain" }, {}])
  })

  test("takes the pairs, leaves aws-vault as it is, and a role is taken with them; the second time nothing is done", async () => {
    const home = await vaultHome()
    const origin = standing(vaultOf(home))
    const imported = await guise(home, [...words, "--verbose"], given)
    expect([imported.status, imported.stdout]).toEqual([0, ""])
    expect(imported.stderr).toContain(`guise: profile alice: the key ${alice.id} is in plain\n`)
    expect(standing(vaultOf(home))).toEqual(origin)
    expect(await listed(home)).toEqual([`alice ${alice.id} plain store`, `bob ${bob.id} plain store`])
    expect(await whoIs(home, "readonly")).toMatch(/assumed-role\/ReadOnly\//)
    const after = [standing(join(home.folder, ".aws")), standing(join(home.folder, "xdg/data"))]
    const again = await guise(home, words, given)
    expect([again.status, again.stderr.includes("there is nothing to do")]).toEqual([0, true])
    expect([standing(join(home.folder, ".aws")), standing(join(home.folder, "xdg/data"))]).toEqual(after)
  })

  test("only those that are named; an unknown one names the nearest", async () => {
    const home = await vaultHome()
    expect((await guise(home, [...words, "bob"], given)).status).toBe(0)
    expect(await listed(home)).toEqual([`bob ${bob.id} plain store`])
    const unknown = await guise(home, [...words, "alcie"], given)
    expect([unknown.status, unknown.stderr.includes('"alice"')]).toEqual([4, true])
  })

  test("names of any letters; sessions and sign-in tokens are passed over", async () => {
    const home = withoutKeys(newHome())
    const names = ["a/b%2Fc", "größe-日本", "with space"]
    const passing = [
      "sts.GetSessionToken,YWxpY2U,,1893456000",
      "oidc:https://example.awsapps.com/start",
      "x session (61)",
    ]
    for (const name of [...names, ...passing]) await vaultAdd(name, alice, home)
    expect((await guise(home, words, given)).status).toBe(0)
    expect(await listed(home)).toEqual(names.sort().map(name => `${name} ${alice.id} plain store`))
    for (const name of names) expect(await whoIs(home, name)).toBe("arn:aws:iam::111122223333:user/alice")
  })

  test("asks for the passphrase where nobody sees it, three tries", async () => {
    const home = await vaultHome()
    const screen = await sitDown(binary, home)
    for (const [round, typed] of ["wrong", "wronger", "wrongest"].entries()) {
      if (round === 0) screen.type(`$G ${words.join(" ")}\r`)
      await screen.see("aws-vault's passphrase of")
      screen.type(`${typed}\r`)
      if (round < 2) await screen.see("opens nothing in")
    }
    await screen.see("Three passphrases were tried")
    screen.type(`clear; $G ${words.join(" ")}\r`)
    await screen.see("aws-vault's passphrase of")
    screen.type(`${passphrase}\r`)
    noSecretIn(await screen.see(`the key ${bob.id} is in plain`))
    expect(await listed(home)).toHaveLength(2)
  }, 30_000)

  test.each([
    ["a wrong AWS_VAULT_FILE_PASSPHRASE", "wrong", /AWS_VAULT_FILE_PASSPHRASE opens nothing/],
    ["none, and nobody to ask", undefined, /no terminal to ask on/],
  ])("%s: status 3, and nothing is done", async (_sentence, AWS_VAULT_FILE_PASSPHRASE, message) => {
    const home = await vaultHome()
    const before = [standing(join(home.folder, ".aws")), standing(vaultOf(home))]
    const refused = await guise(home, words, { env: { AWS_VAULT_FILE_PASSPHRASE } })
    expect([refused.status, message.test(refused.stderr)]).toEqual([3, true])
    expect([standing(join(home.folder, ".aws")), standing(vaultOf(home))]).toEqual(before)
    expect(await listed(home)).toEqual([])
  })

  test("an empty passphrase, and one file with a passphrase of its own", async () => {
    const home = withoutKeys(newHome())
    await vaultAdd("alice", alice, home, { AWS_VAULT_FILE_PASSPHRASE: "" })
    await vaultAdd("bob", bob, home, { AWS_VAULT_FILE_PASSPHRASE: "a slip of the finger" })
    const imported = await guise(home, words, { env: { AWS_VAULT_FILE_PASSPHRASE: "" } })
    expect([imported.status, /bob is left: none of the passphrases/.test(imported.stderr)]).toEqual([0, true])
    expect(await listed(home)).toEqual([`alice ${alice.id} plain store`])
  })

  test("what is damaged, no item, or under another's name is left and named; the rest is taken", async () => {
    const home = await vaultHome()
    const keys = join(vaultOf(home), "keys")
    const text = readFileSync(join(keys, "bob"), "utf8")
    writeFileSync(join(keys, "damaged"), text.replace(/.{10}$/, "A".repeat(10)))
    writeFileSync(join(keys, ".DS_Store"), "\0\0")
    cpSync(join(keys, "bob"), join(keys, "swapped"))
    mkdirSync(join(keys, "folder"))
    const { status, stderr } = await guise(home, words, given)
    expect(status).toBe(0)
    for (const [name, why] of [
      ["damaged", "is damaged"],
      [".DS_Store", "is none of aws-vault's files"],
      ["swapped", "holds no key pair of that name"],
    ])
      expect(stderr).toMatch(new RegExp(`profile ${name} is left: .*${why}`))
    expect(await listed(home)).toHaveLength(2)
  })

  test("another folder, as aws-vault is told of it", async () => {
    const home = withoutKeys(newHome())
    const env = { AWS_VAULT_FILE_DIR: "~/elsewhere" }
    await vaultAdd("alice", alice, home, env)
    expect((await guise(home, words, given)).status).toBe(4)
    expect((await guise(home, words, { env: { ...given.env, ...env } })).status).toBe(0)
    expect(await listed(home)).toEqual([`alice ${alice.id} plain store`])
  })

  test("a backend that guise does not read says how the keys come over all the same, and they do", async () => {
    const home = await vaultHome()
    const refused = await guise(home, [...words, "--backend", "kwallet"], given)
    expect(refused.status).toBe(4)
    expect(refused.stderr).toContain("aws-vault exec --no-session NAME -- guise keys add NAME --from-env")
    const add = [...binary.argv, "keys", "add", "bob", "--from-env", "--store", "plain"]
    const exec = [await realAwsVault(), "exec", "--no-session", "bob", "--", ...add]
    expect((await runCommand(exec, home, { env: fileBackend })).status).toBe(0)
    expect(await listed(home)).toEqual([`bob ${bob.id} plain store`])
  })
})

test("into the file store: what lies there then does not open without its passphrase", async () => {
  const home = await vaultHome()
  const env = { ...given.env, GUISE_PASSPHRASE: "another four words entirely" }
  expect((await guise(home, ["import", "--from", "aws-vault", "--store", "file"], { env })).status).toBe(0)
  expect(await listed(home)).toEqual([`alice ${alice.id} file store`, `bob ${bob.id} file store`])
  for (const text of Object.values(standing(join(home.folder, "xdg/data")))) noSecretIn(text)
  const shut = await guise(home, ["process", "alice"], { env: { GUISE_PASSPHRASE: "wrong" } })
  expect([shut.status, shut.stdout]).toEqual([3, ""])
}, 30_000)

describe("import --from aws-vault: its other backends", () => {
  test("a collection of the Secret Service, as aws-vault is told of it", async () => {
    const service = await openSecretService()
    try {
      const home = withoutKeys(newHome())
      const session = {
        DBUS_SESSION_BUS_ADDRESS: service.env.DBUS_SESSION_BUS_ADDRESS,
        AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME: "aws-vault.mine",
      }
      await makeCollection("aws-vault.mine", service.env)
      const env = { ...session, AWS_VAULT_BACKEND: "secret-service" }
      await vaultAdd("alice", alice, home, env)
      await vaultAdd("größe", bob, home, env)
      await vaultAdd("sts.GetSessionToken,YWxpY2U,,1893456000", bob, home, env)
      const imported = await guise(home, words, { env: session })
      expect([imported.status, imported.stderr.includes("is left")]).toEqual([0, false])
      expect(await listed(home)).toEqual([`alice ${alice.id} plain store`, `größe ${bob.id} plain store`])
      expect(await whoIs(home, "readonly")).toMatch(/assumed-role\/ReadOnly\//)
      const inVault = await runCommand([await realAwsVault(), "list", "--credentials"], home, { env })
      expect(inVault.stdout.trim().split("\n").sort()).toEqual(["alice", "größe"])
    } finally {
      await service.end()
    }
  }, 60_000)

  test("a locked collection with nobody to open it, a dead bus, no bus: each has its status, and nothing hangs", async () => {
    const service = await openSecretService()
    try {
      const home = withoutKeys(newHome())
      await makeCollection("awsvault", service.env)
      const session = { DBUS_SESSION_BUS_ADDRESS: service.env.DBUS_SESSION_BUS_ADDRESS }
      await vaultAdd("alice", alice, home, { ...session, AWS_VAULT_BACKEND: "secret-service" })
      await service.restart("locked")
      expect(await guise(home, words, { env: session })).toMatchObject({ status: 3 })
      const asked = [...words, "--backend", "secret-service"]
      expect(await guise(home, asked, { env: { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nosuch" } })).toMatchObject({
        status: 7,
      })
      expect(await guise(home, asked)).toMatchObject({ status: 7 })
      expect(await listed(home)).toEqual([])
    } finally {
      await service.end()
    }
  }, 60_000)

  test("pass: below its prefix everything, without one only what has a profile's name", async () => {
    const home = withoutKeys(newHome())
    const gnupg = mkdtempSync(join(tmpdir(), "g-"))
    chmodSync(gnupg, 0o700)
    const env = { GNUPGHOME: gnupg, PASSWORD_STORE_DIR: join(home.folder, "pass") }
    try {
      const key =
        "gpg --batch --quiet --passphrase '' --quick-generate-key alice@example.com future-default default never"
      const made = await runCommand(
        ["bash", "-euc", `${key}; pass init alice@example.com; echo x | pass insert -e mail`],
        home,
        { env },
      )
      expect(made.status).toBe(0)
      const pass = { ...env, AWS_VAULT_BACKEND: "pass" }
      await vaultAdd("alice", alice, home, pass)
      await vaultAdd("team/bob", bob, home, { ...pass, AWS_VAULT_PASS_PREFIX: "aws" })
      const plain = await guise(home, words, { env: pass })
      expect([plain.status, plain.stderr.includes("2 other entries of the password store were not opened")]).toEqual([
        0,
        true,
      ])
      expect(await listed(home)).toEqual([`alice ${alice.id} plain store`])
      expect((await guise(home, words, { env: { ...pass, AWS_VAULT_PASS_PREFIX: "aws" } })).status).toBe(0)
      expect(await listed(home)).toEqual([`alice ${alice.id} plain store`, `team/bob ${bob.id} plain store`])
    } finally {
      await runCommand(["gpgconf", "--kill", "all"], home, { env })
      rmSync(gnupg, { recursive: true, force: true })
    }
  }, 60_000)
})

/** As the desktop does when its question for a password was answered; there is no desktop here. */
async function makeCollection(name: string, env: Readonly<Record<string, string>>): Promise<void> {
  await withSession(storeHost(env), async ({ ask, path, wire }) => {
    const { parameters, value } = wire.wrap("its own password")
    const label = [["org.freedesktop.Secret.Collection.Label", ["s", name]]]
    const method = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.CreateWithMasterPassword"
    await ask(["/org/freedesktop/secrets", method], "a{sv}(oayays)", label, [path, parameters, value, "text/plain"])
  })
}

describe("import --from aws-vault: what the config file says in its words", () => {
  const lines = `[profile json]
credential_process = aws-vault exec --json --no-session readonly
[profile other]
credential_process = /opt/tool --json
[profile base]
region = eu-west-1
include_profile = far
[profile far]
external_id = guise-far
region = us-west-2
[profile taken]
include_profile = base
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = alice
[default]
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile coded]
mfa_process = printf 123456; : canary-of-the-command
[profile round]
include_profile = round`

  test("is offered for a yes: with no terminal everything else is done, and status 3 says what is left", async () => {
    const home = await vaultHome()
    addToConfig(home, lines)
    const before = configOf(home)
    const asked = await guise(home, words, given)
    expect(asked.status).toBe(3)
    for (const part of ["json: let its credential_process", "taken: write down", "coded: let guise get its codes"])
      expect(asked.stderr).toContain(part)
    expect(await listed(home)).toHaveLength(2)
    expect(configOf(home).replace(/^credential_process = .*guise.*\n/gm, "")).toBe(before)
  })

  test("with --yes it is written so that AWS tools and guise read it, and then there is nothing left to do", async () => {
    const home = await vaultHome()
    addToConfig(home, lines)
    const shown = await guise(home, [...words, "--dry-run"], given)
    expect(shown.stdout).toMatch(
      /^-credential_process = aws-vault exec --json --no-session readonly\n\+credential_process = .*\/dist\/guise process readonly --no-session$/m,
    )
    expect(`${shown.stdout}${shown.stderr}`).not.toContain("canary-of-the-command")
    const done = await guise(home, [...words, "--yes"], given)
    expect([done.status, done.stderr.includes("include_profile leads in a circle: round → round")]).toEqual([0, true])
    const config = configOf(home)
    expect(config).toContain("credential_process = /opt/tool --json\n")
    expect(config).toMatch(
      /\[profile taken\]\n(?:.*\n){3}mfa_serial = .*\nregion = eu-west-1\nexternal_id = guise-far\n/,
    )
    expect(readFileSync(join(home.folder, "xdg/config/guise/config.toml"), "utf8")).toContain(
      '[[profile]]\nmatch = "coded"\nmfa = "command:printf 123456; : canary-of-the-command"\n',
    )
    const again = await guise(home, [...words, "--yes"], given)
    expect(again.stderr).toContain("there is nothing to do")
    expect(configOf(home)).toBe(config)
  })

  test("at a terminal one question is asked for all of it", async () => {
    const home = await vaultHome()
    addToConfig(home, lines)
    const screen = await sitDown(binary, home, given.env)
    screen.type(`$G ${words.join(" ")}\r`)
    await screen.see("coded? [y/N]")
    screen.type("y\r")
    await screen.see("profile coded: guise gets codes from its mfa_process now")
    expect((await guise(home, words, given)).stderr).toContain("there is nothing to do")
  }, 30_000)

  test("a profile's own line that runs aws-vault for it becomes the hook, after a yes", async () => {
    const home = await vaultHome()
    addToConfig(home, "[profile json]\ncredential_process = aws-vault exec -j -d 1h readonly")
    addToConfig(
      home,
      "[profile carol]\nregion = us-east-1\nservices = sandbox\ncredential_process = aws-vault export --format=json carol",
    )
    await vaultAdd("carol", alice, home)
    expect((await guise(home, [...words, "carol"], given)).status).toBe(3)
    expect((await guise(home, [...words, "--yes"], given)).status).toBe(0)
    expect(await whoIs(home, "json")).toMatch(/assumed-role\/ReadOnly\//)
    expect(configOf(home)).not.toContain("aws-vault")
    expect(await whoIs(home, "carol")).toBe("arn:aws:iam::111122223333:user/alice")
  })

  test("a role with a pair of its own is left, and --rename takes the pair under another name", async () => {
    const home = await vaultHome()
    addToConfig(home, "[profile own]\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly\nregion = us-east-1")
    await vaultAdd("own", alice, home)
    const left = await guise(home, [...words, "own"], given)
    expect(left.stderr).toMatch(/profile own, AKIA\w+, is left: .*has role_arn .*--rename own=NAME/)
    expect((await guise(home, [...words, "own", "--rename", "own=own-keys"], given)).status).toBe(0)
    expect(await whoIs(home, "own-keys")).toBe("arn:aws:iam::111122223333:user/alice")
  })
})
