import { describe, expect, test } from "bun:test"
import { version } from "../../package.json"
import { firstScreen } from "../../src/cli/overview.ts"
import { verbs } from "../../src/cli/program.ts"
import { builds, run, secrets, stage } from "./harness.ts"

const { newHome } = await stage()
const home = newHome()

/** Words that are wrong, the exit status, and what the error says about them. */
const wrong: readonly [sentence: string, words: readonly string[], status: number, says: string, hint: string][] = [
  ["an unknown command", ["exce", "admin"], 2, 'There is no command "exce".', "did you mean guise exec?"],
  ["aws-vault's word", ["rotate", "alice"], 2, 'There is no command "rotate".', "guise keys rotate PROFILE"],
  ["denv's word, which a slip of the finger away means another", ["env"], 2, '"env"', 'eval "$(guise export PROFILE)"'],
  ["a word of aws-sso-util, in two", ["sso", "login"], 2, '"sso login"', "guise login PROFILE"],
  ["aws-vault's flag", ["exec", "alice", "--server", "--", "ls"], 2, "'--server'", "in guise that is --as server"],
  ["a profile for what is about all", ["list", "-p", "alice"], 2, "not about one profile", "guise explain PROFILE"],
  ["one before the command", ["--profile=alice", "status"], 2, "not about one profile", "guise whoami PROFILE"],
  ["one for what knows no profile", ["-p", "alice", "hook", "bash"], 2, "guise hook is not", "guise hook --help"],
  ["its short one", ["exec", "-n", "alice", "--", "ls"], 2, "'-n'", "in guise that is --no-session"],
  ["its format", ["export", "alice", "--format", "env"], 2, 'no format "env"', "in guise that is --format dotenv;"],
  ["an import from nobody", ["import"], 2, "--from was not said", "guise import --from aws-vault"],
  ["a word of Object.prototype", ["toString"], 2, 'There is no command "toString".', "guise --help lists"],
  ["a flag alone", ["--nope"], 2, "The flag --nope stands where a command belongs.", "guise --help"],
  ["a profile alone", ["-p", "alice"], 2, "No command", "guise --help"],
  ["a command of others without one of ours", ["--", "ls"], 2, "No command", "guise exec PROFILE -- CMD"],
  ["an unknown flag", ["process", "alice", "--fersh"], 2, "--fersh", "guise process --help"],
  ["a flag without its value", ["process", "--region"], 2, "--region", "guise process --help"],
  ["a word too many", ["whoami", "alice", "bob"], 2, "too many arguments", "guise whoami --help"],
  ["a command without its dashes", ["exec", "alice", "ls"], 2, "too many arguments", "guise exec … -- CMD"],
  ["nothing after the dashes", ["exec", "alice", "--"], 2, "No command stands after --", "guise exec PROFILE -- CMD"],
  ["dashes where nothing runs", ["list", "--", "ls"], 2, "runs no command", "guise list --help"],
  ["two profiles", ["process", "alice", "--profile", "bob"], 2, "alice and --profile bob", "guise process --help"],
  ["a profile and its slip", ["process", "amdin"], 4, "admin", ""],
  ["a duration that is none", ["process", "admin", "-d", "soon"], 2, "--duration wants a duration such as 90m, 2h", ""],
  ["a minimum that is none", ["process", "admin", "--min-ttl", "1x"], 2, "--min-ttl wants a duration", ""],
  ["a code that is none", ["process", "admin", "--mfa-code", "12345"], 2, "--mfa-code wants the six digits", ""],
  ["two codes", ["process", "admin", "--mfa-code", "123456", "--token-code", "654321"], 2, "two codes", ""],
  ["a role that is none", ["process", "alice", "--role-arn", "Admin"], 2, "Admin", ""],
  ["a tag that is none", ["process", "admin", "--tags", "a"], 2, "--tags wants key=value", ""],
  ["a policy that is not there", ["process", "admin", "--policy", "nope.json"], 2, "nope.json cannot be read", ""],
  [
    "an unknown format of export",
    ["export", "alice", "--format", "tcl"],
    2,
    'no format "tcl"',
    "--format takes one of",
  ],
  [
    "an unknown format of explain",
    ["explain", "alice", "--format", "xml"],
    2,
    'no format "xml"',
    "text, mermaid, json",
  ],
  ["an unknown kind", ["list", "--kind", "nope"], 2, 'There is no kind "nope".', "--kind takes one of"],
  ["a sandbox that runs nothing", ["sandbox", "--", "ls"], 2, "--run does not", "guise sandbox --run -- CMD"],
  [
    "a sandbox to start and to ask",
    ["sandbox", "--run", "--code"],
    2,
    "the other flags ask one",
    "guise sandbox --run",
  ],
  ["a role that stands on itself", ["add", "role", "r", "--source", "r", "--role-arn", "111122223333:R"], 4, '"r"', ""],
  ["a pair given twice", ["keys", "add", "a", "--csv", "a", "--from-env"], 2, "three ways", "guise keys add --help"],
  ["a shell that completes nothing", ["completion", "cmd"], 2, 'no completion for "cmd"', "guise completion bash|zsh"],
  ["a completion that no shell asks for", ["complete", "tcsh", "--", ""], 2, "none of them", "guise completion --help"],
  ["a port that is none", ["sandbox", "--port", "70000"], 2, "--port wants a number", ""],
]

