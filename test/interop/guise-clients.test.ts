import { afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { appendFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { runCommand } from "./command.ts"
import { interopVenv, makingTakes, type Venv } from "./venv.ts"

const guise = resolve(import.meta.dirname, "../../dist/guise")
const device = "arn:aws:iam::111122223333:mfa/alice"
const limit = 180_000

let venv: Venv
let home: string
let sandbox: Sandbox
let env: Readonly<Record<string, string>>

beforeAll(() => {
  venv = interopVenv()
}, makingTakes)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "guise-clients-"))
  // A clock that stands still: a code that was right when it was asked for is right when it arrives.
  const now = Math.floor(Date.now() / 30_000) * 30 + 1
  sandbox = await startSandbox({ now: () => now })
  const files = writeAwsFiles(join(home, "aws"), sandbox)
  appendFileSync(files.config, ["admin", "deploy", "chained", "alice-mfa"].map(hookTo).join(""))
  env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", ...sandbox.env, ...files.env }
})

afterEach(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true })
})

/** What people write for the tools that cannot ask for a code: a profile beside the real one, which runs guise for it. */
function hookTo(profile: string): string {
  return `\n[profile via-${profile}]\nregion = us-east-1\nservices = sandbox\ncredential_process = "${guise}" process ${profile}\n`
}

function login() {
  return runCommand([guise, "login", "admin", "--mfa-code", sandbox.codeFor(device) ?? ""], env)
}

const cli = () => [venv.aws, "sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
const script = `
import boto3
for call in range(3):
    print(boto3.client("sts").get_caller_identity()["Arn"])
`
const roleOf = (name: string) => `arn:aws:sts::111122223333:assumed-role/${name}/`
const actions = () => sandbox.calls().map(({ action, outcome }) => `${action} ${outcome}`)

describe("tools that run guise as their credential_process", () => {
  test(
    "the AWS CLI is each role behind one code",
    async () => {
      expect(await login()).toMatchObject({ status: 0, out: "" })
      const told: string[] = []
      for (const profile of ["admin", "deploy", "chained"]) {
        const { status, out, err } = await runCommand(cli(), { ...env, AWS_PROFILE: `via-${profile}` })
        expect({ status, err }).toEqual({ status: 0, err: "" })
        told.push(out.slice(0, out.lastIndexOf("/") + 1))
      }
      expect(told).toEqual([roleOf("Admin"), roleOf("Deploy"), roleOf("Chained")])
      expect(actions()).toEqual([
        "GetSessionToken ok",
        ...["AssumeRole ok", "GetCallerIdentity ok"],
        ...["AssumeRole ok", "GetCallerIdentity ok"],
        ...["AssumeRole ok", "GetCallerIdentity ok"],
      ])
    },
    limit,
  )

  test(
    "boto3 is the role, and asks AWS for it once",
    async () => {
      await login()
      const { status, out, err } = await runCommand([venv.python, "-c", script], { ...env, AWS_PROFILE: "via-admin" })
      expect({ status, err }).toEqual({ status: 0, err: "" })
      const arns = out.trim().split("\n")
      expect(arns).toEqual(Array(3).fill(expect.stringContaining(roleOf("Admin"))))
      expect(actions().filter(call => call.startsWith("AssumeRole"))).toEqual(["AssumeRole ok"])
    },
    limit,
  )

  test(
    "boto3 takes a further role from guise's credentials",
    async () => {
      await login()
      const more = `
[profile further]
role_arn = arn:aws:iam::111122223333:role/Chained
source_profile = via-admin
services = sandbox
region = us-east-1
`
      appendFileSync(env.AWS_CONFIG_FILE ?? "", more)
      const { out, err } = await runCommand([venv.python, "-c", script], { ...env, AWS_PROFILE: "further" })
      expect({ err, out: out.split("\n")[0] }).toEqual({ err: "", out: expect.stringContaining(roleOf("Chained")) })
    },
    limit,
  )

  test(
    "the AWS CLI shows guise's own words when a code is needed and nobody can type it",
    async () => {
      const { status, out, err } = await runCommand(cli(), { ...env, AWS_PROFILE: "via-admin" })
      expect({ status, out }).toEqual({ status: 255, out: "" })
      expect(err).toContain("Error when retrieving credentials from custom-process: guise: ")
      expect(err).toContain("guise login admin")
      expect(sandbox.calls()).toEqual([])
    },
    limit,
  )

  test(
    "the AWS CLI under guise exec is the user with MFA, without the keys in sight",
    async () => {
      await login()
      const { out, err } = await runCommand([guise, "exec", "alice-mfa", "--quiet", "--", ...cli()], env)
      expect({ out, err }).toEqual({ out: "arn:aws:iam::111122223333:user/alice\n", err: "" })
      expect(sandbox.calls().at(-1)).toMatchObject({ action: "GetCallerIdentity", outcome: "ok" })
      const keys = await runCommand([guise, "exec", "alice-mfa", "--quiet", "--", "env"], env)
      expect(keys.out).toMatch(/^AWS_ACCESS_KEY_ID=ASIA/m)
      expect(keys.out).not.toContain("wJalrXUtnFEMI")
    },
    limit,
  )
})
