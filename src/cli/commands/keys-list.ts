import { listedKeys } from "../../keys/listed.ts"
import { makeWorld } from "../../world.ts"
import { plainCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { tableText } from "../lines/table.ts"

/** `guise keys list`: the long-lived key pairs, and where they lie. */
export function command(io: Io) {
  return plainCommand("keys list", "List the long-lived key pairs: whose, which, where they lie, how old they are.", [
    "guise keys list",
    "guise keys list --json",
  ]).action(async flags => {
    const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
    const lines = listedKeys(world.files, world.stored.known, world.now())
    if (flags.json === true) return io.out(`${JSON.stringify(lines)}\n`)
    if (lines.length === 0) return world.notice("there is no long-lived key pair, in no store and in no AWS file")
    const rows = lines.map(({ profile, keyId, place, file, line, days, note }) => [
      profile,
      keyId,
      file === undefined ? place : `${place}, line ${line}`,
      days === undefined ? "" : `${days} d`,
      note ?? "",
    ])
    io.show(tableText(["PROFILE", "KEY", "WHERE", "AGE", "NOTE"], rows))
  })
}
