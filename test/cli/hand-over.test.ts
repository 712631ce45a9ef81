import { describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import {
  addToConfig,
  bash,
  binary,
  builds,
  type Document,
  type Home,
  run,
  runtimeOf,
  secrets,
  stage,
  variablesIn,
} from "./harness.ts"

const { sandbox, newHome, homeAfterLogin, code } = await stage()

const stale = {
  AWS_PROFILE: "bob",
  AWS_DEFAULT_PROFILE: "bob",
  AWS_ACCESS_KEY_ID: "AKIAI44QH8DHBEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "old",
  AWS_SESSION_TOKEN: "old",
  AWS_SECURITY_TOKEN: "old",
  AWS_CREDENTIAL_EXPIRATION: "2001-01-01T00:00:00Z",
  AWS_ACCOUNT_ID: "999999999999",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/old",
  AWS_REGION: "eu-central-1",
  GUISE_EXPIRES_AT: "1",
  GUISE_PASSPHRASE: "old",
}

/** The folders of running commands, in the user's runtime folder. */
function commands(home: Home): readonly string[] {
  const folder = join(runtimeOf(home), "guise/commands")
  return existsSync(folder) ? readdirSync(folder) : []
}

const hookHome = (): Home => {
  const home = homeAfterLogin()
  const session = "source_profile = alice\nmfa_serial = arn:aws:iam::111122223333:mfa/alice"
  addToConfig(
    home,
    `[profile hooked]\nregion = us-west-2\nservices = sandbox\n${session}\ncredential_process = /usr/bin/guise process hooked`,
  )
  return home
}

describe.each([...builds])("$runtime, --as profile", build => {
  test("the child is told the profile and its region, and nothing that comes before it", async () => {
    const home = hookHome()
    const words = ["exec", "hooked", "--as", "profile", "--mfa-code", code(), "--", "env", "-0"]
    const ran = await run(build, home, words, { env: stale })
    expect({ status: ran.status, env: variablesIn(ran.stdout) }).toEqual({
      status: 0,
      env: {
        ...home.env,
        AWS_PROFILE: "hooked",
        AWS_REGION: "us-west-2",
        AWS_DEFAULT_REGION: "us-west-2",
        AWS_SDK_LOAD_CONFIG: "1",
        GUISE_PROFILE: "hooked",
      },
    })
  })
})

describe("--as profile refuses", () => {
  test("what some SDK reads differently, with the line to write", async () => {
    const home = homeAfterLogin()
    const ran = await run(binary, home, ["exec", "admin", "--as", "profile", "--mfa-code", code(), "--", "env"])
    expect(ran).toMatchObject({ status: 4, stdout: "" })
    const line = `credential_process = ${binary.argv[0]} process admin`
    expect(ran.stderr).toContain(`write under [profile admin-guise] in ${home.config}: ${line}, and use admin-guise`)
    expect(ran.stderr).toContain("hint: guise exec admin --as process -- CMD")
    // The code was not spent on it.
    expect(sandbox.calls()).toEqual([])
  })

  test("a session that lacks only the hook, with the line for that very section", async () => {
    const home = homeAfterLogin()
    const { stderr } = await run(binary, home, ["exec", "alice-mfa", "--as", "profile", "--", "env"])
    expect(stderr).toContain(
      `write under [profile alice-mfa] in ${home.config}: credential_process = ${binary.argv[0]} process alice-mfa.`,
    )
  })

  test.each([
    [["--session-name", "me"], "--session-name"],
    [["--role-arn", "444455556666:Partner"], "--role-arn"],
    [["--duration", "20m"], "--duration"],
  ])("flags that the child would not know of: %j", async (flags, named) => {
    const ran = await run(binary, newHome(), ["exec", "readonly", "--as", "profile", ...flags, "--", "env"])
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain(`by itself, past ${named}.`)
  })

  test("an identity without a name", async () => {
    const env = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: secrets.key }
    for (const way of ["profile", "process"]) {
      const ran = await run(binary, newHome(), ["exec", "--as", way, "--", "env"], { env })
      expect(ran.status).toBe(2)
      expect(ran.stderr).toContain(`--as ${way} wants a profile`)
    }
  })
})

