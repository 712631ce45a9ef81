import { afterEach, beforeAll, beforeEach, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { runCommand } from "./command.ts"
import { interopVenv, makingTakes, type Venv } from "./venv.ts"

const guise = resolve(import.meta.dirname, "../../dist/guise")
const user = "arn:aws:iam::111122223333:user/alice"
const limit = 180_000

let venv: Venv
let home: string
let sandbox: Sandbox
let env: Readonly<Record<string, string>>

beforeAll(() => {
  venv = interopVenv()
}, makingTakes)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "guise-keys-"))
  sandbox = await startSandbox()
  const files = writeAwsFiles(join(home, "aws"), sandbox)
  env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    LANG: "C.UTF-8",
    AWS_PROFILE: "alice",
    ...sandbox.env,
    ...files.env,
  }
})

afterEach(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true })
})

const aws = async (...words: string[]) => (await runCommand([venv.aws, ...words, "--output", "text"], env)).out.trim()
const whoIsCli = () => aws("sts", "get-caller-identity", "--query", "Arn")
const whoIsBoto = async () => {
  const script = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'
  return (await runCommand([venv.python, "-c", script], env)).out.trim()
}

test(
  "the AWS CLI and boto3 go on as the same user when keys move to a store, are rotated there, and move back",
  async () => {
    const steps = [
      ["keys", "move", "alice", "--to", "plain"],
      ["keys", "rotate", "alice", "--yes"],
      ["keys", "move", "alice", "--to", "credentials"],
      ["keys", "rotate", "alice", "--yes"],
    ]
    for (const words of steps) {
      expect([words, (await runCommand([guise, ...words], env)).status]).toEqual([words, 0])
      expect([await whoIsCli(), await whoIsBoto()]).toEqual([user, user])
    }
    expect(readFileSync(join(home, "aws/credentials"), "utf8")).not.toContain("AKIAIOSFODNN7EXAMPLE")
  },
  limit,
)

test(
  "the AWS CLI manages keys and devices in the sandbox as at AWS",
  async () => {
    const made = await aws("iam", "create-access-key", "--query", "AccessKey.AccessKeyId")
    expect(made).toMatch(/^AKIA/)
    const statuses = () => aws("iam", "list-access-keys", "--query", "AccessKeyMetadata[].Status")
    await aws("iam", "update-access-key", "--access-key-id", made, "--status", "Inactive")
    expect((await statuses()).split(/\s+/).sort()).toEqual(["Active", "Inactive"])
    const used = ["iam", "get-access-key-last-used", "--access-key-id", "AKIAIOSFODNN7EXAMPLE"]
    expect(await aws(...used, "--query", "AccessKeyLastUsed.ServiceName")).toBe("iam")
    await aws("iam", "delete-access-key", "--access-key-id", made)
    expect(await statuses()).toBe("Active")
    expect(await aws("iam", "list-mfa-devices", "--query", "MFADevices[].SerialNumber")).toBe(
      "arn:aws:iam::111122223333:mfa/alice",
    )
    const limited = async () => (await runCommand([venv.aws, "iam", "create-access-key"], env)).status
    expect([await limited(), await limited()]).toEqual([0, 255])
  },
  limit,
)
