import { describe, expect, test } from "bun:test"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { movedClock } from "../interop/moved-clock.ts"
import {
  addToConfig,
  bash,
  binary,
  builds,
  type Home,
  type Ran,
  run,
  secrets,
  sitDown,
  stage,
  wordOf,
} from "./harness.ts"

const { sandbox, newHome, homeAfterLogin, code } = await stage()

/** Whatever else may say who one is. */
const stale = {
  AWS_PROFILE: "bob",
  AWS_DEFAULT_PROFILE: "bob",
  AWS_ACCESS_KEY_ID: "AKIAI44QH8DHBEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "old",
  AWS_SESSION_TOKEN: "old",
  AWS_SECURITY_TOKEN: "old",
  AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/Old",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/old",
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/old",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "old",
  AWS_CREDENTIAL_EXPIRATION: "2001-01-01T00:00:00Z",
  GUISE_PASSPHRASE: "old",
}

function homeWithDefault(): Home {
  const home = homeAfterLogin()
  // What SDKs would take before they ask any endpoint.
  const keys = `[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secrets.key}\n`
  writeFileSync(home.credentials, keys, { flag: "a" })
  addToConfig(
    home,
    "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = alice",
  )
  return home
}

const folders = ({ folder }: Home) => {
  const commands = join(folder, "xdg/run/guise/commands")
  return existsSync(commands) ? readdirSync(commands) : []
}

const ask =
  'curl -s -H "Authorization: $(cat $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)" $AWS_CONTAINER_CREDENTIALS_FULL_URI'

describe.each([...builds])("$runtime, --as server", build => {
  test("the child is told an endpoint and a token, and nothing that comes before them", async () => {
    const home = homeWithDefault()
    const ran = await run(build, home, ["exec", "readonly", "--as", "server", "--", "env"], { env: stale })
    const told = Object.fromEntries(
      ran.stdout
        .trim()
        .split("\n")
        .map(line => line.split(/=(.*)/s).slice(0, 2)),
    )
    const own = expect.stringMatching(new RegExp(`^${home.folder}/xdg/run/guise/commands/[0-9a-f]{32}/`))
    expect({ status: ran.status, told }).toEqual({
      status: 0,
      told: {
        ...home.env,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/p\/readonly$/),
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: own,
        AWS_CONFIG_FILE: own,
        AWS_SHARED_CREDENTIALS_FILE: own,
        AWS_REGION: "us-east-1",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_SDK_LOAD_CONFIG: "1",
        GUISE_PROFILE: "readonly",
        GUISE_AWS_CONFIG_FILE: home.config,
        GUISE_AWS_SHARED_CREDENTIALS_FILE: home.credentials,
      },
    })
    expect(folders(home)).toEqual([])
    await expect(fetch(String(told.AWS_CONTAINER_CREDENTIALS_FULL_URI))).rejects.toThrow()
  })

  test("the files it reads name no credentials for default, and the token has no line end", async () => {
    const show =
      'cat "$AWS_SHARED_CREDENTIALS_FILE"; sed "/^$/q" "$AWS_CONFIG_FILE"; wc -lc < "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"; stat -c %a "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" "$(dirname "$AWS_CONFIG_FILE")"'
    const ran = await run(build, homeWithDefault(), [
      "exec",
      "readonly",
      "--as",
      "server",
      "-q",
      "--",
      "sh",
      "-c",
      show,
    ])
    expect(ran.stdout.replaceAll(/ +/g, " ")).toBe(
      "[default]\nregion = us-east-1\nservices = sandbox\n\n 0 43\n600\n700\n",
    )
  })

  test("the endpoint hands out the role, for one call to AWS", async () => {
    const home = homeWithDefault()
    const ran = await run(build, home, ["exec", "readonly", "--as", "server", "-q", "--", "sh", "-c", `${ask}; ${ask}`])
    const [first, second] = ran.stdout
      .replace("}{", "}\n{")
      .split("\n")
      .map(line => JSON.parse(line))
    expect(first).toEqual({
      Code: "Success",
      Type: "AWS-HMAC",
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SecretAccessKey: expect.any(String),
      Token: expect.any(String),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      AccountId: "111122223333",
    })
    expect(second).toEqual(first)
    expect(sandbox.calls("AssumeRole").length).toBe(1)
  })

  test.each([
    ["a status", "exit 7", 7, null],
    ["a signal", "kill -TERM $$", null, "SIGTERM"],
    [
      "a signal to guise, which is passed on",
      "trap 'exit 9' TERM; kill -TERM $PPID; while :; do sleep 0.05; done",
      9,
      null,
    ],
  ])("ends as the command ends: %s", async (_title, line, status, signal) => {
    const home = homeWithDefault()
    const ran = await run(build, home, ["exec", "readonly", "--as", "server", "-q", "--", "sh", "-c", line])
    expect([ran.status, ran.signal, folders(home)]).toEqual([status, signal, []])
  })
})

