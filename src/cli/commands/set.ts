import { type SettingKey, settingKeys, settingsFile, variableOf } from "../../config/settings.ts"
import { isSettingKey } from "../../config/settings-file.ts"
import { settingsTable } from "../../config/settings-table.ts"
import { checkText, tomlOf } from "../../config/settings-values.ts"
import { changeSetting, initSettings } from "../../config/settings-write.ts"
import { GuiseError } from "../../errors.ts"
import { nearestClause } from "../../nearest.ts"
import { plainCommand } from "../flags.ts"
import type { Io } from "../io.ts"

/** `guise set --settings KEY VALUE`: one of guise's own settings, in its file. */
export function command(io: Io) {
  return plainCommand("set", "Change one of guise's own settings; every other line of its file stays as it is.", [
    "guise set --settings session-duration 12h",
    "guise set --settings confirm true --match '*prod*'",
    "guise set --settings --init",
  ])
    .argument("[key]", "a setting (guise get --settings lists them)")
    .argument("[value]", "its value")
    .option("--settings", "guise's own settings are meant")
    .option("--match <pattern>", "for the profiles whose names fit, as *prod*")
    .option("--unset", "take the setting out instead")
    .option("--init", "write a file with every setting as a comment; never over one that is there")
    .action(async (key, value, flags) => {
      requireSettings("set", flags.settings)
      const say = (text: string) => (flags.quiet === true ? undefined : io.say(`guise: ${text}\n`))
      if (flags.init === true) {
        if (key !== undefined) throw new GuiseError("usage", "--init takes no key: it writes the whole file.")
        const file = initSettings(io.env)
        return flags.json === true ? io.out(`${JSON.stringify({ file })}\n`) : say(`wrote ${file}`)
      }
      const known = settingNamed(key)
      const text = flags.unset === true ? undefined : valueFor(known, value, flags.match)
      const changed = await changeSetting(io.env, { key: known, value: text, match: flags.match })
      const file = settingsFile(io.env)
      if (flags.json === true) return io.out(`${JSON.stringify({ file, key: known, changed })}\n`)
      say(
        changed
          ? `${known} ${text === undefined ? "taken out of" : `= ${text} in`} ${file}`
          : `${file} says so already`,
      )
      if (io.env[variableOf(known)]) say(`${variableOf(known)} is set here, and stands over the file`)
    })
}

/** The later commands about profiles will have these words too. Error: `not-supported`. */
export function requireSettings(verb: string, settings: boolean | undefined): void {
  if (settings === true) return
  throw new GuiseError("not-supported", `guise ${verb} knows guise's own settings only, as yet: say --settings.`, {
    hint: "guise get --settings",
  })
}

/** Error: `usage` with the nearest names. */
export function settingNamed(key: string | undefined): SettingKey {
  if (key !== undefined && isSettingKey(key)) return key
  const hint = "guise get --settings lists them"
  if (key === undefined) throw new GuiseError("usage", "No setting was named.", { hint })
  throw new GuiseError("usage", `There is no setting ${JSON.stringify(key)}.${nearestClause(key, settingKeys)}`, {
    hint,
  })
}

function valueFor(key: SettingKey, value: string | undefined, match: string | undefined): string {
  const line = (shown: string) =>
    `guise set --settings ${key} ${shown}${match === undefined ? "" : ` --match '${match}'`}`
  if (match === "") throw new GuiseError("usage", "--match wants a pattern of profile names, as *prod*.")
  if (settingsTable[key].perProfile === true && match === undefined)
    throw new GuiseError("usage", `${key} is said per profile.`, { hint: `${line(value ?? "VALUE")} --match '*prod*'` })
  if (value === undefined) throw new GuiseError("usage", `No value for ${key} was given.`, { hint: line("VALUE") })
  const checked = checkText(key, value)
  if ("fault" in checked) throw new GuiseError("usage", `${checked.fault}.`)
  return tomlOf(checked.value, settingsTable[key].kind)
}
