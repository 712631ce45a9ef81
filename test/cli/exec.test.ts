import { describe, expect, test } from "bun:test"
import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { addToConfig, bash, binary, builds, json, run, stage, variablesIn } from "./harness.ts"

const { sandbox, newHome, code } = await stage()

describe.each([...builds])("$runtime", build => {
  test("the child sees this identity and no other, and else what the caller had", async () => {
    const home = newHome()
    const stale = {
      AWS_PROFILE: "bob",
      AWS_DEFAULT_PROFILE: "bob",
      AWS_SECURITY_TOKEN: "old",
      AWS_ROLE_ARN: "old",
      AWS_ROLE_SESSION_NAME: "old",
      AWS_WEB_IDENTITY_TOKEN_FILE: "/old",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/old",
      AWS_CONTAINER_SOMETHING_NEW: "old",
      AWS_CREDENTIAL_SCOPE: "old",
      AWS_CREDENTIAL_FILE: "/old",
      AWS_BEARER_TOKEN_BEDROCK: "old",
      GUISE_PASSPHRASE: "old",
      AWS_ACCOUNT_ID: "999999999999",
      AWS_CREDENTIAL_EXPIRATION: "2001-01-01T00:00:00Z",
    }
    const ran = await run(build, home, ["exec", "admin", "--", "env", "-0"], {
      env: { ...stale, GUISE_MFA_CODE: code(), MINE: "kept\n=" },
    })
    expect(ran.status).toBe(0)
    expect(ran.stderr).toMatch(
      /^guise: unset for this identity, because they beat its signatures: AWS_BEARER_TOKEN_BEDROCK\nguise: admin · 111122223333 · Admin · (59m|1h 0m)\n$/,
    )
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...rest } = variablesIn(ran.stdout)
    expect(AWS_ACCESS_KEY_ID).toStartWith("ASIA")
    expect([AWS_SECRET_ACCESS_KEY?.length, (AWS_SESSION_TOKEN?.length ?? 0) > 100]).toEqual([40, true])
    const expiry = rest.AWS_CREDENTIAL_EXPIRATION ?? ""
    expect(expiry).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(rest).toEqual({
      ...home.env,
      MINE: "kept\n=",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCOUNT_ID: "111122223333",
      AWS_CREDENTIAL_EXPIRATION: expiry,
      AWS_SESSION_EXPIRATION: expiry,
      GUISE_PROFILE: "admin",
      GUISE_EXPIRES_AT: String(Date.parse(expiry) / 1000),
    })
  })

  test("long-lived keys: no token, no expiry; a profile without region leaves the user's", async () => {
    const home = newHome()
    addToConfig(home, "[profile bare]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = abc")
    const before = { AWS_SESSION_TOKEN: "old", AWS_CREDENTIAL_EXPIRATION: "old", GUISE_EXPIRES_AT: "1" }
    const env = { ...before, AWS_REGION: "sa-east-1", AWS_DEFAULT_REGION: undefined }
    const ran = await run(build, home, ["exec", "-q", "bare", "--", "env", "-0"], { env })
    expect([ran.status, ran.stderr]).toEqual([0, ""])
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, GUISE_PROFILE, ...rest } = variablesIn(ran.stdout)
    expect([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).toEqual(["AKIAI44QH8DHBEXAMPLE", "abc"])
    expect([AWS_REGION, GUISE_PROFILE]).toEqual(["sa-east-1", "bare"])
    for (const name of [...Object.keys(before), "AWS_SESSION_EXPIRATION"]) expect(rest).not.toContainKey(name)
  })

  /** Words after the dashes, and what printf makes of them. */
  test.each([
    ["guise's own flags", ["--json", "-p", "x", "--help", "--version"]],
    ["more dashes", ["--", "-", "---", "--"]],
    ["empty words and spaces", ["", " ", "a b", "\n", "'\"$`\\"]],
    ["letters of the world", ["é", "日本", "🦊"]],
  ])("the child's words are its own: %s", async (_sentence, words) => {
    const home = newHome()
    for (const profile of [["alice"], ["-p", "alice"], ["--profile=alice"]]) {
      const ran = await run(build, home, ["exec", "-q", ...profile, "--", "printf", "<%s>", ...words])
      expect(ran).toEqual({ status: 0, signal: null, stdout: words.map(word => `<${word}>`).join(""), stderr: "" })
    }
  })

  test("exec -p NAME -- CMD is not the profile CMD", async () => {
    const ran = await run(build, newHome(), ["exec", "-q", "-p", "readonly", "--", "sh", "-c", "echo $GUISE_PROFILE"])
    expect(ran.stdout).toBe("readonly\n")
  })

  test.each([
    ["its status", "exit 42", 42, null],
    ["success", "exit 0", 0, null],
    ["a signal", "kill -TERM $$", null, "SIGTERM"],
    ["kill -9", "kill -KILL $$", null, "SIGKILL"],
    ["Ctrl-C's signal", "kill -INT $$", null, "SIGINT"],
  ])("exec ends as its child did: %s", async (_sentence, line, status, signal) => {
    const ran = await run(build, newHome(), ["exec", "-q", "alice", "--", "sh", "-c", line])
    expect(ran).toEqual({ status, signal, stdout: "", stderr: "" })
  })

  test("a command that is not there is 127, one that may not be run 126, each with a sentence", async () => {
    const home = newHome()
    writeFileSync(`${home.cwd}/plain`, "no program")
    chmodSync(`${home.cwd}/plain`, 0o644)
    const [none, plain, folder] = await Promise.all(
      [["no-such-command"], ["./plain"], ["/"]].map(words => run(build, home, ["exec", "-q", "alice", "--", ...words])),
    )
    expect([none?.status, plain?.status, folder?.status]).toEqual([127, 126, 126])
    for (const ran of [none, plain, folder]) expect(ran?.stderr).toStartWith("guise: tried to run ")
  })

  test("no command: a shell, the user's own", async () => {
    const home = newHome()
    writeFileSync(`${home.cwd}/shell`, '#!/bin/sh\necho "$# $GUISE_PROFILE $0"\n', { mode: 0o755 })
    const ran = await run(build, home, ["exec", "-q", "readonly"], { env: { SHELL: `${home.cwd}/shell` } })
    expect(ran).toMatchObject({ status: 0, stdout: `0 readonly ${home.cwd}/shell\n`, stderr: "" })
    const none = await run(build, home, ["exec", "-q", "readonly"], {
      env: { SHELL: undefined },
      stdin: "echo $GUISE_PROFILE",
    })
    expect(none).toMatchObject({ status: 0, stdout: "readonly\n" })
  })

  test("nothing is run when there are no credentials", async () => {
    const home = newHome()
    sandbox.faults.add({ kind: "unavailable" })
    const ran = await run(build, home, ["exec", "-q", "readonly", "--", "touch", "ran"])
    expect([ran.status, ran.stdout]).toEqual([6, ""])
    expect(() => readFileSync(`${home.cwd}/ran`)).toThrow()
  })

  test("streams and descriptors are the caller's", async () => {
    const home = newHome()
    const line = "$G exec -q alice -- cat /dev/stdin <(echo from-a-descriptor)"
    expect(await bash(build, home, line, { stdin: "from-stdin\n" })).toMatchObject({
      status: 0,
      stdout: "from-stdin\nfrom-a-descriptor\n",
      stderr: "",
    })
    expect(await bash(build, home, "set -o pipefail; $G exec -q alice -- yes | head -1")).toMatchObject({
      status: 141,
      stdout: "y\n",
      stderr: "",
    })
  })

  test("inside a guise, another one: the inner wins, and an inner without a name stays", async () => {
    const home = newHome()
    const inner = (words: readonly string[]) => [
      ...build.argv,
      "exec",
      "-q",
      ...words,
      "--",
      "sh",
      "-c",
      "echo $GUISE_PROFILE",
    ]
    const other = await run(build, home, ["exec", "-q", "readonly", "--", ...inner(["partner"])])
    expect(other).toMatchObject({ status: 0, stdout: "partner\n", stderr: "" })
    const same = await run(build, home, ["exec", "-q", "readonly", "--", ...inner([])])
    expect(same).toMatchObject({ status: 0, stdout: "readonly\n", stderr: "" })
    const who = await run(build, home, ["exec", "-q", "readonly", "--", ...build.argv, "whoami", "--json"])
    expect(json<{ profile: string }>(who).profile).toBe("readonly")
  })
})

test("AWS files that are pipes are read once, whichever command reads them", async () => {
  const line = 'AWS_CONFIG_FILE=<(cat "$C") AWS_SHARED_CREDENTIALS_FILE=<(cat "$S") $G'
  for (const words of ["exec readonly -- true", "process readonly", "export readonly", "explain readonly"]) {
    const home = newHome()
    const env = { C: home.config, S: home.credentials }
    // The first time the way is not known yet.
    for (const _time of [1, 2])
      expect([words, (await bash(binary, home, `${line} ${words}`, { env })).status]).toEqual([words, 0])
  }
})
