import { type SettingKey, settingKeys } from "../../config/settings.ts"
import { isSettingKey } from "../../config/settings-file.ts"
import { settingsTable } from "../../config/settings-table.ts"
import { checkText, tomlOf } from "../../config/settings-values.ts"
import { GuiseError } from "../../errors.ts"
import { nearestClause } from "../../nearest.ts"
import { quoted } from "../../quoted.ts"

/** Error: `usage` with the nearest names. */
export function settingNamed(key: string | undefined): SettingKey {
  if (key !== undefined && isSettingKey(key)) return key
  const hint = "guise get --settings lists them"
  if (key === undefined) throw new GuiseError("usage", "No setting was named.", { hint })
  throw new GuiseError("usage", `There is no setting ${JSON.stringify(key)}.${nearestClause(key, settingKeys)}`, {
    hint,
  })
}

/** The value in words that TOML takes. Error: `usage`. */
export function settingText(key: SettingKey, value: string | undefined, match: string | undefined): string {
  const line = (shown: string) =>
    `guise set --settings ${key} ${shown}${match === undefined ? "" : ` --match ${quoted(match)}`}`
  if (match === "") throw new GuiseError("usage", "--match wants a pattern of profile names, as *prod*.")
  if (settingsTable[key].perProfile === true && match === undefined)
    throw new GuiseError("usage", `${key} is said per profile.`, { hint: `${line(value ?? "VALUE")} --match '*prod*'` })
  if (value === undefined) throw new GuiseError("usage", `No value for ${key} was given.`, { hint: line("VALUE") })
  const checked = checkText(key, value)
  if ("fault" in checked) throw new GuiseError("usage", `${checked.fault}.`)
  return tomlOf(checked.value, settingsTable[key].kind)
}

/**
 * `set` and `get` are about profiles, and with --settings about guise itself: somebody who names one of guise's settings
 * where a profile stands means the latter. Errors: `usage` with the line to type.
 */
export function refuseSetting(
  verb: "set" | "get",
  words: readonly string[],
  isProfile: (name: string) => boolean,
): void {
  const [first] = words
  if (first === undefined || !isSettingKey(first) || isProfile(first)) return
  throw new GuiseError("usage", `There is no profile ${JSON.stringify(first)}; it is one of guise's own settings.`, {
    hint: ["guise", verb, "--settings", ...words.map(quoted)].join(" "),
  })
}

/** Errors: `usage` when there are more words than the command has places for. */
export function atMost(words: readonly string[], most: number, line: string): void {
  if (words.length <= most) return
  throw new GuiseError("usage", `There are ${words.length} words, and place for ${most}.`, { hint: line })
}
