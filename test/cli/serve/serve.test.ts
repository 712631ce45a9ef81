import { afterEach, describe, expect, test } from "bun:test"
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Program } from "../../sys/programs.ts"
import { until } from "../../until.ts"
import { addToConfig, bash, binary, builds, type Home, run, stage, writeSettings } from "../harness.ts"
import { get, type Server, serve } from "./server.ts"

const { sandbox, homeAfterLogin, code } = await stage()
const running: Server[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(server => server.stop()))
})

async function started(home: Home, words: readonly string[], build: Program = binary): Promise<Server> {
  const server = await serve(build, home, words)
  running.push(server)
  return server
}

const asking = (server: Server, profile: string, path = `/p/${encodeURIComponent(profile)}`) =>
  get(`${server.url}${path}`, { authorization: server.token(profile) })
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`

describe.each([...builds])("$runtime, guise serve", build => {
  test("hands out several profiles, and keeps their names and tokens apart", async () => {
    const home = homeAfterLogin()
    addToConfig(
      home,
      `[profile "clients/acme & co"]\nregion = eu-west-1\nservices = sandbox\nrole_arn = ${role("ReadOnly")}\nsource_profile = alice`,
    )
    const server = await started(home, ["readonly", "admin", "clients/acme & co", "--mfa-code", code()], build)
    const ids = []
    for (const profile of ["readonly", "admin", "clients/acme & co"]) {
      const [status, body] = await asking(server, profile)
      expect(status).toBe(200)
      ids.push(JSON.parse(body).AccessKeyId)
    }
    expect(new Set(ids).size).toBe(2) // two profiles lead to one role
    expect(new Set(["readonly", "admin", "clients/acme & co"].map(server.token)).size).toBe(3)
    expect(await server.stop()).toBe(0)
    expect(server.said()).toEndWith("guise: the server has ended\n")
    expect(readdirSync(join(home.folder, "xdg/run/guise/commands"))).toEqual([])
  })

  test("says on /health how it is, and names nobody", async () => {
    const server = await started(homeAfterLogin(), ["readonly"], build)
    const [status, body] = await get(`${server.url}/health`)
    expect([status, JSON.parse(body)]).toEqual([200, { status: "ok", id: expect.any(String), profiles: 1, failing: 0 }])
    expect(body).not.toContain("readonly")
  })
})

describe("guise serve", () => {
  test("stops once what was asked is answered", async () => {
    const home = homeAfterLogin()
    writeSettings(home, `serve-roles = ["${role("Deploy")}"]`)
    const server = await started(home, ["alice-mfa", "--mfa-code", code()])
    sandbox.faults.add({ kind: "latency", action: "AssumeRole", ms: 400, times: 1 })
    const answer = asking(server, "alice-mfa", `/p/alice-mfa/role/${role("Deploy")}`)
    // AWS has been asked, and has not answered.
    await until(() => sandbox.faults.list().length === 0)
    const ended = server.stop()
    expect([(await answer)[0], await ended]).toEqual([200, 0])
  })

  test("takes a role by ARN from the list in the settings, and no other", async () => {
    const home = homeAfterLogin()
    writeSettings(home, `[[profile]]\nmatch = "alice-mfa"\nserve-roles = ["${role("Deploy")}"]\n`)
    const server = await started(home, ["alice-mfa", "readonly", "--mfa-code", code()])
    const encoded = `/p/alice-mfa/role/${encodeURIComponent(role("Deploy"))}`
    for (const path of [`/p/alice-mfa/role/${role("Deploy")}`, encoded]) {
      const [status, body] = await asking(server, "alice-mfa", path)
      expect([status, JSON.parse(body).Code]).toEqual([200, "Success"])
    }
    expect(sandbox.calls("AssumeRole").map(({ params }) => params.RoleArn)).toEqual([role("ReadOnly"), role("Deploy")])
    expect((await asking(server, "alice-mfa", `/p/alice-mfa/role/${role("Admin")}`))[0]).toBe(401)
    expect((await asking(server, "readonly", `/p/readonly/role/${role("Deploy")}`))[0]).toBe(401)
    expect((await asking(server, "readonly", encoded))[0]).toBe(401)
  })

  test("prints what another shell evaluates to ask it, without a secret", async () => {
    const home = homeAfterLogin()
    const server = await started(home, ["readonly", "partner"])
    const line =
      'eval "$($G serve --print-env partner)"; env; curl -s -H "Authorization: $(cat $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)" $AWS_CONTAINER_CREDENTIALS_FULL_URI'
    const ran = await bash(binary, home, line, { env: { AWS_PROFILE: "bob", AWS_SECRET_ACCESS_KEY: "old" } })
    expect(ran.stdout).toContain(`AWS_CONTAINER_CREDENTIALS_FULL_URI=${server.url}/p/partner\n`)
    expect(ran.stdout).toContain('{"Code":"Success"')
    expect(ran.stdout).not.toMatch(/^(AWS_PROFILE|AWS_SECRET_ACCESS_KEY)=/m)
    const printed = await run(binary, home, ["serve", "--print-env", "partner", "--json"])
    expect(printed.stdout).not.toContain(server.token("partner"))
    expect(JSON.parse(printed.stdout).set.AWS_CONTAINER_CREDENTIALS_FULL_URI).toBe(`${server.url}/p/partner`)
  })

  test("prints nothing of a server that was killed, and a later one sweeps what that one left", async () => {
    const home = homeAfterLogin()
    const commands = join(home.folder, "xdg/run/guise/commands")
    const killed = await serve(binary, home, ["readonly"])
    process.kill(killed.pid, "SIGKILL")
    await killed.stop()
    const [left] = readdirSync(commands)
    const printed = await run(binary, home, ["serve", "--print-env", "readonly"])
    expect([printed.status, printed.stderr]).toEqual([
      2,
      "guise: No guise serve of yours serves readonly.\nhint: guise serve readonly\n",
    ])
    await started(home, ["readonly"])
    expect(readdirSync(commands)).not.toContain(left)
  })

  test("tells whose credentials come before the server's, where default has some", async () => {
    const home = homeAfterLogin()
    await started(home, ["readonly"])
    addToConfig(home, `[default]\nrole_arn = ${role("ReadOnly")}\nsource_profile = alice`)
    const printed = await run(binary, home, ["serve", "--print-env", "readonly"])
    expect(printed.stderr).toContain("profile default")
  })

  test.each([
    ["nobody", [], 2, "No profile was named", "guise serve PROFILE…"],
    ["long-lived keys", ["bob"], 4, "without an end", "name an MFA device"],
    ["a profile that is not there", ["readonyl"], 4, "readonyl", "readonly"],
    ["a port that is none", ["readonly", "--port", "65536"], 2, "--port wants", ""],
    ["every address there is", ["readonly", "--address", "0.0.0.0"], 2, "--address wants one", ""],
    ["two profiles as one machine", ["readonly", "partner", "--imds", "--yes"], 2, "takes one profile", "guise serve"],
    ["a machine that others reach", ["readonly", "--imds", "--yes", "--address", "192.0.2.1"], 4, "--imds hands", ""],
    ["a machine unasked", ["readonly", "--imds"], 3, "that wants a yes", "--imds --yes"],
  ])("refuses %s", async (_title, words, status, said, hint) => {
    const ran = await run(binary, homeAfterLogin(), ["serve", ...words])
    expect([ran.status, ran.stdout]).toEqual([status, ""])
    expect(ran.stderr).toContain(said)
    expect(ran.stderr).toContain(hint)
  })

  test("refuses a port that is taken", async () => {
    const { port } = await started(homeAfterLogin(), ["readonly"])
    const ran = await run(binary, homeAfterLogin(), ["serve", "readonly", "--port", String(port)])
    expect([ran.status, ran.stderr]).toEqual([
      2,
      expect.stringContaining(`Tried to listen on 127.0.0.1, port ${port}: something else listens there.`),
    ])
  })

  test("serves what a .guise file names that was allowed", async () => {
    const home = homeAfterLogin()
    writeFileSync(join(home.cwd, ".guise"), 'profile = "readonly"\n')
    expect((await run(binary, home, ["allow"])).status).toBe(0)
    const server = await started(home, [])
    expect((await asking(server, "readonly"))[0]).toBe(200)
  })

  test("starts without a person, answers with what to type, and serves once somebody has signed in", async () => {
    const home = homeAfterLogin()
    const server = await started(home, ["admin", "readonly"])
    const [status, body] = await asking(server, "admin")
    expect([status, JSON.parse(body)]).toEqual([
      503,
      { Code: "nobody-to-ask", Message: expect.stringContaining("guise login admin") },
    ])
    expect((await asking(server, "readonly"))[0]).toBe(200)
    expect((await get(`${server.url}/health`))[1]).toContain('"status":"degraded","')
    await run(binary, home, ["login", "admin", "--mfa-code", code()])
    let [now] = [503]
    while (now === 503) [now] = await asking(server, "admin")
    expect(now).toBe(200)
    expect((await get(`${server.url}/health`))[1]).toContain('"status":"ok"')
  }, 15_000)
})