describe.each([...builds])("$runtime, --as process", build => {
  test("the child is told where its own files are, and guise where the real ones are", async () => {
    const home = homeAfterLogin()
    const words = ["exec", "admin", "--as", "process", "--mfa-code", code(), "--", "env", "-0"]
    const ran = await run(build, home, words, { env: stale })
    const { AWS_CONFIG_FILE = "", AWS_SHARED_CREDENTIALS_FILE = "", ...rest } = variablesIn(ran.stdout)
    const { AWS_CONFIG_FILE: _real, AWS_SHARED_CREDENTIALS_FILE: _too, ...before } = home.env
    expect({ status: ran.status, rest }).toEqual({
      status: 0,
      rest: {
        ...before,
        AWS_REGION: "us-east-1",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_SDK_LOAD_CONFIG: "1",
        GUISE_AWS_CONFIG_FILE: home.config,
        GUISE_AWS_SHARED_CREDENTIALS_FILE: home.credentials,
        GUISE_PROFILE: "admin",
      },
    })
    const folder = join(runtimeOf(home), "guise/commands/")
    expect(AWS_CONFIG_FILE).toMatch(new RegExp(`^${folder}[0-9a-f]{32}/config$`))
    expect(AWS_SHARED_CREDENTIALS_FILE).toBe(AWS_CONFIG_FILE.replace(/config$/, "credentials"))
    expect(commands(home)).toEqual([])
  })

  test("its files are private, hold no secret, and every line in them works", async () => {
    const home = homeAfterLogin()
    const look = `cd "$(dirname "$AWS_CONFIG_FILE")"; stat -c %a . config credentials; cat *; eval "$(sed -n 's/^credential_process = //p' config | tail -1)"`
    const ran = await run(build, home, ["exec", "-q", "bob", "--as", "process", "--", "sh", "-c", look])
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    expect(ran.stdout).toStartWith("700\n600\n600\n")
    const [config = "", document = ""] = ran.stdout.split(/^(?=\{)/m)
    expect(config).not.toMatch(/AKIA|secret|role_arn|source_profile|mfa_serial/)
    expect((JSON.parse(document) as Document).AccessKeyId).toStartWith("A")
  })

  test("ends as its child ends, and the files go", async () => {
    const home = homeAfterLogin()
    const exec = "$G exec -q bob --as process --"
    const endings: readonly (readonly [string, number])[] = [
      ["sh -c 'exit 7'", 7],
      ["sh -c 'kill -TERM $$'", 143],
      ["sh -c 'kill -SEGV $$'", 139],
      ["no-such-command", 127],
      ["/dev/null", 126],
    ]
    for (const [command, status] of endings) {
      expect([command, (await bash(build, home, `${exec} ${command}; exit $?`)).status]).toEqual([command, status])
      expect(commands(home)).toEqual([])
    }
  })

  test.each(["TERM", "HUP", "INT"])("hands a SIG%s on to its child, and the files go", async signal => {
    const home = homeAfterLogin()
    const child = `trap 'echo got it; exit 3' ${signal}; kill -${signal} $PPID; while :; do sleep 0.01; done`
    const ran = await run(build, home, ["exec", "-q", "bob", "--as", "process", "--", "sh", "-c", child])
    expect(ran).toMatchObject({ status: 3, stdout: "got it\n" })
    // A child that dies of it: so does guise.
    const mortal = `kill -${signal} $PPID; exec sleep 60`
    const dies = await run(build, home, ["exec", "-q", "bob", "--as", "process", "--", "sh", "-c", mortal])
    expect(dies.signal).toBe(`SIG${signal}`)
    expect(commands(home)).toEqual([])
  })

  test("bytes of arguments are the caller's, also those that are no UTF-8, and the status is the command's", async () => {
    const home = newHome()
    const exec = "$G exec -q bob --as process --"
    const each = `sh -c 'printf "<%s>" "$@"; exit 7' sh`
    const words = `$'\\xff\\xfe%s\\n\\n' '' "it's \\\\0101" $'\\xc3' -- -q '*'`
    const plain = await bash(build, home, `${each} ${words} | od -An -c; exit \${PIPESTATUS[0]}`)
    expect(plain.status).toBe(7)
    const line = `${exec} ${each} ${words} | od -An -c; exit \${PIPESTATUS[0]}`
    expect(await bash(build, home, line)).toEqual(plain)
    expect((await bash(build, home, `${exec} no-such-command $'\\xff'`)).status).toBe(127)
    expect((await bash(build, home, `w=mine ${exec} printenv w $'\\xff'`)).stdout).toBe("mine\n")
  })
})

describe("--as process", () => {
  test("carries the flags on to the guise that SDKs run, for the profile and for no other", async () => {
    const home = homeAfterLogin()
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }
    writeFileSync(join(home.cwd, "policy.json"), JSON.stringify(policy, undefined, 2))
    const flags = [
      ...["--session-name", "night-shift", "--duration", "20m", "--tags", "team=a b,cost=7", "--region", "us-west-1"],
      ...["--policy", "policy.json", "--min-ttl", "5m", "--role-arn", "111122223333:ReadOnly", "--fresh"],
    ]
    const show = 'cd /; cat "$AWS_CONFIG_FILE"; eval "$(sed -n \'s/^credential_process = //p;T;q\' "$AWS_CONFIG_FILE")"'
    const ran = await run(binary, home, ["exec", "alice", "--as", "process", ...flags, "--", "sh", "-c", show])
    expect(ran.status).toBe(0)
    const lines = ran.stdout.match(/^credential_process = .*$/gm) ?? []
    expect(lines[0]).toBe(lines[1] ?? "")
    expect(lines.slice(2).filter(line => / --/.test(line))).toEqual([])
    // The second run found what the first one made: the same request, to the last letter.
    const taken = sandbox.calls("AssumeRole")
    expect(taken.map(({ outcome, params }) => [outcome, params.RoleSessionName])).toEqual([["ok", "night-shift"]])
    const [section] = ran.stdout.split("\n\n")
    expect(section).toContain("\nregion = us-west-1\n")
    expect((JSON.parse(ran.stdout.slice(ran.stdout.indexOf("\n{"))) as Document).Version).toBe(1)
  })

  test("an MFA code is never carried on", async () => {
    const home = homeAfterLogin()
    const spent = code()
    const show = ["sh", "-c", 'cat "$AWS_CONFIG_FILE"; env']
    const ran = await run(binary, home, ["exec", "admin", "--as", "process", "--mfa-code", spent, "--", ...show])
    expect(ran.status).toBe(0)
    expect(ran.stdout).not.toContain(spent)
  })

  test("inside, guise still sees the user's own files, and can do the same again", async () => {
    const home = homeAfterLogin()
    const inner = join(home.cwd, "inner.sh")
    const show = `sh -c 'sed -n 2p "$AWS_CONFIG_FILE"; echo "$GUISE_AWS_CONFIG_FILE"'`
    writeFileSync(inner, `'${binary.argv[0]}' exec -q bob --as process -- ${show}\n`)
    const ran = await run(binary, home, ["exec", "-q", "alice", "--as", "process", "--", "sh", inner])
    expect(ran.stdout).toBe(`credential_process = ${binary.argv[0]} process bob\n${home.config}\n`)
    expect(commands(home)).toEqual([])
  })

  test("a failure is seen before the command is started", async () => {
    const home = homeAfterLogin()
    const ran = await run(binary, home, ["exec", "admin", "--as", "process", "--", "touch", "started"])
    expect(ran.status).toBe(3)
    expect([existsSync(join(home.cwd, "started")), commands(home)]).toEqual([false, []])
  })

  test("names the profiles that no tool can be told inside", async () => {
    const home = homeAfterLogin()
    addToConfig(home, '[profile "a #b"]\nregion = us-east-1\n[profile "two words"]\nregion = us-east-1')
    const ran = await run(binary, home, ["exec", "bob", "--as", "process", "--", "sh", "-c", 'cat "$AWS_CONFIG_FILE"'])
    expect(ran.stderr).toContain('guise: inside, no tool can be told these profiles: "a #b"\n')
    expect(ran.stdout).toContain('[profile "two words"]\n')
  })

  test.each([
    "it's",
    "two  words",
    "$(touch pwned)",
    "`touch pwned`",
    "a;touch pwned",
    "a & touch pwned &",
    "| touch pwned",
    "-n",
    "--version",
    "$HOME",
    "~",
    "*",
  ])("a profile named %j arrives intact and runs nothing", async name => {
    const home = homeAfterLogin()
    addToConfig(home, `[profile ${JSON.stringify(name)}]\nsource_profile = bob\nservices = sandbox\nregion = us-east-1`)
    addToConfig(home, "role_arn = arn:aws:iam::111122223333:role/ReadOnly")
    const line = 'eval "$(sed -n \'2s/^credential_process = //p\' "$AWS_CONFIG_FILE")"; printf "%s\\n" "$GUISE_PROFILE"'
    const words = ["exec", "-q", `--profile=${name}`, "--as", "process", "--", "sh", "-c", line]
    const ran = await run(binary, home, words)
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    const [document = "", profile] = ran.stdout.split("\n")
    expect([(JSON.parse(document) as Document).AccessKeyId.slice(0, 4), profile]).toEqual(["ASIA", name])
    expect(readdirSync(home.cwd)).toEqual([])
  })

  test("refuses what a guise inside could not get again", async () => {
    const home = homeAfterLogin()
    addToConfig(
      home,
      "[profile outer]\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly\ncredential_source = Environment",
    )
    const env = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: secrets.key }
    const ran = await run(binary, home, ["exec", "outer", "--as", "process", "--", "env"], { env })
    expect(ran.status).toBe(4)
    expect(ran.stderr).toContain("hint: guise exec outer --as env -- CMD")
  })

  test("what a killed guise left is removed by the next one, when the command is over as well", async () => {
    const home = homeAfterLogin()
    const exec = "$G exec -q bob --as process --"
    const killed = await bash(
      binary,
      home,
      `${exec} sh -c 'while [ ! -s "\${AWS_CONFIG_FILE%config}used-by" ]; do sleep 0.01; done
        kill -9 $PPID; : > orphan; while [ ! -e enough ]; do sleep 0.01; done' > /dev/null 2>&1 &
      until [ -e orphan ]; do sleep 0.01; done`,
    )
    expect(killed.status).toBe(0)
    const [left] = commands(home)
    expect(commands(home).length).toBe(1)
    const next = () => run(binary, home, ["exec", "-q", "bob", "--as", "process", "--", "true"])
    await next()
    expect(commands(home)).toEqual([left ?? ""])
    const orphan = Number(readFileSync(join(runtimeOf(home), "guise/commands", left ?? "", "used-by"), "utf8"))
    await bash(binary, home, `: > enough; while kill -0 ${orphan} 2>/dev/null; do sleep 0.01; done`)
    await next()
    expect(commands(home)).toEqual([])
  })

  test("a runtime folder that others may write to is not used", async () => {
    const home = homeAfterLogin()
    const open = join(home.folder, "open")
    mkdirSync(open)
    await bash(binary, home, `chmod 1777 ${open}`)
    const words = ["exec", "-q", "bob", "--as", "process", "--", "sh", "-c", 'echo "$AWS_CONFIG_FILE"']
    const { stdout } = await run(binary, home, words, { env: { XDG_RUNTIME_DIR: open } })
    expect(stdout).toStartWith(`${home.cache}/run/commands/`)
    expect([readdirSync(open), statSync(`${home.cache}/run`).mode & 0o777]).toEqual([[], 0o700])
  })
})

describe("--as and the setting", () => {
  test.each([
    [{ GUISE_AS: "process" }, [], "commands/"],
    [{ GUISE_AS: "process" }, ["--as", "env"], ".aws/config"],
    [{}, [], ".aws/config"],
  ])("%j %j", async (env, flags, where) => {
    const words = ["exec", "-q", "bob", ...flags, "--", "sh", "-c", 'echo "$AWS_CONFIG_FILE"']
    expect((await run(binary, homeAfterLogin(), words, { env })).stdout).toContain(where)
  })

  test.each([
    ["server", 4],
    ["tea", 2],
  ])("--as %s is refused", async (as, status) => {
    expect((await run(binary, newHome(), ["exec", "bob", "--as", as, "--", "env"])).status).toBe(status)
  })
})
