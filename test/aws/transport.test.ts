import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Endpoint } from "../../src/types.ts"
import { certificate, certificateKey } from "./loopback-certificate.ts"
import { scriptedSts, yes } from "./scripted-sts.ts"

const caller = { accountId: "123456789012", arn: "arn:aws:iam::123456789012:user/alice", userId: "AIDAEXAMPLE" }
const node = join(import.meta.dir, "../../node_modules/.bin/node")
const runtimes = [
  ["Bun", [process.execPath]],
  ["Node", [node, "--no-warnings", "--experimental-strip-types"]],
] as const

let home: string
let bundle: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "guise-transport-"))
  bundle = join(home, "ca.pem")
  await writeFile(bundle, certificate)
  // FIFOs without a writer: whoever opens them waits for ever.
  await mkdir(join(home, ".aws"))
  await Bun.spawn(["mkfifo", join(home, ".aws/config"), join(home, ".aws/credentials")]).exited
})
afterAll(() => rm(home, { recursive: true }))

async function call(runtime: readonly string[], endpoint: Endpoint, env: Readonly<Record<string, string>> = {}) {
  const script = join(import.meta.dir, "call-sts.ts")
  const child = Bun.spawn([...runtime, script, JSON.stringify(endpoint)], {
    env: { PATH: process.env.PATH ?? "", HOME: home, ...env },
    stderr: "pipe",
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { answer: JSON.parse(out || "{}") as Record<string, string>, err }
}

async function tlsServer(): Promise<{ url: string; server: Server | ReturnType<typeof createTlsServer> }> {
  const act = yes()
  const server = createTlsServer({ cert: certificate, key: certificateKey }, async (request, response) => {
    const body = await new Response(request as never).text()
    act(
      { params: new URLSearchParams(body), headers: request.headers, port: undefined, drop: () => undefined },
      response,
    )
  })
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

describe.each(runtimes)("in %s", (_name, runtime) => {
  test("nothing is read from ~/.aws or from the SDK's variables", async () => {
    const poison = {
      AWS_REGION: "nowhere",
      AWS_MAX_ATTEMPTS: "many",
      AWS_RETRY_MODE: "bogus",
      AWS_USE_FIPS_ENDPOINT: "maybe",
      AWS_USE_DUALSTACK_ENDPOINT: "maybe",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9",
      AWS_DEFAULTS_MODE: "bogus",
      AWS_SDK_UA_APP_ID: "spoilt",
    }
    const server = await scriptedSts(yes())
    const explicit = await call(runtime, { region: "eu-west-1", url: server.url }, poison)
    const regional = await call(runtime, { region: "eu-west-1" }, { ...poison, HTTPS_PROXY: "http://127.0.0.1:9" })
    await server.stop()
    expect(explicit).toEqual({ answer: caller, err: "" })
    expect(server.seen[0]?.headers["user-agent"]).not.toContain("spoilt")
    expect(server.seen[0]?.headers.authorization).toContain("/eu-west-1/sts/")
    expect(regional.answer.message).toStartWith("sts.eu-west-1.amazonaws.com could not be reached")
  })

  test("a server whose certificate nobody trusts is not spoken to", async () => {
    const { url, server } = await tlsServer()
    const { answer } = await call(runtime, { region: "eu-west-1", url })
    server.close()
    expect(answer).toMatchObject({
      code: "aws-unreachable",
      message: expect.stringContaining("no trusted TLS connection"),
    })
  })

  test("a CA bundle makes it trusted", async () => {
    const { url, server } = await tlsServer()
    const { answer } = await call(runtime, { region: "eu-west-1", url, caBundle: bundle })
    server.close()
    expect(answer).toEqual(caller)
  })

  test.each([
    ["missing.pem", "cannot be read"],
    [".", "cannot be read"],
    ["empty.pem", "holds no PEM certificate"],
  ])("a CA bundle %s is an error that names it", async (file, words) => {
    await writeFile(join(home, "empty.pem"), "")
    const { answer } = await call(runtime, {
      region: "eu-west-1",
      url: "https://127.0.0.1:9",
      caBundle: join(home, file),
    })
    expect(answer).toMatchObject({ code: "file-unreadable", message: expect.stringContaining(words) })
  })

  test("a proxy is used, and left out where NO_PROXY says so", async () => {
    const seen: string[] = []
    const act = yes()
    const proxy = createServer((request, response) => {
      seen.push(request.url ?? "")
      act(
        {
          params: new URLSearchParams("Action=GetCallerIdentity"),
          headers: {},
          port: undefined,
          drop: () => undefined,
        },
        response,
      )
    })
    await new Promise<void>(resolve => proxy.listen(0, "127.0.0.1", resolve))
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const endpoint = { region: "eu-west-1", url: "http://sts.invalid" }
    const by = await call(runtime, endpoint, { HTTP_PROXY: url, http_proxy: url })
    const around = await call(runtime, endpoint, {
      HTTP_PROXY: url,
      http_proxy: url,
      NO_PROXY: "sts.invalid",
      no_proxy: "sts.invalid",
    })
    proxy.close()
    expect(by.answer).toEqual(caller)
    expect(seen).toEqual(["http://sts.invalid/"])
    expect(around.answer).toMatchObject({ code: "aws-unreachable" })
  })
})
