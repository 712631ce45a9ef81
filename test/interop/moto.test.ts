import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { runCommand } from "./command.ts"
import { interopVenv, makingTakes, type Venv } from "./venv.ts"

/** An account that others' code keeps: the wire is theirs on both sides of guise. */
interface Account {
  readonly url: string
  readonly id: string
  readonly secret: string
  readonly device: string
  readonly roles: Readonly<Record<"Reader" | "Admin" | "Chained" | "Web", string>>
}

const guise = resolve(import.meta.dirname, "../../dist/guise")
const limit = 180_000

let venv: Venv
let home: string
let moto: ChildProcess
let account: Account
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  venv = interopVenv()
  home = mkdtempSync(join(tmpdir(), "guise-moto-"))
  env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", AWS_EC2_METADATA_DISABLED: "true" }
  const script = join(import.meta.dirname, "moto_account.py")
  moto = spawn(venv.python, [script], { env: { ...env }, stdio: ["pipe", "pipe", "ignore"] })
  account = JSON.parse(await firstLine(moto))
  writeFileSync(join(home, "config"), configText(account))
  writeFileSync(join(home, "token"), "header.payload.signature")
  env = { ...env, AWS_CONFIG_FILE: join(home, "config"), AWS_SHARED_CREDENTIALS_FILE: "/dev/null" }
}, makingTakes)

afterAll(async () => {
  moto.stdin?.end()
  await new Promise(done => moto.once("exit", done))
  rmSync(home, { recursive: true })
})

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ""
    child.stdout?.setEncoding("utf8").on("data", (more: string) => {
      text += more
      if (text.includes("\n")) done(text)
    })
    child.once("exit", status => fail(new Error(`moto ended with ${status}`)))
  })
}

function configText({ url, id, secret, device, roles }: Account): string {
  const behind = (source: string) => `source_profile = ${source}\nrole_session_name = anna\n`
  return `[services moto]
sts =
  endpoint_url = ${url}
[profile user]
aws_access_key_id = ${id}
aws_secret_access_key = ${secret}
[profile reader]
role_arn = ${roles.Reader}
${behind("user")}[profile chained]
role_arn = ${roles.Chained}
${behind("reader")}[profile admin]
role_arn = ${roles.Admin}
mfa_serial = ${device}
${behind("user")}[profile web]
role_arn = ${roles.Web}
web_identity_token_file = ${home}/token
role_session_name = anna
`.replace(/^\[profile .*$/gm, "$&\nregion = eu-west-1\nservices = moto")
}

const whoami = ["sts", "get-caller-identity", "--query", "[Account,Arn]", "--output", "text"]
const python = `
import boto3
answer = boto3.client("sts").get_caller_identity()
print(answer["Account"], answer["Arn"], sep="\\t")
`

/** The keys of a guise's child go to moto as well: the services section is the profile's, which the child does not wear. */
function under(profile: string, command: readonly string[], flags: readonly string[] = []) {
  return runCommand([guise, "exec", profile, "--quiet", ...flags, "--", ...command], {
    ...env,
    AWS_ENDPOINT_URL_STS: account.url,
  })
}

describe("moto sees the same principal from guise as from the AWS CLI", () => {
  const principals = {
    user: "user/anna",
    reader: "assumed-role/Reader/anna",
    chained: "assumed-role/Chained/anna",
    web: "assumed-role/Web/anna",
  } as const
  for (const [profile, principal] of Object.entries(principals)) {
    test(
      `${profile} is ${principal}`,
      async () => {
        const theirs = await runCommand([venv.aws, "--profile", profile, ...whoami], env)
        expect(theirs).toEqual({ status: 0, out: expect.stringMatching(new RegExp(`:${principal}\n$`)), err: "" })
        expect(await under(profile, [venv.aws, ...whoami])).toEqual(theirs)
        expect(await under(profile, [venv.python, "-c", python])).toEqual(theirs)
      },
      limit,
    )
  }

  test(
    "admin, behind MFA, is who the AWS CLI becomes with a code",
    async () => {
      const words = ["sts", "assume-role", "--role-arn", account.roles.Admin, "--role-session-name", "anna"]
      const theirs = await runCommand(
        [
          venv.aws,
          "--profile",
          "user",
          ...words,
          "--serial-number",
          account.device,
          "--token-code",
          "123456",
          "--query",
          "AssumedRoleUser.Arn",
          "--output",
          "text",
        ],
        env,
      )
      expect(theirs).toMatchObject({ status: 0, err: "" })
      const ours = await under("admin", [venv.aws, ...whoami], ["--mfa-code", "123456"])
      expect(ours).toEqual({ status: 0, out: `123456789012\t${theirs.out}`, err: "" })
    },
    limit,
  )

  test(
    "guise whoami reads moto's answer",
    async () => {
      const { status, out } = await runCommand([guise, "whoami", "reader", "--json"], env)
      expect({ status, said: JSON.parse(out) }).toMatchObject({
        status: 0,
        said: { accountId: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/Reader/anna" },
      })
    },
    limit,
  )
})
