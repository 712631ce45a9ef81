import { parse, TomlError } from "smol-toml"
import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import { quoted } from "../quoted.ts"
import type { Env } from "../types.ts"
import { type Chosen, type Layer, type SettingKey, type Settings, settingKeys, variableOf } from "./settings.ts"
import { lineOf, type Path } from "./settings-lines.ts"
import { settingsTable } from "./settings-table.ts"
import { type Checked, checkText, checkValue } from "./settings-values.ts"

/**
 * The settings that these bytes and this environment say, every key and value checked.
 * Errors: `file-malformed` when it is no TOML, `settings-invalid` for what is no setting or does not fit one; both with
 * file and line, or with the variable.
 */
export function readSettings(file: string, bytes: Uint8Array | undefined, env: Env): Settings {
  const layers = bytes === undefined ? [] : layersOf(file, settingsText(file, bytes))
  const values = variablesIn(env)
  return Object.keys(values).length === 0
    ? { file, layers }
    : { file, layers: [...layers, { origin: { kind: "variables" }, values }] }
}

/** The text of the file. Error: `file-malformed` when it is not UTF-8, as TOML has to be. */
export function settingsText(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new GuiseError("file-malformed", `${file} is not UTF-8 text, as TOML has to be.`)
  }
}

/** One thing that is wrong with the document, and where. */
interface Fault {
  readonly path: Path
  readonly text: string
}

/** What the text says, layer by layer. Errors as `readSettings`. */
export function layersOf(file: string, text: string): readonly Layer[] {
  const document = documentOf(file, text)
  const faults: Fault[] = []
  const head = valuesOf(document, [], faults)
  const layers: Layer[] = Object.keys(head).length === 0 ? [] : [{ origin: { kind: "file" }, values: head }]
  for (const [index, table] of tablesOf(document, faults).entries()) {
    const match = matchOf(table, index, faults)
    layers.push({ origin: { kind: "pattern", match, index }, values: valuesOf(table, ["profile", index], faults) })
  }
  const [first] = faults
  if (first !== undefined) throw invalid(file, text, first, faults.length - 1)
  return layers
}

type Table = Readonly<Record<string, unknown>>

/** The text as TOML. Error: `file-malformed`, with file and line. */
export function documentOf(file: string, text: string): Table {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [said = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n")
    throw new GuiseError("file-malformed", `${file}:${error.line}: this is no TOML: ${said}.`, { hint: edit(file) })
  }
}

function tablesOf(document: Table, faults: Fault[]): readonly Table[] {
  const { profile } = document
  if (profile === undefined) return []
  if (Array.isArray(profile) && profile.every(isTable)) return profile
  faults.push({
    path: ["profile"],
    text: "patterns of profiles stand in tables headed [[profile]], in two brackets each",
  })
  return []
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function matchOf({ match }: Table, index: number, faults: Fault[]): string {
  if (typeof match === "string" && match !== "") return match
  const text =
    match === undefined
      ? 'this [[profile]] has no match; it says which profiles are meant, as match = "*prod*"'
      : 'match wants a pattern of profile names, as "*prod*"'
  faults.push({ path: ["profile", index, "match"], text })
  return ""
}

/** The settings among the keys of a table; whatever else it holds is a fault. */
function valuesOf(table: Table, path: Path, faults: Fault[]): Chosen {
  const inPattern = path.length > 0
  const values: Partial<Record<SettingKey, unknown>> = {}
  for (const [key, value] of Object.entries(table)) {
    if (key === (inPattern ? "match" : "profile")) continue
    if (!isSettingKey(key)) faults.push({ path: [...path, key], text: unknown(key) })
    else if (!inPattern && settingsTable[key].perProfile)
      faults.push({ path: [key], text: `${key} is said per profile, in a [[profile]] table with a match` })
    else take(key, checkValue(key, value), values, fault => faults.push({ ...fault, path: [...path, ...fault.path] }))
  }
  return values as Chosen
}

function take(
  key: SettingKey,
  checked: Checked,
  values: Partial<Record<SettingKey, unknown>>,
  report: (fault: Fault) => void,
): void {
  if ("value" in checked) values[key] = checked.value
  else report({ path: checked.at === undefined ? [key] : [key, checked.at], text: checked.fault })
}

function variablesIn(env: Env): Chosen {
  const values: Partial<Record<SettingKey, unknown>> = {}
  for (const key of settingKeys) {
    const name = variableOf(key)
    const text = env[name]
    if (!text) continue
    take(key, checkText(key, text), values, fault => {
      throw new GuiseError("settings-invalid", `${name}: ${fault.text}.`, { hint: `unset ${name}` })
    })
  }
  return values as Chosen
}

/** True for the name of a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return (settingKeys as readonly string[]).includes(key)
}

function unknown(key: string): string {
  return `${JSON.stringify(key)} is no setting.${nearestClause(key, [...settingKeys, "profile", "match"])}`
}

function invalid(file: string, text: string, { path, text: said }: Fault, others: number): GuiseError {
  const more = others === 0 ? "" : ` (${others} more to come)`
  const sentence = said.endsWith(".") ? said : `${said}.`
  return new GuiseError("settings-invalid", `${file}:${lineOf(text, path)}: ${sentence}${more}`, { hint: edit(file) })
}

function edit(file: string): string {
  return `\${EDITOR:-vi} ${quoted(file)}`
}
