import { loadSettings, settingKeys } from "../../config/settings.ts"
import { profileIn } from "../../profiles/domain.ts"
import type { Io } from "../io.ts"
import { tableText } from "../lines/table.ts"
import { type SettingLine, settingLines } from "./lines.ts"
import { atMost, settingNamed } from "./words.ts"

interface Flags {
  readonly profile?: string | undefined
  readonly domain?: string | undefined
  readonly json?: true
}

/** `guise get --settings [KEY]`. Errors: `usage`, `settings-invalid`. */
export async function get(words: readonly string[], flags: Flags, io: Io): Promise<void> {
  atMost(words, 1, "guise get --settings KEY")
  const [key] = words
  const wanted = key === undefined ? settingKeys : [settingNamed(key)]
  const all = settingLines(await loadSettings(io.env), profileIn(flags.domain, flags.profile))
  const lines = all.filter(line => wanted.includes(line.key))
  if (flags.json === true) return io.out(`${JSON.stringify(key === undefined ? lines : lines[0])}\n`)
  io.show(key === undefined ? tableOf(lines) : lines.map(({ value }) => (value === null ? "" : `${value}\n`)).join(""))
}

function tableOf(lines: readonly SettingLine[]): string {
  const rows = lines.map(({ key, value, from }) => [key, value ?? "-", from])
  return tableText(["SETTING", "VALUE", "FROM"], rows)
}
