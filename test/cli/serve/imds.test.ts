import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { chmodSync, copyFileSync, readdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { binary, builds, sitDown, stage } from "../harness.ts"
import { get, raw, type Server, serve } from "./server.ts"

const { homeAfterLogin } = await stage()

const ttl = "x-aws-ec2-metadata-token-ttl-seconds"
const header = "x-aws-ec2-metadata-token"
const roles = "/latest/meta-data/iam/security-credentials"

/** A command as somebody else on this machine: root may be anybody, others ask sudo. */
const nobody = [
  ...(process.getuid?.() === 0 ? [] : ["sudo", "-n"]),
  ...["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"],
]
const asNobody = (...words: readonly string[]) => {
  const { stdout, stderr, exitCode } = Bun.spawnSync([...nobody, ...words], { cwd: "/" })
  return { out: stdout.toString(), err: stderr.toString(), status: exitCode }
}

describe.each([...builds])("$runtime: a machine's endpoint", build => {
  let server: Server
  let token: string

  beforeAll(async () => {
    server = await serve(build, homeAfterLogin(), ["readonly", "--imds", "--yes", "-d", "15m"])
    const asked = await fetch(`${server.url}/latest/api/token`, { method: "PUT", headers: { [ttl]: "21600" } })
    expect([asked.status, asked.headers.get(ttl)]).toEqual([200, "21600"])
    token = await asked.text()
  }, 20_000)
  afterAll(() => server.stop())

  const page = (path: string) => get(`${server.url}${path}`, { [header]: token })

  test.each([
    [`${roles}/`, 200, "readonly"],
    [roles, 200, "readonly"],
    ["/latest/meta-data/placement/region", 200, "us-east-1"],
    ["/latest/meta-data/placement/availability-zone/", 200, "us-east-1a"],
    [`${roles}-extended/`, 404, ""],
    [`${roles}/admin`, 404, ""],
    [`${roles}/../security-credentials/readonly?`, 404, ""],
    ["/latest/user-data", 404, ""],
    ["/latest/__proto__", 404, ""],
  ])("answers %s with %p %p", async (path, status, body) => {
    expect(await page(path)).toEqual([status, body])
  })

  test("hands out the role, with an end that botocore does not write over when it is near", async () => {
    const [status, body] = await page(`${roles}/readonly`)
    expect([status, JSON.parse(body)]).toMatchObject([
      200,
      { Code: "Success", AccountId: "111122223333", Expiration: expect.stringMatching(/:\d\d\.000Z$/) },
    ])
  })

  test.each([
    ["no token, which was version 1", { [header]: undefined }, 401],
    ["a token of somebody's own", { [header]: "99999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, 401],
    ["a foreign Host", { host: "169.254.169.254" }, 421],
    ["X-Forwarded-For", { "x-forwarded-for": "192.0.2.1" }, 403],
    ["an Origin", { origin: "http://evil.example" }, 403],
  ])("turns %s away", async (_title, changed, status) => {
    const headers = Object.entries({ host: `127.0.0.1:${server.port}`, [header]: token, ...changed })
    const lines = headers.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
    const answer = await raw(
      server.port,
      [`GET ${roles}/readonly HTTP/1.1`, ...lines, "connection: close", "", ""].join("\r\n"),
    )
    expect(answer).toStartWith(`HTTP/1.1 ${status} `)
    expect(answer).not.toContain("SecretAccessKey")
  })

  test.each(["0", "21601", "-1", "1e3", ""])("gives no token for a life of %p seconds", async life => {
    const asked = await fetch(`${server.url}/latest/api/token`, { method: "PUT", headers: { [ttl]: life } })
    expect(asked.status).toBe(400)
  })

  test("turns another user away, with a good token as well, says so, and goes on", async () => {
    const url = `${server.url}${roles}/readonly`
    for (const words of [
      ["-H", `${header}: ${token}`, url],
      ["-X", "PUT", "-H", `${ttl}: 60`, `${server.url}/latest/api/token`],
    ])
      expect(asNobody("curl", "-s", ...words).out).toBe('{"Code":"user","Message":"the request is another user\'s"}')
    await server.says("the request is another user's")
    expect((await page(`${roles}/`))[0]).toBe(200)
  })
})

test("a machine's endpoint says nothing to who has ended its token's life", async () => {
  const server = await serve(binary, homeAfterLogin(), ["readonly", "--imds", "--yes"])
  const asked = await fetch(`${server.url}/latest/api/token`, { method: "PUT", headers: { [ttl]: "1" } })
  const token = await asked.text()
  let [status] = await get(`${server.url}${roles}/`, { [header]: token })
  while (status === 200) [status] = await get(`${server.url}${roles}/`, { [header]: token })
  expect(status).toBe(401)
  await server.stop()
})

test("a machine's endpoint wants a yes at the terminal, and takes no for an answer", async () => {
  const screen = await sitDown(binary, homeAfterLogin())
  screen.type("$G serve readonly --imds\r")
  await screen.see("Every program that runs as you may take readonly from this endpoint, unasked. Serve it? [y/N] ")
  screen.type("\r")
  await screen.see("Nothing is served.")
  screen.type("$G serve readonly --imds\r")
  await screen.see("Serve it? [y/N] ")
  screen.type("y\r")
  await screen.see("serving readonly at http://127.0.0.1:")
  screen.type("\x03")
  await screen.see("the server has ended")
})

test("another user can read no token of a server's, and without one has nothing", async () => {
  const home = homeAfterLogin()
  chmodSync(home.folder, 0o755)
  const server = await serve(binary, home, ["readonly"])
  const commands = join(home.folder, "xdg/run/guise/commands")
  const [name = ""] = readdirSync(commands)
  expect(asNobody("cat", join(commands, name, "token-0"))).toMatchObject({ out: "", status: 1 })
  expect(asNobody("curl", "-s", `${server.url}/p/readonly`).out).toStartWith(
    '{"Code":"token","Message":"the request brought no token',
  )
  await server.stop()
})

test("the memory of a server is root's to look at, and not its own user's", async () => {
  const home = homeAfterLogin()
  const guise = join(home.folder, "guise")
  copyFileSync(binary.argv[0] ?? "", guise)
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    chmodSync(dirname(home.folder), 0o755)
    Bun.spawnSync(["chown", "-R", "65534", home.folder])
  }
  const server = await serve({ runtime: "bun", argv: [...(isRoot ? nobody : []), guise] }, home, ["readonly"])
  expect(statSync(`/proc/${server.pid}/environ`).uid).toBe(0)
  await server.stop()
})