describe.each([...builds])("$runtime", build => {
  test.each([...wrong])("%s", async (_sentence, words, status, says, hint) => {
    const ran = await run(build, home, words)
    expect([ran.status, ran.stdout]).toEqual([status, ""])
    const [first = "", second = ""] = ran.stderr.split("\n")
    expect(first).toStartWith("guise: ")
    expect(ran.stderr).toContain(says)
    expect(second).toStartWith("hint: ")
    expect(second).toContain(hint)
    expect(ran.stderr).not.toMatch(/error:|\bat .*\.(ts|js|mjs):\d/)
  })

  test("an error under --json is one line of code, message and hint, wherever the flag stands", async () => {
    for (const words of [
      ["process", "amdin", "--json"],
      ["--json", "process", "amdin"],
    ]) {
      const ran = await run(build, home, words)
      expect([ran.status, ran.stdout]).toEqual([4, ""])
      expect(ran.stderr).toEndWith("}\n")
      expect(ran.stderr.split("\n")).toHaveLength(2)
      const { error } = JSON.parse(ran.stderr)
      expect(Object.keys(error)).toEqual(["code", "message", "hint"])
      expect(error.code).toBe("profile-unknown")
      expect(`${error.message} ${error.hint}`).toContain("admin")
    }
  })

  test("the profile as a flag before the command, and flags of all between its two words", async () => {
    for (const lead of [["-p", "alice"], ["--profile=alice"], ["--json", "--profile", "alice"], ["-qv", "-palice"]]) {
      const ran = await run(build, home, [...lead, "whoami", "--json"])
      expect([lead, JSON.parse(ran.stdout).arn]).toEqual([lead, "arn:aws:iam::111122223333:user/alice"])
    }
    const listed = await run(build, home, ["keys", "-q", "--json", "list"])
    expect(JSON.parse(listed.stdout).map((pair: { profile: string }) => pair.profile)).toEqual(["alice", "bob"])
    const both = await run(build, home, ["-p", "alice", "process", "bob"])
    expect([both.status, both.stdout]).toEqual([2, ""])
  })

  test("a word that nothing takes is not repeated: it may be a secret", async () => {
    for (const words of [
      ["add", "user", "alice", secrets.key],
      ["process", "alice", `--secret-access-key=${secrets.key}`],
    ]) {
      const ran = await run(build, home, words)
      expect([ran.status, ran.stdout, ran.stderr.includes(secrets.key)]).toEqual([2, "", false])
      expect(ran.stderr).toMatch(/too many arguments\. Expected 1 argument but got 2\.|option '--secret-access-key'/)
    }
  })

  test("usage errors under --json too, and flags of the child are not ours", async () => {
    const ran = await run(build, home, ["exec", "--fersh", "--json"])
    expect(JSON.parse(ran.stderr).error.code).toBe("usage")
    const child = await run(build, home, ["exec", "amdin", "--", "ls", "--json"])
    expect(child.stderr).toStartWith("guise: ")
  })

  test("--version, and help that names every command", async () => {
    for (const words of [["--version"], ["-V"]]) {
      expect(await run(build, home, words)).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" })
    }
    const helps = await Promise.all([["--help"], ["-h"], ["help"]].map(words => run(build, home, words)))
    for (const ran of helps) {
      expect(ran).toMatchObject({ status: 0, stderr: "" })
      for (const verb of Object.keys(verbs)) expect(ran.stdout).toContain(`\n  ${verb} `)
    }
    expect(await run(build, home, [])).toMatchObject({ status: 0, stdout: firstScreen(), stderr: "" })
  })

  test.each(Object.keys(verbs))("%s --help has its usage and two examples", async verb => {
    const [ran, other] = await Promise.all([
      run(build, home, [...verb.split(" "), "--help"]),
      run(build, home, ["help", ...verb.split(" ")]),
    ])
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    expect(other).toEqual(ran)
    expect(ran.stdout).toStartWith(`Usage: guise ${verb} `)
    expect(ran.stdout.match(/^ {2}\$ .*guise/gm)?.length).toBeGreaterThanOrEqual(2)
    for (const flag of ["--help", "--json", "--quiet", "--verbose"]) expect(ran.stdout).toContain(flag)
  })
})

