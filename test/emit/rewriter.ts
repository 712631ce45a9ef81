/** Rewrites the section of a credentials file, as fast as it can, until it is ended: run by write.test.ts, in a process of its own. */
import { renewIn, type Target, writeInto } from "../../src/emit/write.ts"

const [file = "", home = ""] = process.argv.slice(2)
const target: Target = { file, section: "admin_mfa", marks: { guise_source: "admin" }, settings: {} }
const env = { HOME: home, XDG_DATA_HOME: `${home}/data` }
for (let at = 0; ; at += 1) {
  // Of different length each time, so that a file written over would show a rest of the former one.
  const pad = "x".repeat((at * 37) % 500)
  const keys = { accessKeyId: `ASIA${at}`, secretAccessKey: `secret${at}${pad}`, sessionToken: `token${at}${pad}` }
  if (at === 0) await writeInto(target, keys, env)
  else await renewIn(target, keys, env)
}
