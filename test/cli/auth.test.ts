import { describe, expect, test } from "bun:test"
import {
  addToConfig,
  bash,
  builds,
  type Document,
  device,
  type Home,
  json,
  run,
  runCommand,
  secrets,
  stage,
  wordOf,
} from "./harness.ts"

const { sandbox, newHome, code } = await stage()

const keys = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: secrets.key }
const admin = "arn:aws:iam::111122223333:role/Admin"
const deploy = "arn:aws:iam::111122223333:role/Deploy"

describe.each([...builds])("$runtime", build => {
  /** A home without AWS files: all there is are flags and the environment. */
  function bare(): Home {
    const home = newHome()
    const { AWS_CONFIG_FILE: _config, AWS_SHARED_CREDENTIALS_FILE: _credentials, ...env } = home.env
    return { ...home, env: { ...env, ...keys, HOME: `${home.folder}/work` } }
  }

  test("an MFA session from flags and the environment's keys, evaluated with and without quotes", async () => {
    for (const line of ['eval "$($WORDS)"', "eval $($WORDS)"]) {
      sandbox.reset()
      const words = `$G auth -q --serial-number ${device} --token-code ${code()}`
      const show = `echo "$AWS_ACCESS_KEY_ID $AWS_SESSION_EXPIRATION \${GUISE_PROFILE-}"`
      const ran = await bash(build, bare(), `${line.replace("$WORDS", words)}; ${show}`)
      expect([ran.status, ran.stderr]).toEqual([0, ""])
      expect(ran.stdout).toMatch(/^ASIA\w{16} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \n$/)
    }
  })

  test("fish takes it on", async () => {
    const line = `${wordOf(build)} auth -q --serial-number ${device} --token-code ${code()} | source; env`
    const ran = await runCommand(["fish", "--no-config", "-c", line], bare())
    expect(ran.stdout).toMatch(/^AWS_SESSION_EXPIRATION=/m)
  })

  test("a role behind the device; a second one needs no code, and each --role-arn goes on from the one before", async () => {
    const home = bare()
    const auth = (...words: string[]) =>
      run(build, home, ["auth", "--serial-number", device, "--format", "process", ...words])
    expect((await auth("--role-arn", admin, "--token-code", code())).status).toBe(0)
    expect((await auth("--role-arn", deploy)).status).toBe(0)
    const chained = await auth(
      "--role-arn",
      admin,
      "--role-arn",
      "111122223333:Chained",
      "--role-session-name",
      "night",
    )
    const { AccessKeyId, SecretAccessKey, SessionToken = "" } = json<Document>(chained)
    const env = {
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
    }
    const who = await run(build, home, ["export", "--format", "json"], { env })
    expect(who.status).toBe(0)
    expect(sandbox.calls().map(call => call.action)).toEqual([
      "GetSessionToken",
      "AssumeRole",
      "AssumeRole",
      "AssumeRole",
    ])
    expect(sandbox.calls().at(-1)?.params.RoleSessionName).toBe("night")
  })

  test("--role-duration-seconds over an hour goes straight from the keys with the code; --mfa-duration-seconds is the session's", async () => {
    const home = bare()
    const auth = (...words: string[]) =>
      run(build, home, ["auth", "--serial-number", device, "--format", "process", ...words])
    const long = json<Document>(
      await auth("--role-arn", deploy, "--role-duration-seconds", "43200", "--token-code", code()),
    )
    expect(hoursLeft(long)).toBe(12)
    sandbox.clock.advance(60)
    const session = await auth(
      "--mfa-duration-seconds",
      "7200",
      "--role-duration-seconds",
      "3600",
      "--token-code",
      code(),
    )
    expect(sandbox.calls().at(-1)?.params.DurationSeconds).toBe("7200")
    expect(session.stderr).toContain("--role-duration-seconds has no effect: no role is taken.")
  })

  test("--profile BASE brings keys and region; its own role comes before those of the flags", async () => {
    const home = newHome()
    const ran = await run(build, home, [
      "auth",
      "--profile",
      "admin",
      "--role-arn",
      "111122223333:Chained",
      "--token-code",
      code(),
      "--format",
      "json",
    ])
    expect(json<object>(ran)).toMatchObject({ Profile: "admin", Region: "us-east-1", AccountId: "111122223333" })
  })

  test("cron: no USER, no HOME to speak of, no terminal", async () => {
    const { AWS_ENDPOINT_URL, PATH } = bare().env
    const env = {
      PATH,
      HOME: "/dev/null/home",
      AWS_ENDPOINT_URL,
      AWS_REGION: "eu-west-1",
      ...keys,
      XDG_CACHE_HOME: newHome().cache,
    }
    const line = `eval "$(${wordOf(build)} auth --role-arn 111122223333:ReadOnly)"; echo $AWS_ACCOUNT_ID $AWS_REGION $AWS_DEFAULT_REGION`
    const ran = await runCommand(
      ["env", "-i", ...Object.entries(env).map(([name, value]) => `${name}=${value}`), "sh", "-c", line],
      newHome(),
    )
    expect(ran.stdout).toBe("111122223333 eu-west-1\n")
    expect(sandbox.calls().at(-1)?.params.RoleSessionName).toMatch(/^guise(-\w+)?$/)
  })

  test("the environment's region stays although [default], which nobody named, has another", async () => {
    const home = newHome()
    addToConfig(home, "[default]\nregion = ap-south-1")
    const ran = await run(build, home, ["auth", "--format", "dotenv", "--role-arn", "111122223333:ReadOnly"], {
      env: { ...keys, AWS_REGION: "eu-west-1" },
    })
    expect(ran.stdout).not.toContain("REGION")
  })

  test.each<readonly [string, readonly string[], object, number, string]>([
    ["no code and nobody to ask", ["--serial-number", device], {}, 3, "An MFA code for"],
    [
      "a session from temporary keys",
      ["--serial-number", device],
      { AWS_SESSION_TOKEN: "x" },
      4,
      "The keys in the environment are temporary",
    ],
    [
      "two durations",
      ["--duration", "1h", "--role-duration-seconds", "3600"],
      {},
      2,
      "--duration and --role-duration-seconds say the same thing",
    ],
    ["a duration that is none", ["--mfa-duration-seconds", "long"], {}, 2, "--mfa-duration-seconds wants a duration"],
    [
      "a session longer than AWS gives",
      ["--mfa-duration-seconds", "129601", "--serial-number", device],
      {},
      2,
      "outside what AWS accepts",
    ],
    ["a serial that is none", ["--serial-number", "x y"], {}, 2, "--serial-number"],
    ["no keys at all", [], { AWS_ACCESS_KEY_ID: undefined }, 4, ""],
  ])("%s: says so, prints nothing, calls nobody", async (_what, words, env, status, message) => {
    const ran = await run(build, bare(), ["auth", ...words], { env: { ...env } })
    expect([ran.status, ran.stdout]).toEqual([status, ""])
    expect(ran.stderr).toContain(message)
    expect(sandbox.calls()).toEqual([])
  })
})

/** Rounded up: a moment has passed since. */
function hoursLeft({ Expiration = "" }: Document): number {
  return Math.ceil((Date.parse(Expiration) - Date.now()) / 3_600_000)
}
