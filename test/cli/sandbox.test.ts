import { describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { builds, device, environmentOf, json, run, runCommand, stage, wordOf } from "./harness.ts"

const { newHome } = await stage()

/** A home as somebody has it who has never heard of a sandbox. */
function bareEnv() {
  const names = [
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL",
    "GUISE_SANDBOX_URL",
    "GUISE_SANDBOX_TOKEN",
    "AWS_CONFIG_FILE",
  ]
  return Object.fromEntries([...names, "AWS_SHARED_CREDENTIALS_FILE"].map(name => [name, undefined]))
}

describe.each([...builds])("$runtime", build => {
  const inside = (line: string, home = newHome(), more: readonly string[] = []) => {
    const script = line.replaceAll("$G", wordOf(build))
    return run(build, home, ["sandbox", "--run", ...more, "--", "bash", "-c", script], { env: bareEnv() })
  }

  test("a command inside it: codes, calls, a clock that moves, profiles that work", async () => {
    const home = newHome()
    const ran = await inside(
      [
        "$G process admin --mfa-code $($G sandbox --code) >/dev/null || exit 9",
        `$G sandbox --code ${device}`,
        "$G sandbox --calls",
        "$G sandbox --advance 2h",
        "$G whoami admin --json",
      ].join("\n"),
      home,
    )
    const lines = ran.stdout.trimEnd().split("\n")
    expect(lines[0]).toMatch(/^\d{6}$/)
    expect(lines.slice(1, 3).map(line => JSON.parse(line).action)).toEqual(["GetSessionToken", "AssumeRole"])
    expect(lines).toHaveLength(3)
    expect(json<object>(await inside(`$G sandbox --code ${device} --json`))).toEqual({
      serial: device,
      code: expect.stringMatching(/^\d{6}$/),
    })
    expect(JSON.parse(ran.stderr).error.code).toBe("credentials-expired")
    expect(ran.status).toBe(5)
    expect(readdirSync(home.env.TMPDIR ?? "")).toEqual([])
    expect(existsSync(home.cache)).toBe(false)
  })

  test("it ends as its command did, and leaves nothing", async () => {
    const home = newHome()
    expect((await inside("exit 42", home)).status).toBe(42)
    expect((await inside("kill -TERM $$", home)).signal).toBe("SIGTERM")
    expect((await run(build, home, ["sandbox", "--run", "--", "no-such-command"])).status).toBe(127)
    expect(readdirSync(home.env.TMPDIR ?? "")).toEqual([])
  })

  test("the user's own identity stays outside", async () => {
    const home = newHome()
    const env = { ...bareEnv(), AWS_ACCESS_KEY_ID: "AKIAI44QH8DHBEXAMPLE", AWS_PROFILE: "mine", GUISE_PROFILE: "mine" }
    const words = [
      "sandbox",
      "--run",
      "--",
      "sh",
      "-c",
      "echo $AWS_ACCESS_KEY_ID $AWS_PROFILE $GUISE_PROFILE; echo $HOME",
    ]
    expect((await run(build, home, words, { env })).stdout).toBe(`\n${home.folder}\n`)
  })

  test("served until it is told to end, on the port that was asked for, and steered from outside", async () => {
    const home = newHome()
    const env = environmentOf(home, bareEnv())
    const child = Bun.spawn([...build.argv, "sandbox", "--port", "0"], {
      env,
      cwd: home.cwd,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      detached: true,
    })
    let said = ""
    for await (const part of child.stdout) {
      said += new TextDecoder().decode(part)
      if (said.includes("_sandbox/calls")) break
    }
    const exported = Object.fromEntries(
      [...said.matchAll(/^ {2}export (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
    )
    for (const name of ["AWS_CONFIG_FILE", "GUISE_SANDBOX_TOKEN", "AWS_ENDPOINT_URL_STS"]) {
      expect(exported).toContainKey(name)
    }
    const code = (await run(build, home, ["sandbox", "--code"], { env: exported })).stdout.trim()
    expect((await run(build, home, ["process", "admin", "--mfa-code", code], { env: exported })).status).toBe(0)
    const port = new URL(exported.GUISE_SANDBOX_URL ?? "").port
    const taken = await run(build, home, ["sandbox", "--port", port], { env: bareEnv() })
    expect([taken.status, taken.stdout]).toEqual([2, ""])
    child.kill("SIGINT")
    expect(await child.exited).toBe(0)
    expect(readdirSync(home.env.TMPDIR ?? "")).toEqual([])
    const gone = await run(build, home, ["sandbox", "--code", "--json"], { env: exported })
    expect([gone.status, JSON.parse(gone.stderr).error.code]).toEqual([6, "aws-unreachable"])
  })

  test("what it says of itself can be evaluated, and read as JSON, also where a folder has a blank in its name", async () => {
    const home = newHome()
    const TMPDIR = `${home.folder}/a b`
    mkdirSync(TMPDIR)
    const told = async (flags: string, last: string) => {
      const line = `: > said; ${wordOf(build)} sandbox ${flags} > said & until grep -q ${last} said; do sleep 0.05; done; kill $!; wait $!`
      const { stderr } = await runCommand(["sh", "-c", line], home, { env: { ...bareEnv(), TMPDIR } })
      return { said: readFileSync(`${home.cwd}/said`, "utf8"), stderr }
    }
    const { said, stderr } = await told("--json", "}")
    expect(stderr).toBe("")
    const { url, env, accounts } = JSON.parse(said)
    expect([env.AWS_ENDPOINT_URL_STS, accounts[0].users[1].name]).toEqual([url, "bob"])
    expect(env.AWS_CONFIG_FILE).toStartWith(`${TMPDIR}/`)
    await told("", "_sandbox/reset")
    const line = 'eval "$(grep \'^  export\' said)"; printf %s "$AWS_CONFIG_FILE"'
    expect((await runCommand(["sh", "-c", line], home, { env: bareEnv() })).stdout).toStartWith(`${TMPDIR}/`)
  })

  test("no sandbox around, an unknown device, a state file with a mistake", async () => {
    const home = newHome()
    const none = await run(build, home, ["sandbox", "--code"], { env: bareEnv() })
    expect([none.status, none.stdout]).toEqual([2, ""])
    expect(none.stderr).toContain("hint: guise sandbox --run -- bash")
    const unknown = await inside("$G sandbox --code nobody", home)
    expect([unknown.status, unknown.stdout]).toEqual([2, ""])
    writeFileSync(`${home.cwd}/state.json`, '{\n  "accounts": {\n    "12": {}\n  }\n}\n')
    const bad = await run(build, home, ["sandbox", "--run", "--state", "state.json", "--", "true"])
    expect([bad.status, bad.stdout]).toEqual([4, ""])
    expect(bad.stderr).toContain("state.json")
  })

  test("accounts of one's own", async () => {
    const home = newHome()
    const users = {
      eve: { keys: [{ id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }] },
    }
    writeFileSync(`${home.cwd}/state.json`, JSON.stringify({ accounts: { "123456789012": { users } } }))
    const line = [
      "export AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE AWS_SECRET_ACCESS_KEY=je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
      "$G exec -q -- $G process | cut -c1-60",
    ].join("\n")
    const ran = await inside(line, home, ["--state", "state.json"])
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    expect(ran.stdout).toContain("AKIAI44QH8DHBEXAMPLE")
    const who = await runCommand(
      ["sh", "-c", `${wordOf(build)} sandbox --run --state state.json -- env | grep -c ^AWS_CONFIG_FILE=`],
      home,
      { env: bareEnv() },
    )
    expect(who.stdout).toBe("0\n")
  })
})
