import {
  chosenFor,
  type Layer,
  layersFor,
  readSettingsFile,
  type SettingKey,
  type Settings,
  settingKeys,
  variableOf,
} from "../../config/settings.ts"
import { settingsText } from "../../config/settings-file.ts"
import { lineOf } from "../../config/settings-lines.ts"
import { settingsTable } from "../../config/settings-table.ts"
import { plainText } from "../../config/settings-values.ts"

/** One setting as it holds. */
export interface SettingLine {
  readonly key: SettingKey
  /** As `guise set` takes it; null when nobody says anything and there is no default. */
  readonly value: string | null
  /** The variable, the pattern or the file with its line, or `default`. */
  readonly from: string
}

/** Every setting as it holds for a profile, or where none is named. */
export function settingLines(settings: Settings, profile: string | undefined): readonly SettingLine[] {
  const chosen = chosenFor(settings, profile)
  const layers = layersFor(settings, profile)
  const text = textOf(settings)
  return settingKeys.map(key => {
    const { fallback } = settingsTable[key]
    const value = chosen[key]
    if (value === undefined) return { key, value: fallback ?? null, from: fallback === undefined ? "" : "default" }
    const said = layers.filter(({ values }) => values[key] !== undefined)
    // The extra variables of several layers add up; of everything else the last word counts.
    const origins = key === "env" ? said : said.slice(-1)
    return {
      key,
      value: plainText(value, settingsTable[key].kind),
      from: origins.map(layer => placeOf(layer, key, settings.file, text)).join(", "),
    }
  })
}

function textOf({ file }: Settings): string {
  const bytes = readSettingsFile(file)
  return bytes === undefined ? "" : settingsText(file, bytes)
}

function placeOf({ origin }: Layer, key: SettingKey, file: string, text: string): string {
  switch (origin.kind) {
    case "variables":
      return variableOf(key)
    case "folder":
      return origin.file
    case "file":
      return `${file}:${lineOf(text, [key])}`
    case "pattern":
      return `${JSON.stringify(origin.match)} ${file}:${lineOf(text, ["profile", origin.index, key])}`
  }
}
