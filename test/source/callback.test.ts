import { expect, test } from "bun:test"
import { request } from "node:http"
import { connect } from "node:net"
import { type Callback, openCallback } from "../../src/source/callback.ts"

const state = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"

interface Knock {
  readonly words?: Readonly<Record<string, string>>
  readonly method?: string
  readonly path?: string
  readonly host?: string
}

/** One request as a browser, or somebody else, makes it. */
function knock(callback: Callback, { words = {}, method = "GET", path, host }: Knock) {
  const url = new URL(callback.redirectUri)
  url.pathname = path ?? url.pathname
  url.search = new URLSearchParams({ state, ...words }).toString()
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>((done, fail) => {
    const asked = request(url, { method, headers: host === undefined ? {} : { host } }, async response => {
      let text = ""
      for await (const chunk of response) text += String(chunk)
      done({ status: response.statusCode ?? 0, text, headers: response.headers })
    })
    asked.on("error", fail)
    asked.end()
  })
}

/** The first line of what comes back for these very bytes. */
function answerTo(bytes: string, host: string): Promise<string | undefined> {
  return new Promise((done, fail) => {
    let text = ""
    const socket = connect(Number(host.split(":")[1]), "127.0.0.1", () => socket.write(bytes))
    socket.on("data", data => {
      text += String(data)
    })
    socket.on("close", () => done(text.split("\r\n")[0]))
    socket.on("error", fail)
  })
}

test("brings the code of the browser that comes with the state, and tells it nothing of what it sent", async () => {
  const callback = await openCallback(state)
  expect(callback.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/)
  const [code, page] = await Promise.all([callback.code(), knock(callback, { words: { code: "c0de-EXAMPLE" } })])
  expect([code, page.status, page.headers["referrer-policy"]]).toEqual(["c0de-EXAMPLE", 200, "no-referrer"])
  expect(page.text).toContain("You may close this window")
  expect(page.text).not.toContain("EXAMPLE")
  await callback.close()
})

test("refuses whoever else comes, and waits on", async () => {
  const callback = await openCallback(state)
  const code = { code: "of-another" }
  const seen = [
    await knock(callback, { words: { ...code, state: "guessed" } }),
    await knock(callback, { words: { ...code, state: "" } }),
    await knock(callback, { words: { error: "access_denied", state: "guessed" } }),
    await knock(callback, { words: code, path: "/" }),
    await knock(callback, { words: code, method: "POST" }),
    await knock(callback, { words: code, host: "attacker.example" }),
    await knock(callback, { words: code, host: "localhost" }),
    await knock(callback, {}),
  ]
  expect(seen.map(({ status }) => status)).toEqual([400, 400, 400, 404, 405, 421, 421, 400])
  const [right] = await Promise.all([callback.code(), knock(callback, { words: { code: "right" } })])
  expect(right).toBe("right")
  await callback.close()
  await expect(knock(callback, { words: { code: "late" } })).rejects.toThrow()
})

test("a request line that is no address ends nothing, and is answered as such", async () => {
  const callback = await openCallback(state)
  const { host } = new URL(callback.redirectUri)
  const lines = ["//", "///", "http://[", "//a:b:c/"]
  expect(await Promise.all(lines.map(line => answerTo(`GET ${line} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, host)))).toEqual(
    lines.map(() => "HTTP/1.1 400 Bad Request"),
  )
  const [right] = await Promise.all([callback.code(), knock(callback, { words: { code: "right" } })])
  expect(right).toBe("right")
  await callback.close()
})

test.each([
  ["access_denied", "The sign-in was denied in the browser."],
  ["invalid_scope", "The sign-in failed in the browser: invalid_scope."],
  ["\u001b[2J<b>", "The sign-in failed in the browser."],
])("a browser that says %j is a sign-in that somebody must make again", async (error, message) => {
  const callback = await openCallback(state)
  const knocked = knock(callback, { words: { error, code: "not-taken" } })
  await expect(callback.code()).rejects.toMatchObject({ code: "sign-in-needed", message })
  await knocked
  await callback.close()
})

test("nobody who comes in time is said, with what to type where the browser is elsewhere", async () => {
  const callback = await openCallback(state, 0)
  await expect(callback.code()).rejects.toMatchObject({
    code: "sign-in-needed",
    hint: expect.stringContaining("guise login --device"),
  })
  await callback.close()
})
