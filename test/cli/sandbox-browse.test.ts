import { describe, expect, test } from "bun:test"
import { createServer } from "node:http"
import {
  authorizeUrl,
  crossDevice,
  deviceGrant,
  forBrowser,
  loginUrl,
  pkce,
  post,
  register,
  startUrl,
} from "../sandbox/rest.ts"
import { builds, run, stage } from "./harness.ts"

const { sandbox, newHome } = await stage()
const { challenge } = pkce()

/** A client that waits for its code: answers what comes, and where it listens. */
async function listening() {
  let heard: (words: URLSearchParams) => void = () => {}
  const come = new Promise<URLSearchParams>(done => {
    heard = done
  })
  const server = createServer((message, response) => {
    heard(new URL(message.url ?? "/", "http://127.0.0.1").searchParams)
    response.end("You can close this window.")
  })
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done))
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  return { come, redirect_uri: `http://127.0.0.1:${port}/oauth/callback`, close: () => server.close() }
}

describe.each([...builds])("$runtime, sandbox --browse", build => {
  const browse = (url: string, ...more: readonly string[]) =>
    run(build, newHome(), ["sandbox", "--browse", url, ...more])

  test("brings a waiting client its code", async () => {
    const { come, redirect_uri, close } = await listening()
    const url = authorizeUrl(sandbox, await register(sandbox, forBrowser), challenge, { redirect_uri })
    expect(await browse(url, "--user", "bob")).toMatchObject({ status: 0, stdout: "", stderr: "" })
    const words = await come
    expect([words.get("state"), words.get("code")?.length]).toEqual(["xyz", 128])
    close()
  })

  test("brings it a no", async () => {
    const { come, redirect_uri, close } = await listening()
    expect((await browse(loginUrl(sandbox, challenge, { redirect_uri }), "--deny")).status).toBe(0)
    expect((await come).get("error")).toBe("access_denied")
    close()
  })

  test("says yes to a device", async () => {
    const client = await register(sandbox)
    const { body } = await post(sandbox, "/device_authorization", { ...client, startUrl })
    const ran = await browse(body.verificationUriComplete ?? "")
    expect(ran).toMatchObject({ status: 0, stdout: "You can close this window.\n" })
    const token = { ...client, grantType: deviceGrant, deviceCode: body.deviceCode }
    expect((await post(sandbox, "/token", token)).words).toBe("ok")
  })

  test("prints what is to be pasted on another machine", async () => {
    const redirect_uri = `${sandbox.url}/v1/sessions/confirmation`
    const ran = await browse(loginUrl(sandbox, challenge, { client_id: crossDevice, redirect_uri }))
    expect(Buffer.from(ran.stdout, "base64").toString()).toMatch(/^state=xyz&code=[\w-]{128}$/)
  })

  test("says so where nobody listens, where the address is another's, and where it does not stand", async () => {
    const { redirect_uri, close } = await listening()
    close()
    const words: readonly (readonly [string, ...string[]])[] = [
      ["--browse", loginUrl(sandbox, challenge, { redirect_uri })],
      ["--browse", "https://aws.amazon.com/"],
      ["--user", "bob"],
    ]
    for (const asked of words) {
      const ran = await run(build, newHome(), ["sandbox", ...asked])
      expect([ran.status, ran.stdout]).toEqual([2, ""])
      expect(ran.stderr).toMatch(/^guise: \S/)
    }
  })
})