const signInFlags = ["--sso", "--account", "--role", "--sso-region"]

const credentialFlags = [
  ...["--profile", "-p", "--region", "--duration", "-d", "--min-ttl", "--fresh", "--no-session", "--session-name"],
  ...["--external-id", "--mfa-code", "--token-code", "--role-arn", "--read-only", "--policy", "--tags"],
  "--source-identity",
]

/** Flags of CLI.md beyond those that every command has. */
const flagsOf: Readonly<Record<string, readonly string[]>> = {
  exec: [...credentialFlags, ...signInFlags],
  export: [...credentialFlags, ...signInFlags, "--format", "--stdin"],
  auth: [
    ...credentialFlags,
    ...["--serial-number", "--role-duration-seconds", "--mfa-duration-seconds", "--role-session-name", "--format"],
  ],
  process: [...credentialFlags, ...signInFlags],
  write: [...credentialFlags, "--to", "--keep-fresh", "--list", "--remove", "--dry-run", "--yes", "-y"],
  refresh: ["--watch", "--kept"],
  serve: [...credentialFlags, "--imds", "--port", "--address", "--print-env", "--yes", "-y"],
  login: [...credentialFlags, ...signInFlags, "--force", "--device"],
  logout: ["--profile", "-p", "--all"],
  console: [...credentialFlags, "--service", "--destination", "--print", "--logout"],
  whoami: [...credentialFlags, ...signInFlags],
  explain: [...credentialFlags, ...signInFlags, "--format"],
  list: ["--domain", "--kind"],
  status: [],
  doctor: [],
  get: ["--settings", "--profile", "-p", "--domain"],
  set: ["--settings", "--match", "--unset", "--init", "--domain", "--dry-run", "--profile", "-p"],
  "add user": ["--domain", "--csv", "--from-env", "--access-key-id", "--region", "--store", "--dry-run"],
  "add mfa": ["--domain", "--serial", "--source", "--store", "--dry-run"],
  "add role": [
    ...["--domain", "--role-arn", "--source", "--mfa-serial", "--external-id", "--region", "--duration", "--dry-run"],
  ],
  "add sso": ["--start-url", "--sso-region", "--account-id", "--role-name", "--scopes", "--dry-run"],
  "sso sync": [
    ...["--start-url", "--sso-region", "--all", "--template", "--region", "--account", "--role", "--diff", "--dry-run"],
    ...["--no-prune", "--yes", "-y", "--device"],
  ],
  rename: ["--domain", "--dry-run"],
  remove: ["--yes", "--domain", "--dry-run"],
  import: ["--from", "--store", "--dry-run", "--backend", "--yes"],
  "keys list": [],
  "keys add": ["--csv", "--from-env", "--access-key-id", "--store", "--yes"],
  "keys move": ["--all", "--to", "--dry-run"],
  "keys rotate": ["--keep-old", "--dry-run", "--yes"],
  "keys remove": ["--yes"],
  mfa: ["--qr", "--from-profile", "--store", "--watch", "--yes"],
  store: [],
  use: [...credentialFlags, "--as", "--domain", "--source", "--label", "-l"],
  off: ["--all", "--format"],
  hook: [],
  allow: ["--list"],
  deny: ["--list"],
  clear: ["--profile", "-p", "--yes"],
  completion: [],
  sandbox: ["--run", "--port", "--state", "--code", "--calls", "--advance"],
}

test.each(Object.entries(flagsOf))("%s --help names its flags", async (verb, flags) => {
  const [build] = builds
  if (build === undefined) throw new Error("nothing is built")
  const { stdout } = await run(build, home, [...verb.split(" "), "--help"])
  const named = stdout.split(/[\s,]+/)
  expect(flags.filter(flag => !named.includes(flag))).toEqual([])
})

test("every command is in the table of flags", () => {
  expect(Object.keys(flagsOf).sort()).toEqual(Object.keys(verbs).sort())
})
