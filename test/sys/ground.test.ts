import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { programs, scratch } from "./programs.ts"

/** A folder that would run its own code in us, or redirect our calls, if anything were read from it. */
const hostile: Readonly<Record<string, string>> = {
  ".env":
    "AWS_ENDPOINT_URL_STS=http://127.0.0.1:1/stolen\nBUN_OPTIONS=--preload=./evil.ts\nNODE_OPTIONS=--require=./evil.cjs\n",
  ".env.local": "AWS_ENDPOINT_URL=http://127.0.0.1:1/stolen\n",
  ".env.production": "AWS_PROFILE=stolen\n",
  ".env.development": "AWS_PROFILE=stolen\n",
  "bunfig.toml": 'preload = ["./evil.ts"]\n[run]\nbun = true\n[define]\n"process.env.AWS_PROFILE" = "\'stolen\'"\n',
  ".bunfig.toml": 'preload = ["./evil.ts"]\n',
  "tsconfig.json": '{"compilerOptions":{"paths":{"node:fs":["./evil.ts"],"*":["./evil.ts"]},"jsxImportSource":"evil"}}',
  "jsconfig.json": '{"compilerOptions":{"paths":{"*":["./evil.ts"]}}}',
  "package.json": '{"type":"commonjs","imports":{"#x":"./evil.ts"},"main":"./evil.ts","exports":"./evil.ts"}',
  "bun.lock": "{",
  ".npmrc": "registry=http://127.0.0.1:1/\n",
  "evil.ts": 'console.log("EVIL RAN")\nprocess.exit(66)\n',
  "evil.cjs": 'console.log("EVIL RAN")\nprocess.exit(66)\n',
  "node_modules/node:fs/index.js": 'console.log("EVIL RAN")\nprocess.exit(66)\n',
  "node_modules/bun:ffi/index.js": 'console.log("EVIL RAN")\nprocess.exit(66)\n',
  "node_modules/@aws-sdk/client-sts/index.js": 'console.log("EVIL RAN")\nprocess.exit(66)\n',
}

let bad = ""
let good = ""
beforeAll(() => {
  bad = scratch()
  good = scratch()
  for (const [path, text] of Object.entries(hostile)) {
    mkdirSync(join(bad, path, ".."), { recursive: true })
    writeFileSync(join(bad, path), text)
  }
})
afterAll(() => {
  for (const folder of [bad, good]) rmSync(folder, { recursive: true })
})

for (const one of await programs()) {
  test.each([
    ["its environment", ["environment"]],
    ["what it runs", ["exec", "--", "/usr/bin/env"]],
    ["what it imports late", ["shell", "echo hi"]],
    ["a refusal", ["exec", "--", "nosuchcommand-guise"]],
  ])(`in a hostile folder the program in ${one.runtime} is as elsewhere: %s`, async (_what, words) => {
    const run = async (cwd: string) => {
      const env = { PATH: process.env.PATH ?? "", HOME: "/dev/null/home" }
      const child = Bun.spawn([...one.argv, ...words], { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
      return [await child.stdout.text(), await child.stderr.text(), await child.exited]
    }
    const elsewhere = await run(good)
    expect(await run(bad)).toEqual(elsewhere)
    expect(elsewhere[0] || elsewhere[1]).not.toBe("")
  })
}
