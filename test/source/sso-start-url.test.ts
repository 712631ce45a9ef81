import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import type { IncomingMessage } from "node:http"
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { SsoSignIn } from "../../src/plan/roots.ts"
import { portalOf } from "../../src/source/sso-start-url.ts"
import { certificate, certificateKey } from "../aws/loopback-certificate.ts"
import { fakeWorld } from "../fake-world.ts"

let server: Server
let vanity: string
let folder: string
let caBundle: string
const asked: string[] = []
/** What the server of a vanity address answers, by path. */
const answers: Readonly<Record<string, (request: IncomingMessage) => readonly [status: number, to?: string]>> = {
  "/new": () => [302, "https://ssoins-123.portal.eu-west-1.app.aws/start"],
  "/older": () => [301, "https://d-123.awsapps.com/start"],
  "/get-only": ({ method }) => (method === "HEAD" ? [405] : [302, "https://d-123.awsapps.com/start"]),
  "/plain": () => [302, "http://d-123.awsapps.com/start"],
  "/elsewhere": () => [302, "https://d-123.awsapps.com.attacker.example/start"],
  "/twice": () => [302, "/older"],
  "/page": () => [200],
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "guise-start-url-"))
  caBundle = join(folder, "ca.pem")
  writeFileSync(caBundle, certificate)
  server = createServer({ cert: certificate, key: certificateKey }, (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const [status, to] = answers[request.url ?? ""]?.(request) ?? [404]
    response.writeHead(status, to === undefined ? {} : { location: to }).end()
  })
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done))
  vanity = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const at = (startUrl: string): SsoSignIn => {
  const there = { region: "us-east-1", caBundle }
  return { session: "corp", startUrl, ssoRegion: "us-east-1", oidc: there, portal: there }
}

test.each([
  ["/new", { startUrl: "https://ssoins-123.portal.eu-west-1.app.aws/start", regions: ["eu-west-1", "us-east-1"] }],
  ["/older", { startUrl: "https://d-123.awsapps.com/start", regions: ["us-east-1"] }],
  ["/get-only", { startUrl: "https://d-123.awsapps.com/start", regions: ["us-east-1"] }],
])("a vanity address leads to AWS's own by one redirect: %s", async (path, portal) => {
  expect(await portalOf(at(`${vanity}${path}`), fakeWorld())).toEqual(portal)
})

test.each(["/plain", "/elsewhere", "/twice", "/page"])("nobody is sent on to what is not AWS: %s", async path => {
  await expect(portalOf(at(`${vanity}${path}`), fakeWorld())).rejects.toMatchObject({ code: "profile-invalid" })
})

test.each([
  "https://my-sso-portal.awsapps.com/start",
  "https://start.home.awsapps.cn/directory/d-123",
  "https://ssoins-123.portal.eu-west-1.app.aws",
  "https://ssoins-123.eu-west-1.portal.amazonaws.com",
  "https://identitycenter.amazonaws.com/ssoins-123",
  "https://start.us-gov-home.awsapps.com/directory/x",
])("an address of AWS's is taken as it stands: %s", async startUrl => {
  const before = asked.length
  expect(await portalOf(at(startUrl), fakeWorld())).toEqual({ startUrl, regions: ["us-east-1"] })
  expect(asked).toHaveLength(before)
})

test("an address that nobody answers at is told as such", async () => {
  await expect(portalOf(at("https://127.0.0.1:1/start"), fakeWorld())).rejects.toMatchObject({
    code: "aws-unreachable",
  })
})

test("several regions are tried in the order in which they stand, separated by commas or blanks", async () => {
  const several = { ...at("https://d-123.awsapps.com/start"), ssoRegion: "eu-west-1, us-east-1 eu-north-1" }
  expect((await portalOf(several, fakeWorld())).regions).toEqual(["eu-west-1", "us-east-1", "eu-north-1"])
})
