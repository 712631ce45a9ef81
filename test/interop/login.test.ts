import { afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { loginFile } from "../../src/source/login-file.ts"
import { signInToAws } from "../../src/source/login-sign-in.ts"
import { fakeWorld } from "../fake-world.ts"
import { awsV2 } from "./aws-v2.ts"
import { clients, start } from "./clients.ts"
import { runCommand } from "./command.ts"
import { makingTakes } from "./venv.ts"

const guise = resolve(import.meta.dirname, "../../dist/guise")
const alice = "arn:aws:iam::111122223333:user/alice"

let home: string
let sandbox: Sandbox
let env: Record<string, string>
beforeAll(() => void clients(), makingTakes)
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "guise-login-"))
  sandbox = await startSandbox()
  mkdirSync(join(home, ".aws"))
  writeFileSync(join(home, ".aws/config"), `[profile dev]\nlogin_session = ${alice}\nregion = us-east-1\n`)
  env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", ...sandbox.env }
})
afterEach(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true })
})

const file = () => loginFile(alice, env)
const kept = () => JSON.parse(readFileSync(file(), "utf8"))
const renewals = () => sandbox.calls("CreateOAuth2Token").map(({ outcome }) => outcome)

/** As if a quarter of an hour had passed. */
function age(): void {
  const fields = kept()
  writeFileSync(
    file(),
    JSON.stringify({ ...fields, accessToken: { ...fields.accessToken, expiresAt: "2026-01-02T03:04:05Z" } }),
  )
}

async function signedIn(): Promise<void> {
  const browser = {
    comesBack: true,
    async open(url: string) {
      const outcome = sandbox.browse({ url, user: alice })
      if (outcome?.kind === "redirect") void fetch(outcome.to)
      return true
    },
  }
  await signInToAws(
    { region: "us-east-1", url: sandbox.url },
    { ...fakeWorld({ env, now: Date.now() / 1000 }), browser },
  )
}

async function byGuise(): Promise<string> {
  const { status, out, err } = await runCommand([guise, "process", "dev"], env)
  expect({ status, err }).toEqual({ status: 0, err: "" })
  return JSON.parse(out).AccessKeyId
}

async function byVersion2(): Promise<void> {
  const words = ["sts", "get-caller-identity", "--profile", "dev", "--query", "Arn"]
  const { out, err } = await runCommand([awsV2(), ...words], env)
  expect({ arn: JSON.parse(out), err }).toEqual({ arn: alice, err: "" })
}

/**
 * What each keeps when it renews a sign-in. boto3 needs a native library for this, which the venv does without; version 2
 * of the AWS CLI knows it from 2.32 on, which Debian 12's is not: by hand, with GUISE_AWS_V2.
 */
const others: readonly (readonly [name: string, keeps: readonly string[]])[] = [
  ["JS v3", ["dpopKey", "clientId", "idToken", "signInRegion"]],
  ["Go v2", ["dpopKey", "clientId"]],
  ...(process.env.GUISE_AWS_V2 === undefined
    ? []
    : [["AWS CLI 2", ["dpopKey", "clientId", "idToken", "signInRegion"]] as const]),
]

describe.each([...others])("%s and guise", (name, keeps) => {
  async function byClient(): Promise<void> {
    if (name === "AWS CLI 2") return byVersion2()
    const client = clients().find(each => each.name === name)
    const running = start(client?.command("dev") ?? [], { ...env, AWS_PROFILE: "dev" })
    expect([await running.next(), await running.next()]).toEqual([{ arn: alice }, { arn: alice }])
    expect(await running.end()).toBe(0)
  }

  test("renew one sign-in for each other, and lose nothing of it", async () => {
    await signedIn()
    const first = kept()
    await byClient()
    expect(renewals()).toEqual(["ok"])

    age()
    await byClient()
    expect(renewals()).toEqual(["ok", "ok"])
    expect(await byGuise()).toBe(kept().accessToken.accessKeyId)
    expect(renewals()).toEqual(["ok", "ok"])

    age()
    rmSync(join(home, ".cache"), { recursive: true, force: true })
    expect(await byGuise()).toBe(kept().accessToken.accessKeyId)
    expect(renewals()).toEqual(["ok", "ok", "ok"])
    await byClient()
    expect(renewals()).toEqual(["ok", "ok", "ok"])
    expect(kept()).toMatchObject(Object.fromEntries(keeps.map(key => [key, first[key]])))
  }, 60_000)
})

test("eight guises at once renew it once", async () => {
  await signedIn()
  age()
  const ids = await Promise.all(Array.from({ length: 8 }, byGuise))
  expect([new Set(ids).size, renewals()]).toEqual([1, ["ok", "ok"]])
}, 30_000)
