import { expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import {
  addToConfig,
  binary,
  builds,
  type Document,
  filesIn,
  type Home,
  json,
  type Ran,
  runCommand,
  secrets,
  stage,
} from "./harness.ts"

const { sandbox, newHome, code } = await stage()

/** Every secret of a run: where it may show is decided by the test. */
type Secrets = Map<string, string>

/** A run of guise with every program it starts taken down, words and all, outside the home folder. */
async function watched(
  home: Home,
  traces: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const trace = join(traces, String(readdirSync(traces).length))
  const strace = ["strace", "-f", "-qq", "-s", "100000", "-e", "trace=execve,execveat", "-o", trace]
  return runCommand([...strace, ...argv], home, { env })
}

function addSecrets(found: Secrets, ran: Ran): void {
  const { AccessKeyId, SecretAccessKey, SessionToken } = json<Document>(ran)
  found.set(`secret of ${AccessKeyId}`, SecretAccessKey)
  if (SessionToken !== undefined) found.set(`token of ${AccessKeyId}`, SessionToken)
}

/** The names of secrets that the bytes hold, plain or in a form that one step undoes. */
function leaks(bytes: string, found: Secrets): string[] {
  return [...found].flatMap(([name, secret]) => {
    const forms = [secret, Buffer.from(secret).toString("hex"), Buffer.from(secret).toString("base64").slice(0, -4)]
    return forms.some(form => bytes.includes(form)) ? [name] : []
  })
}

test.each([...builds])(
  "secrets are where they belong and nowhere else, at every verbosity ($runtime)",
  async build => {
    const home = newHome()
    const traces = join(home.folder, "../traces", build.runtime)
    mkdirSync(traces, { recursive: true })
    const guise = (words: readonly string[], env = {}) => watched(home, traces, [...build.argv, ...words], env)
    const found: Secrets = new Map(Object.entries(secrets))
    const first = code()
    found.set("the first code", first)
    const leaky = `sh -c "echo ${secrets.key}; exit 3"`
    addToConfig(
      home,
      `[profile sdk]\nregion = us-east-1\ncredential_process = ${build.argv.join(" ")} process admin -v`,
    )
    addToConfig(home, `[profile leaky]\nregion = us-east-1\ncredential_process = ${leaky}`)
    addToConfig(
      home,
      `[profile broken]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secrets.key}x\nregion = us-east-1`,
    )

    // Data: these may print credentials on stdout, and never on stderr.
    const data = [
      await guise(["process", "admin", "-v"], { GUISE_MFA_CODE: first }),
      await guise(["process", "alice-mfa", "-v"]),
      await guise(["process", "chained", "-v"]),
      await guise(["process", "sdk", "-v"]),
      await guise(["process", "alice", "-v"]),
      await guise(["export", "readonly", "-v", "--format", "process"]),
    ]
    expect(data.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0])
    for (const ran of data) addSecrets(found, ran)
    expect(found.size).toBeGreaterThanOrEqual(11)

    for (const profile of ["readonly", "alice", "alice-mfa"]) {
      const link = await guise(["console", profile, "--print", "-v"])
      found.set(`the console's ticket of ${profile}`, new URL(link.stdout).searchParams.get("SigninToken") ?? "")
      data.push(link)
    }

    sandbox.clock.advance(30)
    const second = code()
    found.set("the second code", second)
    const words = [
      await guise(["login", "admin", "--force", "-v"], { GUISE_MFA_CODE: second }),
      await guise(["login", "admin", "--force", "-v"], { GUISE_MFA_CODE: second }),
      ...(await Promise.all(
        [
          ["whoami", "admin", "-v"],
          ["whoami", "broken", "-v"],
          ["process", "leaky", "-v"],
          ["process", "leaky", "--json"],
          ["process", "partner", "--external-id", "other", "-v"],
          ["process", "readonly", "--duration", "11h", "-v"],
          ["exec", "admin", "-v", "--", "true"],
          ["list", "-v"],
          ["list", "--json"],
          ["status", "-v"],
          ["status", "--json"],
          ["explain", "chained", "-v"],
          ["explain", "chained", "--json"],
          ["process", "nope", "-v"],
        ].map(line => guise(line)),
      )),
    ]
    sandbox.faults.add({ kind: "error" })
    words.push(await guise(["process", "readonly", "--fresh", "-v"]))
    sandbox.faults.clear()
    const served = words.pop()
    expect([served?.status, words[0]?.status, words[1]?.status]).toEqual([0, 0, 3])
    expect(words.slice(3, 8).map(({ status }) => status)).toEqual([5, 4, 4, 5, 0])

    const child = await guise(["exec", "admin", "--", "sh", "-c", "env; cat /proc/$PPID/cmdline"], {
      GUISE_MFA_CODE: second,
    })
    expect(leaks(child.stdout, new Map([["code", second]]))).toEqual([])
    for (const { stderr } of data) expect(leaks(stderr, found)).toEqual([])
    expect(leaks(served?.stderr ?? "", found)).toEqual([])
    for (const { stdout, stderr } of words) expect(leaks(stdout + stderr, found)).toEqual([])

    const holding = filesIn(home.folder).filter(path => leaks(readFileSync(path, "latin1"), found).length > 0)
    // The config file holds two on purpose: in a command line that it names, and in a section with a bad pair.
    expect(holding.toSorted()).toEqual([home.config, home.credentials].toSorted())
    expect(leaks(readFileSync(home.credentials, "latin1"), found)).toEqual(["key", "secret of AKIAIOSFODNN7EXAMPLE"])

    const started = filesIn(traces).map(path => readFileSync(path, "latin1"))
    expect(started.filter(text => text.includes("execve(")).length).toBe(started.length)
    // The line that the config file names is in the words of the shell that runs it.
    expect(leaks(started.join("\n").replaceAll(/echo [^\s"]+/g, ""), found)).toEqual([])
  },
  120_000,
)

test("a code given by flag is in the command line that the user typed, and in none that guise starts", async () => {
  const home = newHome()
  const traces = join(home.folder, "../traces-of-flags")
  mkdirSync(traces)
  const given = code()
  addToConfig(home, "[profile sdk]\nregion = us-east-1\ncredential_process = sh -c 'env >&2; exit 1'")
  await watched(home, traces, [...binary.argv, "process", "admin", "--mfa-code", given])
  const ran = await watched(home, traces, [...binary.argv, "process", "sdk"], {
    GUISE_MFA_CODE: given,
    GUISE_PASSPHRASE: "pass",
  })
  expect(ran.status).toBe(4)
  const lines = filesIn(traces).flatMap(path => readFileSync(path, "latin1").split("\n"))
  expect(lines.filter(line => line.includes(given))).toHaveLength(1)
})
