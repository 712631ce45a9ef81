import { profileIn } from "../../profiles/domain.ts"
import { type Said, saidBy, saidOf } from "../../profiles/get.ts"
import { makeWorld } from "../../world.ts"
import { worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { tableText } from "../lines/table.ts"
import { atMost, refuseSetting } from "../settings/words.ts"
import { answersTo } from "./missing.ts"

interface Flags {
  readonly profile?: string | undefined
  readonly domain?: string | undefined
  readonly quiet?: true
  readonly verbose?: true
  readonly json?: true
}

/** `guise get NAME [KEY]`. Errors: `usage`, and those of `saidBy`. */
export async function get(words: readonly string[], flags: Flags, io: Io): Promise<void> {
  const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
  const all = flags.profile === undefined ? words : [flags.profile, ...words]
  refuseSetting("get", all, name => world.files.profile(name) !== undefined)
  atMost(all, 2, "guise get NAME KEY")
  const [named, key] = all
  const asked = { name: { given: named, word: "NAME", question: "Profile: " } }
  const { name } = await answersTo(asked, "guise get NAME", world)
  const profile = profileIn(flags.domain, name) ?? name
  if (key !== undefined) {
    const said = saidBy(profile, key, world.files)
    return flags.json === true ? io.out(`${JSON.stringify(said)}\n`) : io.show(`${said.value}\n`)
  }
  const lines = saidOf(profile, world.files)
  if (flags.json === true) return io.out(`${JSON.stringify(lines)}\n`)
  io.show(tableOf(lines))
}

function tableOf(lines: readonly Said[]): string {
  const rows = lines.map(({ key, value, file, line }) => [key, value ?? "****", `${file}:${line}`])
  return rows.length === 0 ? "" : tableText(["KEY", "VALUE", "FROM"], rows)
}
