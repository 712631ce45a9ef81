import { type SettingKey, settingKeys, variableOf } from "./settings.ts"
import { settingsTable } from "./settings-table.ts"

/** A settings file that says nothing yet: every key as a comment, with what it does and what holds without it. */
export function settingsTemplate(): string {
  const keys = settingKeys.filter(key => settingsTable[key].perProfile !== true)
  const patternKeys = settingKeys.filter(key => settingsTable[key].perProfile === true)
  return [
    "# Settings of guise. Take away a # to set one; what is left out has its default.",
    "# A flag stands over a variable, a variable over a pattern, a pattern over the head of this file.",
    ...keys.flatMap(entry),
    "",
    "# For the profiles whose names fit a pattern (* any run of characters, ? any one): all of the above, and",
    "# what follows. Where several patterns fit, the later one wins, key by key.",
    "# [[profile]]",
    '# match = "*prod*"',
    ...patternKeys.flatMap(entry),
    "",
  ].join("\n")
}

function entry(key: SettingKey): readonly string[] {
  const { summary, fallback, flag, example } = settingsTable[key]
  const facts = [
    `variable ${variableOf(key)}`,
    ...(flag === undefined ? [] : [`flag ${flag}`]),
    fallback === undefined ? "no default" : `default ${fallback}`,
  ]
  return ["", `# ${summary.replaceAll("`", "")}`, `# (${facts.join(", ")})`, `# ${key} = ${example}`]
}
