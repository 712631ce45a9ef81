import { beforeAll, describe, expect, test } from "bun:test"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { binary, type Home, later, run, runCommand, sitDown, stage } from "../cli/harness.ts"
import { interopVenv, makingTakes } from "../interop/venv.ts"
import { alice, bob, configOf, guise, listed, standing, whoIs, withoutKeys } from "./import-stage.ts"

const { newHome, sandbox, code } = await stage()
const device = "arn:aws:iam::111122223333:mfa/alice"
const pair = ({ id, secret }: typeof alice) => `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`
const awsOf = (home: Home) => join(home.folder, ".aws")

describe("import --from credentials", () => {
  const words = ["import", "--from", "credentials", "--store", "plain"]

  test("copies the pairs, changes neither file, and says what takes them out of it; that goes on from there", async () => {
    const home = newHome()
    const before = standing(awsOf(home))
    const imported = await guise(home, words)
    expect([imported.status, imported.stderr.includes("guise keys move --all takes them out")]).toEqual([0, true])
    expect(standing(awsOf(home))).toEqual(before)
    expect(await listed(home)).toContain(`alice ${alice.id} plain store`)
    const again = await guise(home, words)
    expect([again.status, again.stderr.includes("the plain store has it already")]).toEqual([0, true])
    expect((await guise(home, ["keys", "move", "--all", "--to", "plain"])).status).toBe(0)
    expect(await listed(home)).toEqual([`alice ${alice.id} plain store`, `bob ${bob.id} plain store`])
    expect(await whoIs(home, "readonly")).toMatch(/assumed-role\/ReadOnly\//)
  })

  test("leaves what is temporary, half, aws-mfa's, or no key of AWS's", async () => {
    const home = newHome()
    const sections = [
      `[t]\n${pair({ ...alice, id: "ASIAIOSFODNN7EXAMPLE" })}aws_session_token = token`,
      `[h]\naws_access_key_id = ${alice.id}`,
      `[m-long-term]\n${pair(alice)}aws_mfa_device = ${device}`,
      `[minio]\naws_access_key_id = minioadmin\naws_secret_access_key = minioadmin`,
      `[role]\n${pair(alice)}role_arn = arn:aws:iam::111122223333:role/ReadOnly\nsource_profile = role`,
      `[portal]\n${pair(alice)}sso_role_name = Admin`,
    ]
    writeFileSync(home.credentials, sections.join("\n\n"))
    const { status, stderr } = await guise(home, words)
    expect(status).toBe(0)
    for (const [name, why] of [
      ["t", "temporary"],
      ["h", "half a key pair"],
      ["m-long-term", "aws-mfa's"],
      ["minio", "its access key id is none"],
      ["role", "has role_arn"],
      ["portal", "has sso_role_name"],
    ])
      expect(stderr).toMatch(new RegExp(`profile ${name}\\b.*is left: .*${why}`))
    expect(existsSync(join(home.folder, "xdg/data"))).toBe(false)
  })

  test("from another file: other tools need the hook, and get it; the file is left as it is", async () => {
    const home = withoutKeys(newHome())
    const file = join(home.folder, "old-credentials")
    writeFileSync(file, `[alice]\n${pair(alice)}\n[work]\n${pair(bob)}`)
    const before = readFileSync(file, "utf8")
    expect((await guise(home, [...words, "--file", file, "--rename", "work=client"])).status).toBe(0)
    expect(await listed(home)).toEqual([`alice ${alice.id} plain store`, `client ${bob.id} plain store`])
    expect(configOf(home)).toMatch(/^credential_process = .* process client$/m)
    expect(readFileSync(file, "utf8")).toBe(before)
    expect(await guise(home, [...words, "--file", "/nosuch"])).toMatchObject({ status: 2 })
  })

  test("another key that a store keeps is replaced after a yes only", async () => {
    const home = newHome()
    const file = join(home.folder, "old-credentials")
    writeFileSync(file, `[dora]\n${pair(alice)}`)
    expect((await guise(home, [...words, "--file", file])).status).toBe(0)
    writeFileSync(file, `[dora]\n${pair(bob)}\n[eve]\n${pair(bob)}`)
    const asked = await guise(home, [...words, "--file", file])
    expect([asked.status, asked.stderr.includes(`replace ${alice.id}, which the plain store keeps`)]).toEqual([3, true])
    expect(await listed(home)).toContain(`dora ${alice.id} plain store`)
    expect(await listed(home)).toContain(`eve ${bob.id} plain store`)
    const screen = await sitDown(binary, home)
    screen.type(`$G ${[...words, "--file", file].join(" ")}\r`)
    await screen.see("by AKIAI44QH8DHBEXAMPLE? [y/N]")
    screen.type("y\r")
    await screen.see(`profile dora: the key ${bob.id} is in plain`)
    expect(await listed(home)).toContain(`dora ${bob.id} plain store`)
  })

  test("a pair whose name has another key in the AWS files is left: that one comes first for every tool", async () => {
    const home = newHome()
    const file = join(home.folder, "old-credentials")
    writeFileSync(file, `[alice]\n${pair(bob)}`)
    const { status, stderr } = await guise(home, [...words, "--file", file])
    expect([status, stderr.includes(`another key in the AWS files, ${alice.id}`)]).toEqual([0, true])
    expect((await listed(home)).filter(line => line.endsWith("plain store"))).toEqual([])
  })

  test.each([
    [
      "what fails in the middle says which were done",
      "error=ENOSPC",
      /Imported before that: (none|one)\. Not imported: (one, )?two\./,
    ],
    ["killed at any change of a file", "signal=SIGKILL", /^/],
  ])(
    "%s, and the same command goes on",
    async (_sentence, fault, message) => {
      const home = withoutKeys(newHome())
      const file = join(home.folder, "old-credentials")
      writeFileSync(file, `[one]\n${pair(alice)}\n[two]\n${pair(bob)}`)
      const command = [...binary.argv, ...words, "--file", file]
      const strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2"]
      let failures = 0
      for (let n = 1; ; n += 1) {
        const inject = ["-e", `inject=rename,renameat,renameat2:${fault}:when=${n}`]
        const ran = await runCommand([...strace, ...inject, ...command], home)
        if (ran.status === 0) break
        failures += 1
        expect(ran.stderr).toMatch(message)
      }
      expect(failures).toBeGreaterThan(3)
      expect(await listed(home)).toEqual([`one ${alice.id} plain store`, `two ${bob.id} plain store`])
      expect(await whoIs(home, "one")).toBe("arn:aws:iam::111122223333:user/alice")
    },
    60_000,
  )

  test.each([
    ["credentials as the store", ["--store", "credentials"], 2, /the credentials file is none/],
    ["memory as the store", ["--store", "memory"], 2, /memory ends with this command/],
    ["an origin that is none", ["--from", "lastpass"], 2, /Nothing can be imported from "lastpass"/],
    ["a flag of another origin", ["--backend", "file"], 2, /it is for --from aws-vault/],
    ["a rename that is none", ["--rename", "alice"], 2, /OLD=NEW/],
    ["two pairs under one name", ["--rename", "alice=bob"], 2, /Two pairs would be called/],
  ])("refuses %s", async (_what, flags, status, message) => {
    const home = newHome()
    const ran = await guise(home, [...words, ...flags])
    expect([ran.status, message.test(ran.stderr)]).toEqual([status, true])
    expect(existsSync(join(home.folder, "xdg/data"))).toBe(false)
  })
})

describe("import --from aws-mfa", () => {
  let aws = ""
  beforeAll(() => {
    aws = interopVenv().aws
  }, makingTakes)
  const words = ["import", "--from", "aws-mfa", "--store", "plain"]
  const longTerm = (name: string, more = "") => `[${name}-long-term]\n${pair(alice)}aws_mfa_device = ${device}\n${more}`
  const callerBy = (home: Home, profile: string) =>
    runCommand([aws, "sts", "get-caller-identity", "--query", "Arn", "--output", "text", "--profile", profile], home, {
      env: { AWS_REGION: "us-east-1" },
    })

  test("the pair becomes the profile's own, with its device; the AWS CLI goes on working, and no file of aws-mfa's changes", async () => {
    const home = withoutKeys(newHome())
    writeFileSync(home.credentials, longTerm("alice"))
    const before = readFileSync(home.credentials, "utf8")
    const imported = await guise(home, words)
    expect(imported.status).toBe(0)
    expect(configOf(home)).toMatch(/\[profile alice\]\n(?:.*\n){2}credential_process = .*\nmfa_serial = .*mfa\/alice\n/)
    expect(readFileSync(home.credentials, "utf8")).toBe(before)
    expect((await run(binary, home, ["login", "alice", "--mfa-code", code()])).status).toBe(0)
    expect((await callerBy(home, "alice")).stdout).toBe("arn:aws:iam::111122223333:user/alice\n")
    expect(sandbox.calls().map(({ action }) => action)).toEqual(["GetSessionToken", "GetCallerIdentity"])
    const again = await guise(home, words)
    expect(again.stderr).toContain("there is nothing to do")
  })

  test("temporary keys of aws-mfa's are taken first while they live, and guise makes new ones after", async () => {
    const home = withoutKeys(newHome())
    writeFileSync(home.credentials, longTerm("alice"))
    expect((await guise(home, words)).status).toBe(0)
    const made = await run(binary, home, ["process", "alice", "--mfa-code", code()])
    const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(made.stdout)
    const worn = `[alice]\naws_access_key_id = ${AccessKeyId}\naws_secret_access_key = ${SecretAccessKey}\naws_session_token = ${SessionToken}\n`
    const end = new Date(Date.now() + 3600_000).toISOString().slice(0, 19).replace("T", " ")
    writeFileSync(home.credentials, `${longTerm("alice")}\n${worn}expiration = ${end}\n`)
    const told = await guise(home, words)
    expect(told.stderr).toMatch(/\[alice\] holds aws-mfa's temporary keys \(until .*\); .*credentials:\d+\)/)
    expect((await callerBy(home, "alice")).stdout).toBe("arn:aws:iam::111122223333:user/alice\n")
    const now = await guise(home, ["explain", "alice"])
    expect(now.stdout).toContain("temporary keys in the credentials file")
    const after = await run(later(binary, 7200), home, ["explain", "alice"])
    expect(after.stdout).toContain("The plain store keeps the key pair")
  })

  test("default, another suffix, and what takes a role with it", async () => {
    const home = withoutKeys(newHome())
    const role = "arn:aws:iam::111122223333:role/Admin"
    writeFileSync(
      home.credentials,
      `${longTerm("default")}\n${longTerm("r", `assume_role = ${role}\n`)}\n[x-lt]\n${pair(bob)}`,
    )
    const { stderr } = await guise(home, words)
    expect(stderr).toMatch(/profile r, AKIA\w+, is left: aws-mfa takes the role .*role\/Admin/)
    expect((await guise(home, [...words, "--suffix", "lt"])).status).toBe(0)
    expect((await listed(home)).filter(line => line.endsWith("store"))).toEqual([
      `default ${alice.id} plain store`,
      `x ${bob.id} plain store`,
    ])
    expect(configOf(home)).toMatch(/\[default\]\ncredential_process = .* process default\nmfa_serial = /)
  })
})
