import { describe, expect, test } from "bun:test"
import {
  addToConfig,
  builds,
  type Document,
  json,
  type Ran,
  run,
  runCommand,
  stage,
  variablesIn,
  wordOf,
} from "./harness.ts"

const { newHome } = await stage()

/** A profile whose values want quoting, as far as AWS's files can hold such. */
const odd = {
  section:
    '[profile "odd\'$(id)"]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = a\'b"c$d`e\\f;g&h',
  name: "odd'$(id)",
  secret: "a'b\"c$d`e\\f;g&h",
} as const

const names = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "GUISE_PROFILE",
  "AWS_REGION",
] as const

/** How each shell evaluates what guise prints, then shows its variables. */
const shells: readonly [shell: string, evaluate: (guise: string) => string][] = [
  ["bash", guise => `eval "$(${guise})"`],
  ["bash", guise => `eval $(${guise})`],
  ["zsh", guise => `eval "$(${guise})"`],
  ["sh", guise => `eval "$(${guise})"`],
  ["dash", guise => `eval $(${guise})`],
  ["fish", guise => `${guise} | source`],
]

describe.each([...builds])("$runtime", build => {
  test.each([...shells])("%s takes it on (%#)", async (shell, evaluate) => {
    const home = newHome()
    addToConfig(home, odd.section)
    const before = {
      AWS_PROFILE: "bob",
      AWS_SESSION_TOKEN: "stale",
      AWS_BEARER_TOKEN_BEDROCK: "t",
      AWS_REGION: "sa-east-1",
    }
    const quote = (text: string) => `'${text.replaceAll("'", shell === "fish" ? "\\'" : `'\\''`)}'`
    for (const format of ["", ` --format ${shell === "dash" ? "sh" : shell}`]) {
      const line = evaluate(`${wordOf(build)} export -q ${quote(odd.name)}${format}`)
      const ran = await runCommand([shell, "-c", `${line}; env -0`], home, { env: before })
      expect([ran.status, ran.stderr]).toEqual([0, ""])
      const seen = variablesIn(ran.stdout)
      expect(names.map(name => seen[name])).toEqual([
        "AKIAI44QH8DHBEXAMPLE",
        odd.secret,
        undefined,
        odd.name,
        "sa-east-1",
      ])
      for (const name of ["AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"]) expect(seen).not.toContainKey(name)
    }
  })

  test("by default for the shell that asks, whatever $SHELL says; else for $SHELL; else for sh", async () => {
    const home = newHome()
    const [fish, bash] = ["set -gx GUISE_PROFILE", "export GUISE_PROFILE="]
    const asked = async (command: readonly string[], SHELL: string | undefined) =>
      (await runCommand(command, home, { env: { SHELL } })).stdout
    expect(await asked(["fish", "-c", `${wordOf(build)} export alice; true`], "/bin/bash")).toContain(fish)
    expect(await asked(["bash", "-c", `${wordOf(build)} export alice; true`], "/usr/bin/fish")).toContain(bash)
    // Here the parent is the test runner, which is no shell.
    expect(await asked([...build.argv, "export", "alice"], "/usr/bin/fish")).toContain(fish)
    expect(await asked([...build.argv, "export", "alice"], "/bin/nologin")).toContain(bash)
    expect(await asked([...build.argv, "export", "alice"], undefined)).toContain(bash)
  })

  test("the formats for programs agree with each other", async () => {
    const home = newHome()
    const get = (format: string): Promise<Ran> => run(build, home, ["export", "readonly", "--format", format])
    const document = json<Document>(await run(build, home, ["process", "readonly"]))
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = document
    const { Version: _one, ...fields } = document
    expect(document.Version).toBe(1)
    expect(json<object>(await get("process"))).toEqual(document)
    expect(json<object>(await get("json"))).toEqual({ ...fields, Region: "us-east-1", Profile: "readonly" })
    const lines = [
      `AWS_ACCESS_KEY_ID=${AccessKeyId}`,
      `AWS_SECRET_ACCESS_KEY=${SecretAccessKey}`,
      `AWS_SESSION_TOKEN=${SessionToken}`,
      `AWS_CREDENTIAL_EXPIRATION=${Expiration}`,
      `AWS_SESSION_EXPIRATION=${Expiration}`,
      `AWS_ACCOUNT_ID=${AccountId}`,
      "GUISE_PROFILE=readonly",
      `GUISE_EXPIRES_AT=${Date.parse(Expiration ?? "") / 1000}`,
      "AWS_REGION=us-east-1",
      "AWS_DEFAULT_REGION=us-east-1",
    ]
    for (const format of ["docker", "dotenv", "DOTENV"]) {
      expect((await get(format)).stdout.trimEnd().split("\n")).toEqual(lines)
    }
    expect((await get("ini")).stdout).toBe(
      `[readonly]\naws_access_key_id = ${AccessKeyId}\naws_secret_access_key = ${SecretAccessKey}\n` +
        `aws_session_token = ${SessionToken}\nexpiration = ${Expiration}\nregion = us-east-1\n`,
    )
    expect(json<object>(await run(build, home, ["export", "readonly", "--json"]))).toMatchObject(fields)
  })

  test("what export --format ini printed, guise reads", async () => {
    const home = newHome()
    const { stdout } = await run(build, home, ["export", "readonly", "--format", "ini"])
    const other = newHome()
    await Bun.write(other.credentials, stdout)
    const ran = await run(build, other, ["whoami", "readonly", "--json"], { env: { AWS_CONFIG_FILE: "/dev/null" } })
    expect(json<{ arn: string }>(ran).arn).toBe("arn:aws:sts::111122223333:assumed-role/ReadOnly/guise-alice")
  })

  test("nothing is printed when there are no credentials, so that an eval does nothing", async () => {
    const ran = await run(build, newHome(), ["export", "amdin"])
    expect([ran.status, ran.stdout]).toEqual([4, ""])
  })
})
