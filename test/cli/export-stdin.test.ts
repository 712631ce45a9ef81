import { describe, expect, test } from "bun:test"
import { bash, builds, json, run, sitDown, stage } from "./harness.ts"

const { newHome } = await stage()

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const response = {
  Credentials: {
    AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
    SecretAccessKey: secret,
    SessionToken: "AQoDYXdzEPT//////////wEXAMPLE",
    Expiration: "2099-01-02T03:04:05+00:00",
  },
  AssumedRoleUser: { AssumedRoleId: "AROA:me", Arn: "arn:aws:sts::123456789012:assumed-role/Admin/me" },
}
const stdin = JSON.stringify(response)

describe.each([...builds])("$runtime", build => {
  test("STS JSON becomes any format, with the account of the role in it", async () => {
    const home = newHome()
    const words = ["export", "--stdin", "--format"]
    const document = json<object>(await run(build, home, [...words, "process"], { stdin }))
    expect(document).toEqual({
      Version: 1,
      ...response.Credentials,
      Expiration: "2099-01-02T03:04:05Z",
      AccountId: "123456789012",
    })
    const dotenv = await run(build, home, [...words, "dotenv", "--region", "eu-west-1"], { stdin })
    expect(dotenv.stdout).toContain(`AWS_SECRET_ACCESS_KEY=${secret}\n`)
    expect(dotenv.stdout).toContain("AWS_REGION=eu-west-1\n")
    // What guise prints, guise reads.
    const again = await run(build, home, [...words, "process"], { stdin: JSON.stringify(document) })
    expect(json<object>(again)).toEqual(document)
  })

  test("a shell takes it on, and nobody else is left in it", async () => {
    const line = `eval "$(printf '%s' "$JSON" | $G export --stdin)"; echo "$AWS_SECRET_ACCESS_KEY \${AWS_PROFILE-none}"`
    const ran = await bash(build, newHome(), line, { env: { JSON: stdin, AWS_PROFILE: "bob" } })
    expect([ran.stdout, ran.stderr]).toEqual([`${secret} none\n`, ""])
  })

  test.each<readonly [string, readonly string[], string | undefined, string]>([
    ["an empty pipe (the command before failed)", [], "", "Stdin holds nothing at all."],
    ["no stdin", [], undefined, "Stdin holds nothing at all."],
    ["text", [], `${secret} is no JSON`, "Stdin holds something that is not one JSON object."],
    ["no end", [], secret.repeat(5000), "Stdin holds more than 65536 bytes, which cannot be one set of credentials."],
    [
      "--read-only",
      ["--read-only"],
      stdin,
      "--read-only has nothing to work on: the credentials on stdin are made already.",
    ],
    ["--role-arn", ["--role-arn", "123456789012:X"], stdin, "--role-arn has nothing to work on"],
    ["a profile", ["bob"], stdin, "--stdin takes the credentials from stdin, and a profile was named too."],
    [
      "a profile by flag",
      ["-p", "bob"],
      stdin,
      "--stdin takes the credentials from stdin, and a profile was named too.",
    ],
  ])("%s is wrong usage, and nothing of it is shown", async (_what, words, input, message) => {
    const ran = await run(
      build,
      newHome(),
      ["export", "--stdin", ...words],
      input === undefined ? {} : { stdin: input },
    )
    expect([ran.status, ran.stdout]).toEqual([2, ""])
    expect(ran.stderr).toContain(`guise: ${message}`)
    expect(ran.stderr).not.toContain(secret)
  })

  test("a terminal is not read: guise would wait for the person, and the person for guise", async () => {
    const screen = await sitDown(build, newHome())
    screen.type("$G export --stdin\r")
    await screen.see("guise: Stdin is the terminal, and --stdin wants a pipe or a file there.")
  })

  test("credentials that are over are refused", async () => {
    const Credentials = { ...response.Credentials, Expiration: "2020-01-02T03:04:05Z" }
    const ran = await run(build, newHome(), ["export", "--stdin"], { stdin: JSON.stringify({ Credentials }) })
    expect([ran.status, ran.stdout]).toEqual([5, ""])
    expect(ran.stderr).toContain("The credentials on stdin expired at 2020-01-02T03:04:05Z.")
  })
})