describe("--as server", () => {
  test("starts nothing where the first credentials cannot be had", async () => {
    const words = ["exec", "admin", "--as", "server", "--", "touch", "started"]
    const home = homeWithDefault()
    const ran = await run(binary, home, words)
    expect([ran.status, existsSync(join(home.cwd, "started"))]).toEqual([3, false])
  })

  test.each([
    ["long-lived keys", ["bob"], 4, "leads to a long-lived key pair"],
    ["a shell", [], 2, "A new shell wants to be told"],
  ])("refuses %s", async (_title, words, status, said) => {
    const ran = await run(binary, newHome(), [
      "exec",
      ...words,
      "--as",
      "server",
      ...(words.length > 0 ? ["--", "env"] : []),
    ])
    expect([ran.status, ran.stdout]).toEqual([status, ""])
    expect(ran.stderr).toContain(said)
  })

  test("the keys of boto's old file are put aside, and a file without any is left as it is", async () => {
    const home = homeWithDefault()
    const show = ["exec", "readonly", "--as", "server", "-q", "--", "sh", "-c", "printenv BOTO_CONFIG || echo none"]
    writeFileSync(join(home.folder, ".boto"), "[GSUtil]\nparallel_process_count = 1\n")
    expect((await run(binary, home, show)).stdout).toBe("none\n")
    writeFileSync(join(home.folder, ".boto"), `[Credentials]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n`)
    expect((await run(binary, home, show)).stdout).toMatch(/\/guise\/commands\/[0-9a-f]{32}\/credentials\n$/)
  })

  test("a shadowed default stays shadowed: the AWS tools inside are the role", async () => {
    const line = `$G exec readonly --as server -q -- sh -c '$G whoami --json'`
    const ran = await bash(binary, homeWithDefault(), line)
    expect(JSON.parse(ran.stdout).arn).toContain(":assumed-role/ReadOnly/")
  })
})

describe("--as server, when time passes while the command runs", () => {
  /** Moves the clock of everybody, the sandbox's too: `later SECONDS`. */
  const move = `later() { moved=$((moved + $1)); echo "+$moved" > "$FAKETIME_TIMESTAMP_FILE.new"; mv "$FAKETIME_TIMESTAMP_FILE.new" "$FAKETIME_TIMESTAMP_FILE"; $G sandbox -q --advance "$1"; }`
  const inside = async (profile: string, line: string): Promise<Ran> => {
    const home = homeWithDefault()
    const clock = await movedClock(join(home.folder, "clock"))
    const text = `${move}\n${line}`.replaceAll("$G", wordOf(binary))
    const words = ["exec", profile, "--as", "server", "-q", "--mfa-code", code(), "--", "sh", "-c", text]
    const ran = await run(binary, home, words, { env: clock.env })
    await clock.end()
    return ran
  }

  test("past the end there are new credentials, by one call, and never dead ones", async () => {
    const both = `(${ask} & ${ask}; wait) | jq -r .AccessKeyId`
    const ran = await inside("readonly", `${both}; later 3700; ${both}`)
    const [first, second, third, fourth] = ran.stdout.trim().split("\n")
    expect([first === second, second === third, third === fourth, third?.slice(0, 4)]).toEqual([
      true,
      false,
      true,
      "ASIA",
    ])
    expect(sandbox.calls("AssumeRole").length).toBe(2)
  })

  test("with 17 minutes left they are the same, with 15 they are new ones", async () => {
    const one = `${ask} | jq -r .AccessKeyId`
    const ran = await inside("readonly", `${one}; later 2580; ${one}; later 120; ${one}`)
    const [first, second, third] = ran.stdout.trim().split("\n")
    expect([first === second, second === third]).toEqual([true, false])
  })

  test("when a code is wanted that nobody gives there is 503 with what to type, and one line for the person", async () => {
    const one = `${ask} -w ' %{http_code}\n'`
    const ran = await inside("admin", `${one} | cut -c1-17; later 200000; ${one}; ${one}`)
    const [first, ...rest] = ran.stdout.trim().split("\n")
    expect(first).toBe('{"Code":"Success"')
    expect(rest).toEqual(
      Array(2).fill(expect.stringMatching(/^\{"Code":"nobody-to-ask","Message":".*guise login admin.*"\} 503$/)),
    )
    expect(ran.stderr.match(/could not be renewed/g)?.length).toBe(1)
    expect(ran.stderr).toContain("guise login admin")
  })

  test("nor is anybody asked at a terminal, which is the command's", async () => {
    const home = homeWithDefault()
    const clock = await movedClock(join(home.folder, "clock"))
    const script = `${move}\nlater 200000; ${ask} -w ' %{http_code}\n'`.replaceAll("$G", wordOf(binary))
    writeFileSync(join(home.cwd, "script"), script)
    const screen = await sitDown(binary, home, clock.env)
    screen.type(`$G exec admin --as server -q --mfa-code ${code()} -- sh ./script\r`)
    const shown = await screen.see(/\} \d+|Enter MFA code/)
    expect(shown).toMatch(/\{"Code":"nobody-to-ask",.*\} 503$/)
    await clock.end()
  })
})
