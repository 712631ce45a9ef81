import { loadSettings, settingKeys } from "../../config/settings.ts"
import { settingsTable } from "../../config/settings-table.ts"
import { plainCommand } from "../flags.ts"
import type { Io } from "../io.ts"
import { type SettingLine, settingLines } from "../setting-lines.ts"
import { tableText } from "../table.ts"
import { requireSettings, settingNamed } from "./set.ts"

/** `guise get --settings [KEY]`: what holds, and who says so. */
export function command(io: Io) {
  return plainCommand("get", "Show guise's own settings: what holds, and where it was said.", [
    "guise get --settings",
    "guise get --settings session-duration -p prod-admin",
  ])
    .argument("[key]", "one setting; its value alone is printed")
    .option("--settings", "guise's own settings are meant")
    .option("-p, --profile <name>", "as they are for this profile, patterns included")
    .action(async (key, flags) => {
      requireSettings("get", flags.settings)
      const wanted = key === undefined ? settingKeys : [settingNamed(key)]
      const settings = await loadSettings(io.env)
      const lines = settingLines(settings, flags.profile).filter(line => wanted.includes(line.key))
      if (flags.json === true) return io.out(`${JSON.stringify(key === undefined ? lines : lines[0])}\n`)
      io.show(
        key === undefined ? tableOf(lines) : lines.map(({ value }) => (value === null ? "" : `${value}\n`)).join(""),
      )
    })
}

function tableOf(lines: readonly SettingLine[]): string {
  const rows = lines.map(({ key, value, from }) => [
    key,
    value ?? "-",
    from,
    settingsTable[key].later === true ? "(nothing uses it yet)" : "",
  ])
  return tableText(["SETTING", "VALUE", "FROM", ""], rows)
}
