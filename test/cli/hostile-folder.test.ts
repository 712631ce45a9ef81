import { describe, expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { builds, type Home, run, stage } from "./harness.ts"

const { sandbox, newHome } = await stage()

/** What a folder from somewhere else may hold for the runtimes to find, were they to look. Each leaves a trace. */
function plant(folder: string): string {
  const trace = join(folder, "trace")
  const code = `require("fs").writeFileSync(${JSON.stringify(trace)}, "ran")\n`
  const module = `import { writeFileSync } from "node:fs"\nwriteFileSync(${JSON.stringify(trace)}, "ran")\n`
  const files = {
    ".env": "AWS_ENDPOINT_URL_STS=http://127.0.0.1:9\nAWS_PROFILE=bob\nGUISE_MFA_CODE=123456\nAWS_REGION=xx-evil-1\n",
    ".env.local": "AWS_ENDPOINT_URL_STS=http://127.0.0.1:9\n",
    ".env.production": "AWS_ENDPOINT_URL_STS=http://127.0.0.1:9\n",
    "bunfig.toml": 'preload = ["./evil.ts"]\n[run]\nsilent = true\n',
    "evil.ts": module,
    "evil.cjs": code,
    "package.json": '{"type":"module","imports":{"#evil":"./evil.ts"},"exports":"./evil.ts"}',
    "tsconfig.json": '{"compilerOptions":{"paths":{"@aws-sdk/client-sts":["./evil.ts"],"node:fs":["./evil.ts"]}}}',
    ".npmrc": "node-options=--require ./evil.cjs\n",
    ".aws/config": "[profile alice]\nregion = xx-evil-1\n",
    "node_modules/@aws-sdk/client-sts/package.json": '{"name":"@aws-sdk/client-sts","main":"index.js"}',
    "node_modules/@aws-sdk/client-sts/index.js": code,
    "node_modules/commander/package.json": '{"name":"commander","main":"index.js"}',
    "node_modules/commander/index.js": code,
    "config.toml": "x",
    ".guise": 'profile = "bob"\nregion = "xx-evil-1"\nauto = true\n',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return trace
}

describe.each([...builds])("$runtime", build => {
  test("the folder one stands in changes nothing, and nothing in it is run", async () => {
    const home = newHome()
    const hostile = join(home.folder, "hostile")
    mkdirSync(hostile)
    const trace = plant(hostile)
    // The endpoint comes from the profile alone: a variable would win over the planted one.
    const env = { AWS_ENDPOINT_URL_STS: undefined, AWS_ENDPOINT_URL: undefined }
    const answers = (cwd: string) => lines.map(words => run(build, home, words, { env, cwd }))
    // What is cached is part of what list tells, and the commands run side by side.
    await run(build, home, ["process", "readonly"], { env })
    const [there, here] = [await Promise.all(answers(hostile)), await Promise.all(answers(home.cwd))]
    expect(there.map(stable)).toEqual(here.map(stable))
    expect(there.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0, 4, 3, 2, 4])
    expect(there.map(({ stderr }) => stderr.includes(passedOver))).toEqual([...Array(8).fill(false), true, true])
    expect(there[4]?.stdout).toBe("us-east-1 readonly\n")
    expect(await Bun.file(trace).exists()).toBe(false)
    expect(sandbox.calls("GetCallerIdentity").length).toBeGreaterThan(0)
  })

  test("relative XDG folders are ignored: no cache is made or read in the folder one stands in", async () => {
    const home: Home = newHome()
    const env = { XDG_CACHE_HOME: "cache", XDG_CONFIG_HOME: ".", XDG_DATA_HOME: "", XDG_RUNTIME_DIR: "run" }
    expect((await run(build, home, ["process", "readonly"], { env })).status).toBe(0)
    expect(await Bun.file(join(home.folder, ".cache/guise/seal.key")).exists()).toBe(true)
    expect((await run(build, home, ["exec", "readonly", "--", "ls", "-A"], { env })).stdout).toBe("")
  })
})

const lines: readonly (readonly string[])[] = [
  ["list"],
  ["explain", "chained", "--json"],
  ["process", "alice"],
  ["whoami", "readonly", "--json"],
  ["exec", "readonly", "--", "sh", "-c", "echo $AWS_REGION $GUISE_PROFILE"],
  ["--version"],
  ["process"],
  ["process", "admin"],
  ["whoami"],
  ["exec", "--", "true"],
]

/** Who has nobody named hears of a file that would, and that it does not count. */
const passedOver = "guise: ./.guise was never allowed and is passed over; to look at it and use it: guise allow\n"

/** Without what differs from run to run. */
function stable({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): string {
  const left = /"(expiration|expiresAt|secondsLeft|madeAt)":\s*"?[^",}]*"?| \d+m$/gm
  return `${status} ${stdout} ${stderr.replace(passedOver, "")}`.replace(left, "")
}
