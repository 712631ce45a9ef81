import { describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { addToConfig, binary, device, type Home, json, run, runCommand, secrets, stage } from "../cli/harness.ts"
import { nodes, oldest } from "./nodes.ts"

const root = resolve(import.meta.dirname, "../..")
const { sandbox, newHome, code } = await stage()

/** A program of somebody's, who installed guise and the SDK. */
function program(home: Home, text: string): string {
  mkdirSync(join(home.cwd, "node_modules/@aws-sdk"), { recursive: true })
  symlinkSync(root, join(home.cwd, "node_modules/guise"))
  symlinkSync(join(root, "node_modules/@aws-sdk/client-sts"), join(home.cwd, "node_modules/@aws-sdk/client-sts"))
  const file = join(home.cwd, "program.mjs")
  writeFileSync(file, `import { credentialsFor, fromGuise, planFor } from "guise"\n${text}`)
  return file
}

const callsMade = () => sandbox.calls().map(({ action }) => action)

describe.each([...nodes])("in $name", ({ node }) => {
  test("the example says who one is; the credentials are those of the binary's cache", async () => {
    const home = newHome()
    const words = [node, join(root, "examples/caller-identity.mjs"), "admin"]
    expect((await run(binary, home, ["process", "admin", "--mfa-code", code()])).status).toBe(0)
    const ran = await runCommand(words, home, { cwd: root })
    expect(ran.stdout).toMatch(/^arn:aws:sts::111122223333:assumed-role\/Admin\/guise-alice\n$/)
    expect(callsMade()).toEqual(["GetSessionToken", "AssumeRole", "GetCallerIdentity"])
  })

  test("what it makes, the binary finds in the cache; the code is asked for once, of the program", async () => {
    const home = newHome()
    const text = `
      const asked = []
      const mfaCodeProvider = async serial => (asked.push(serial), process.env.CODE)
      const all = await Promise.all(Array.from({ length: 5 }, () => fromGuise({ profile: "admin", mfaCodeProvider })()))
      console.log(JSON.stringify({ asked, keys: all.map(one => one.accessKeyId), one: all[0], isDate: all[0].expiration instanceof Date }))`
    const ran = await runCommand([node, program(home, text)], home, { env: { CODE: code() } })
    const { asked, keys, one, isDate } = json<{
      asked: string[]
      keys: string[]
      one: Record<string, string>
      isDate: boolean
    }>(ran)
    const document = json<Record<string, string>>(await run(binary, home, ["process", "admin"]))
    expect([asked, new Set(keys).size, isDate]).toEqual([[device], 1, true])
    expect([one.accessKeyId, one.sessionToken, one.accountId]).toEqual([
      document.AccessKeyId,
      document.SessionToken,
      "111122223333",
    ])
    expect(callsMade()).toEqual(["GetSessionToken", "AssumeRole"])
  })
})

/** What the provider rejects with, as a program sees it. */
const failing = (init: string) => `
  const error = await fromGuise(${init})().catch(error => error)
  console.log(JSON.stringify({ name: error.name, code: error.code, next: error.tryNextLink, message: error.message }))`

test.each([
  [`{ profile: "admni" }`, { code: "profile-unknown", next: true }, "admin"],
  [`{ profile: "admin" }`, { code: "nobody-to-ask", next: false }, "Hint: run `guise login admin`"],
  [
    `{ profile: "alice-mfa", mfaCodeProvider: async () => "00000" + (globalThis.n = 1 + (globalThis.n ?? 0)) }`,
    { code: "mfa-rejected", next: false },
    "",
  ],
  [
    `{ profile: "alice-mfa", mfaCodeProvider: async () => "none" }`,
    { code: "prompt-refused", next: false },
    "in 2 answers",
  ],
  [
    `{ profile: "alice-mfa", mfaCodeProvider: async () => Promise.reject(new Error("no phone at hand")) }`,
    { code: "unexpected", next: false },
    "no phone at hand",
  ],
  [`{ profile: "readonly", duration: "soon" }`, { code: "usage", next: false }, "duration wants seconds"],
])(
  "fromGuise(%s) rejects as the SDK's own providers do, with guise's code",
  async (init, expected, said) => {
    const home = newHome()
    const ran = await runCommand([oldest.node, program(home, failing(init))], home)
    const { name, code, next, message } = json<Record<string, unknown>>(ran)
    expect([name, { code, next }]).toEqual(["CredentialsProviderError", expected as never])
    expect(message).toContain(said)
    expect(ran.stdout + ran.stderr).not.toContain(secrets.key)
  },
  90_000,
)

test("a client that lives longer than its credentials gets new ones by itself", async () => {
  const home = newHome()
  const text = `
    import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
    const client = new STSClient({ region: "us-east-1", credentials: fromGuise({ profile: "readonly", duration: "15m" }) })
    const keyNow = async () => (await client.config.credentials()).accessKeyId
    const before = await keyNow()
    await client.send(new GetCallerIdentityCommand({}))
    const same = await keyNow()
    const real = Date.now
    Date.now = () => real() + 11 * 60_000
    console.log(JSON.stringify({ before, same, after: await keyNow() }))`
  const ran = await runCommand([oldest.node, program(home, text)], home)
  const { before, same, after } = json<Record<string, string>>(ran)
  expect([same, after === before]).toEqual([before, false])
  expect(callsMade()).toEqual(["AssumeRole", "GetCallerIdentity", "AssumeRole"])
})

test("the region is the init's, the profile's, and last the client's; a plan is decided without a call or a file", async () => {
  const home = newHome()
  addToConfig(home, "[profile nowhere]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly")
  const text = `
    const parentClientConfig = { region: async () => "eu-central-1" }
    const where = async init => (await planFor(init)).hops[0].sts.region
    console.log(JSON.stringify([
      await where({ profile: "readonly", parentClientConfig }),
      await where({ profile: "nowhere", parentClientConfig }),
      await where({ profile: "nowhere", parentClientConfig, region: "eu-west-3" }),
      await where({ profile: "nowhere" }),
    ]))`
  const ran = await runCommand([oldest.node, program(home, text)], home, {
    env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
  })
  expect(json<string[]>(ran)).toEqual(["us-east-1", "eu-central-1", "eu-west-3", "us-east-1"])
  expect([callsMade(), readdirSync(home.folder).includes("xdg")]).toEqual([[], false])
})

test("several at once leave the program as it was: its warnings, its signals, its environment; and it ends by itself", async () => {
  const text = `
    const now = () => [process.emitWarning, process.eventNames().join(), JSON.stringify(process.env), process.umask()]
    const before = now()
    await Promise.all(["readonly", "partner", "sso-admin", "admin"].map(profile => fromGuise({ profile })().catch(() => 0)))
    console.log(JSON.stringify(now().map((each, index) => each === before[index])))`
  const home = newHome()
  const ran = await runCommand([oldest.node, program(home, text)], home)
  expect(json<boolean[]>(ran)).toEqual([true, true, true, true])
})

test("AWS's SDK in guise keeps its advice about an old Node to itself, and the program's own SDK hears nothing of that", async () => {
  const home = newHome()
  const old = `data:text/javascript,Object.defineProperty(process, "version", { value: "v20.20.2" })`
  const text = `
    import { STSClient } from "@aws-sdk/client-sts"
    const warned = []
    process.on("warning", ({ message }) => warned.push(/^NodeVersion/.test(message)))
    await fromGuise({ profile: "readonly" })()
    const before = warned.length
    new STSClient({ region: "us-east-1" })
    await new Promise(done => setImmediate(done))
    console.log(JSON.stringify([before, warned.length, process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED]))`
  const ran = await runCommand([oldest.node, "--import", old, program(home, text)], home)
  expect([json<unknown[]>(ran), callsMade()]).toEqual([[0, 1, null], ["AssumeRole"]])
})

test("importing it loads the few lines that it takes to be called", async () => {
  const home = newHome()
  const text = `
    fromGuise({ profile: "admin" })
    const loaded = process.moduleLoadList?.filter(name => /NativeModule (child_process|https?|sqlite|net)$/.test(name)) ?? []
    console.log(JSON.stringify(loaded))`
  const ran = await runCommand([oldest.node, program(home, text)], home)
  expect(json<string[]>(ran)).toEqual([])
})

test("docs/library.md shows the example as it is", async () => {
  const example = await Bun.file(join(root, "examples/caller-identity.mjs")).text()
  const page = await Bun.file(join(root, "docs/library.md")).text()
  expect(page).toContain(`\`\`\`js\n${example.replace(/^\/\/.*\n/, "")}\`\`\`\n`)
})
