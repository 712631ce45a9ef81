import { afterAll, expect, test } from "bun:test"
import { connect, createServer, type Socket } from "node:net"
import { addToConfig, binary, device, sitDown, stage } from "../harness.ts"

const { sandbox, homeAfterLogin, code } = await stage()

/**
 * A way to the sandbox on which AssumeRole calls wait for each other, in groups of these sizes: whoever makes them one
 * after another waits for ever.
 */
async function openGate(sizes: readonly number[]): Promise<{ readonly url: string; close(): void }> {
  const { port, hostname } = new URL(sandbox.url)
  const groups = [...sizes]
  const waiting = new Map<Socket, () => void>()
  const sockets: Socket[] = []
  const arrived = (near: Socket, pass: () => void) => {
    waiting.set(near, pass)
    if (waiting.size < (groups[0] ?? 1)) return
    groups.shift()
    for (const held of waiting.values()) held()
    waiting.clear()
  }
  const gate = createServer(near => {
    const far = connect(Number(port), hostname)
    sockets.push(near, far)
    near.on("data", data => {
      const pass = () => void far.write(data)
      return data.includes("Action=AssumeRole") ? arrived(near, pass) : pass()
    })
    far.pipe(near)
    for (const socket of [near, far]) socket.on("error", () => undefined)
    // Who has given up waits no more: a second try of the same call is no second call.
    near.on("close", () => waiting.delete(near) && far.destroy())
  })
  await new Promise<void>(done => gate.listen(0, "127.0.0.1", done))
  const address = gate.address()
  const close = () => {
    gate.close()
    for (const socket of sockets) socket.destroy()
  }
  afterAll(close)
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, close }
}

test("profiles that need nobody start together, and those that one answer opens; questions come in turn", async () => {
  const home = homeAfterLogin()
  const role = (name: string) =>
    `role_arn = arn:aws:iam::111122223333:role/${name}\nrole_session_name = another\nsource_profile = alice`
  addToConfig(home, `[profile third]\n${role("ReadOnly")}\n[profile sixth]\n${role("Deploy")}\nmfa_serial = ${device}`)
  const gate = await openGate([1, 2, 1, 2])
  const screen = await sitDown(binary, home, { AWS_ENDPOINT_URL: gate.url, AWS_ENDPOINT_URL_STS: gate.url })
  screen.type("$G serve readonly partner third admin deploy sixth\r")
  await screen.see("Enter MFA code")
  expect(sandbox.calls("AssumeRole").length).toBe(3)
  screen.type(`${code()}\r`)
  await screen.see("serving 6 profiles at http://127.0.0.1:")
  expect(sandbox.calls().map(({ action }) => action)).toEqual([
    ...Array(3).fill("AssumeRole"),
    "GetSessionToken",
    ...Array(3).fill("AssumeRole"),
  ])
  screen.type("\x03")
  await screen.see("the server has ended")
}, 20_000)
