import { expect, test } from "bun:test"
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { movedClock } from "../../interop/moved-clock.ts"
import { binary, environmentOf, json, run, stage } from "../harness.ts"
import { get, serve } from "./server.ts"

const { sandbox, homeAfterLogin } = await stage()

test("a server whose words go nowhere, since its log's disk is full, turns away and serves, and ends well", async () => {
  const home = homeAfterLogin()
  const full = openSync("/dev/full", "w")
  const child = Bun.spawn([...binary.argv, "serve", "readonly", "--verbose"], {
    ...{ env: environmentOf(home), cwd: home.cwd, stdin: "ignore", stdout: "ignore", stderr: full, detached: true },
  })
  closeSync(full)
  const printed = ["serve", "--print-env", "readonly", "--json"]
  let ran = await run(binary, home, printed)
  while (ran.status !== 0 && child.exitCode === null) ran = await run(binary, home, printed)
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url = "", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file = "" } = json<{
    set: Record<string, string>
  }>(ran).set
  expect((await get(url))[0]).toBe(401)
  expect((await get(url, { authorization: readFileSync(file, "utf8") }))[0]).toBe(200)
  child.kill("SIGTERM")
  expect(await child.exited).toBe(0)
})

test("a server that was started with nohup lives on when its terminal goes", async () => {
  const ignored = async (...before: readonly string[]) => {
    const server = await serve({ ...binary, argv: [...before, ...binary.argv] }, homeAfterLogin(), ["readonly"])
    const [, mask = ""] = /^SigIgn:\s*(\w+)$/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? []
    expect(await server.stop()).toBe(0)
    return Number(`0x${mask}`) & 1
  }
  expect([await ignored(), await ignored("nohup")]).toEqual([0, 1])
})

test("nobody is led to a server that was killed by somebody who has taken its port and says what it said", async () => {
  const home = homeAfterLogin()
  const killed = await serve(binary, home, ["readonly"])
  const health = await get(`${killed.url}/health`)
  process.kill(killed.pid, "SIGKILL")
  await killed.stop()
  const other = Bun.serve({ hostname: "127.0.0.1", port: killed.port, fetch: () => new Response(health[1]) })
  const printed = await run(binary, home, ["serve", "--print-env", "readonly"])
  await other.stop(true)
  expect([printed.status, printed.stdout]).toEqual([2, ""])
})

test("a server is found past a proxy that knows nothing of this machine", async () => {
  const home = homeAfterLogin()
  const server = await serve(binary, home, ["readonly"])
  const proxy = { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9", NO_PROXY: undefined }
  const printed = await run(binary, home, ["serve", "--print-env", "readonly"], { env: proxy })
  await server.stop()
  expect([printed.status, printed.stderr]).toEqual([0, ""])
})

test("a machine's endpoint hands out 26 minutes and more, where the others are content with 16", async () => {
  const home = homeAfterLogin()
  const clock = await movedClock(join(home.folder, "clock"))
  const made = json<{ AccessKeyId: string }>(await run(binary, home, ["process", "readonly"], { env: clock.env }))
  sandbox.clock.advance(2400)
  clock.move(2400)
  const container = await serve(binary, home, ["readonly"], { env: clock.env })
  const [, kept] = await get(`${container.url}/p/readonly`, { authorization: container.token("readonly") })
  await container.stop()
  const machine = await serve(binary, home, ["readonly", "--imds", "--yes"], { env: clock.env })
  const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": "60" }
  const token = await (await fetch(`${machine.url}/latest/api/token`, { method: "PUT", headers: ttl })).text()
  const page = `${machine.url}/latest/meta-data/iam/security-credentials/readonly`
  const [, renewed] = await get(page, { "x-aws-ec2-metadata-token": token })
  await machine.stop()
  await clock.end()
  expect(JSON.parse(kept).AccessKeyId).toBe(made.AccessKeyId)
  expect([JSON.parse(renewed).Code, JSON.parse(renewed).AccessKeyId === made.AccessKeyId]).toEqual(["Success", false])
  expect(readdirSync(join(home.folder, "xdg/run/guise/commands"))).toEqual([])
})

test("an edited profile counts from the next renewal on; one that is gone is 503 with why, until it is back", async () => {
  const home = homeAfterLogin()
  const clock = await movedClock(join(home.folder, "clock"))
  const server = await serve(binary, home, ["readonly"], { env: clock.env })
  const asked = async () => {
    const [status, body] = await get(`${server.url}/p/readonly`, { authorization: server.token("readonly") })
    return [status, JSON.parse(body).Code]
  }
  let moved = 0
  const later = (seconds: number) => {
    moved += seconds
    sandbox.clock.advance(seconds)
    clock.move(moved)
  }
  const whole = readFileSync(home.config, "utf8")
  expect(await asked()).toEqual([200, "Success"])
  writeFileSync(home.config, whole.replace("[profile readonly]", "$&\nrole_session_name = edited"))
  later(3700)
  expect(await asked()).toEqual([200, "Success"])
  expect(sandbox.calls("AssumeRole").at(-1)?.params.RoleSessionName).toBe("edited")
  writeFileSync(home.config, whole.replace("[profile readonly]", "[profile gone]"))
  later(3700)
  expect(await asked()).toEqual([503, "profile-unknown"])
  expect((await get(`${server.url}/health`))[1]).toContain('"status":"degraded"')
  await server.says("readonly could not be renewed")
  writeFileSync(home.config, whole)
  later(5)
  expect(await asked()).toEqual([200, "Success"])
  await server.stop()
  await clock.end()
})
