import { describe, expect, test } from "bun:test"
import { existsSync, readdirSync, rmSync } from "node:fs"
import { resolve } from "node:path"
import { builds, run, runCommand, stage, variablesIn, wordOf } from "./harness.ts"

const { newHome } = await stage()
const nu = resolve(import.meta.dirname, "../../node_modules/.bin/nu")

/** Credentials by every name there is, as other tools leave them. */
const left = {
  AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "x",
  AWS_SESSION_TOKEN: "x",
  AWS_SECURITY_TOKEN: "x",
  AWS_CREDENTIAL_EXPIRATION: "2020-01-02T03:04:05Z",
  AWS_SESSION_EXPIRATION: "2020-01-02T03:04:05Z",
  AWS_ACCOUNT_ID: "123456789012",
  AWS_PROFILE: "amdin",
  AWS_DEFAULT_PROFILE: "amdin",
  AWS_ROLE_ARN: "x",
  AWS_ROLE_SESSION_NAME: "x",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/nonexistent",
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "x",
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "x",
  AWS_CREDENTIAL_FILE: "x",
  AWS_CREDENTIAL_SCOPE: "x",
  AWS_BEARER_TOKEN_BEDROCK: "x",
  AWS_ACCESS_KEY: "x",
  AWS_SECRET_KEY: "x",
  SECRET_ACCESS_KEY: "x",
  GUISE_PROFILE: "amdin",
  GUISE_EXPIRES_AT: "1",
  GUISE_MFA_CODE: "123456",
  GUISE_PASSPHRASE: "x",
}

const shells: readonly [name: string, start: readonly string[], line: (guise: string) => string][] = [
  ["bash", ["bash", "-c"], guise => `eval "$(${guise})"; env -0`],
  ["bash", ["bash", "-c"], guise => `eval $(${guise}); env -0`],
  ["zsh", ["zsh", "-f", "-c"], guise => `eval "$(${guise})"; env -0`],
  ["dash", ["dash", "-c"], guise => `eval "$(${guise})"; env -0`],
  ["fish", ["fish", "--no-config", "-c"], guise => `${guise} | source; env -0`],
  ["elvish", ["elvish", "-norc", "-c"], guise => `eval (${guise} | slurp); env -0`],
  ["nu", [nu, "--no-config-file", "-c"], guise => `^${guise} | from json | load-env; ^env -0`],
]

describe.each([...builds])("$runtime", build => {
  test.each([...shells])(
    "off --all leaves nobody in %s (%#), offline and with the AWS files broken",
    async (name, start, line) => {
      const home = newHome()
      await Bun.write(home.config, "this is no AWS file\n")
      await Bun.write(`${home.folder}/xdg/config/guise/config.toml`, "nor = is [this\n")
      const env = { ...left, AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_REGION: "eu-west-1" }
      const ran = await runCommand([...start, line(`${wordOf(build)} off --all`)], home, { env })
      const seen = new Set(Object.keys(variablesIn(ran.stdout)))
      expect([ran.status, ran.stderr, Object.keys(left).filter(variable => seen.has(variable))]).toEqual([0, "", []])
      expect([name, seen.has("AWS_REGION"), seen.has("AWS_ENDPOINT_URL"), seen.has("HOME")]).toEqual([
        name,
        true,
        true,
        true,
      ])
    },
  )

  test("off --all reads no file of the user's and makes none: it works in a home that is gone", async () => {
    const home = newHome()
    rmSync(`${home.folder}/.aws`, { recursive: true })
    const ran = await run(build, home, ["off", "--all", "--format", "sh"], {
      env: { HOME: "/dev/null/home", AWS_PROFILE: "x" },
    })
    expect([ran.status, ran.stderr]).toEqual([0, ""])
    expect(readdirSync(home.folder).sort()).toEqual(["tmp", "work"])
    expect(existsSync(home.cache)).toBe(false)
  })

  test("files that stand in for the user's own make way for those", async () => {
    const env = {
      AWS_CONFIG_FILE: "/stand/in",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      GUISE_AWS_CONFIG_FILE: "/home/me/.aws/config",
      GUISE_AWS_SHARED_CREDENTIALS_FILE: "/home/me/.aws/credentials",
    }
    const line = `eval "$(${wordOf(build)} off --all)"; env`
    const { stdout } = await runCommand(["bash", "-c", line], newHome(), { env })
    expect(stdout).toMatch(/^AWS_CONFIG_FILE=\/home\/me\/.aws\/config$/m)
    expect(stdout).toMatch(/^AWS_SHARED_CREDENTIALS_FILE=\/home\/me\/.aws\/credentials$/m)
    expect(stdout).not.toContain("GUISE_AWS_")
  })

  test.each([
    ["bash", 'eval "$(guise off --all)"'],
    ["fish", "guise off --all | source"],
    ["elvish", "eval (guise off --all | slurp)"],
    ["nu", "guise off --all | from json | load-env"],
    ["powershell", "guise off --all | Out-String | Invoke-Expression"],
    ["cmd", `for /f "delims=" %i in ('guise off --all') do @%i`],
  ])("off by itself says what to type instead, in %s", async (format, line) => {
    const ran = await run(build, newHome(), ["off", "--format", format])
    expect([ran.status, ran.stdout]).toEqual([2, ""])
    expect(ran.stderr).toEndWith(`; to clear every AWS credential variable instead: ${line}\n`)
  })

  test("a format that is no shell's is refused", async () => {
    const ran = await run(build, newHome(), ["off", "--all", "--format", "dotenv"])
    expect([ran.status, ran.stdout]).toEqual([2, ""])
    expect(ran.stderr).toContain('There is no format "dotenv" for a shell.')
  })
})
