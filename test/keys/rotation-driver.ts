/**
 * A process that rotates the keys of a home: `rotation-driver.ts FOLDER WHERE ACCOUNT-URL POINT`. Calls are numbered
 * from 0, each twice: before it and after it. At POINT the process ends itself as by kill -9 and prints where; with
 * `hold` in place of a number it says so when it would ask for a yes, and stays there.
 */

import { writeSync } from "node:fs"
import { isGuiseError } from "../../src/errors.ts"
import { rotate } from "../../src/keys/rotate.ts"
import { accountAt } from "./rotation-server.ts"
import { openHome, watched } from "./rotation-stage.ts"

const [folder = "", where = "", url = "", point = ""] = process.argv.slice(2)
const home = openHome(folder, where === "file" ? "file" : "plain")
let at = 0
const parts = watched(home.parts(accountAt(url)), async (call, when) => {
  if (at++ !== Number(point)) return
  writeSync(1, `${when} ${call}\n`)
  process.kill(process.pid, "SIGKILL")
  await new Promise(() => undefined)
})
try {
  await rotate(home.request(), parts, async () => {
    if (point !== "hold") return
    writeSync(1, "holding\n")
    await new Promise(done => setTimeout(done, 600_000))
  })
} catch (error) {
  if (!isGuiseError(error)) throw error
  writeSync(1, `${error.code}: ${error.message}\n`)
  process.exitCode = error.exitStatus
}
