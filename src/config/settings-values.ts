import { parseBrowser } from "./browser.ts"
import { durationText, secondsOf } from "./duration.ts"
import { refusedVariable } from "./extra-env.ts"
import type { SettingKey } from "./settings.ts"
import { type Kind, settingsTable } from "./settings-table.ts"

export type Value = number | string | boolean | readonly string[] | Readonly<Record<string, string>>

/** A value that fits, or what is wrong with it: `at` is the name inside a table that the fault lies in. */
export type Checked = { readonly value: Value } | { readonly fault: string; readonly at?: string }

/** A value as the file gives it, checked against the table. */
export function checkValue(key: SettingKey, value: unknown): Checked {
  const { kind } = settingsTable[key]
  switch (kind.type) {
    case "duration":
      return checkDuration(key, kind, value)
    case "choice":
      return typeof value === "string" && kind.of.includes(value) ? { value } : wrong(key, value)
    case "text":
      return typeof value === "string" && (value !== "" || kind.mayBeEmpty === true) && !/\p{Cc}/u.test(value)
        ? { value }
        : wrong(key, value)
    case "words":
      // What stands after the colon may be a command with a secret in it.
      return typeof value === "string" && kind.pattern.test(value) && !/\p{Cc}/u.test(value)
        ? { value }
        : wrong(key, typeof value === "string" ? value.replace(/:.*/s, ":…") : value)
    case "browser":
      return checkBrowser(value)
    case "list":
      return isListOf(value, kind.pattern) ? { value } : wrong(key, value)
    case "switch":
      return typeof value === "boolean" ? { value } : wrong(key, value)
    case "variables":
      return checkVariables(value)
  }
}

/** A value as a variable or the command line gives it, which know nothing but text. */
export function checkText(key: SettingKey, text: string): Checked {
  switch (settingsTable[key].kind.type) {
    case "switch":
      return Object.hasOwn(switches, text.toLowerCase())
        ? { value: switches[text.toLowerCase() as keyof typeof switches] }
        : wrong(key, text)
    case "variables":
      return checkPairs(text)
    case "list":
      return checkValue(
        key,
        text.split(",").map(item => item.trim()),
      )
    default:
      return checkValue(key, text)
  }
}

/** A value of that kind in words that TOML takes. */
export function tomlOf(value: Value, kind: Kind): string {
  if (Array.isArray(value)) return `[${value.map(quoted).join(", ")}]`
  if (typeof value === "object") {
    const pairs = Object.entries(value).map(([name, text]) => `${name} = ${quoted(text)}`)
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`
  }
  return typeof value === "boolean" ? String(value) : quoted(plainText(value, kind))
}

/** A value of that kind as `checkText` takes it. */
export function plainText(value: Value, { type }: Kind): string {
  if (Array.isArray(value)) return value.join(",")
  if (typeof value === "object")
    return Object.entries(value)
      .map(pair => pair.join("="))
      .join(",")
  return type === "duration" ? durationText(Number(value)) : String(value)
}

/** TOML's basic strings have the escapes of JSON, and want one more. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f")
}

/** What a setting wants, in words. */
export function wants(key: SettingKey): string {
  const { kind } = settingsTable[key]
  switch (kind.type) {
    case "duration":
      return `a duration such as "90m" or 5400 (seconds), from ${durationText(kind.min)} to ${durationText(kind.max)}`
    case "choice":
      return `one of ${kind.of.map(word => JSON.stringify(word)).join(", ")}`
    case "words":
    case "list":
      return kind.wants
    case "text":
      return "text on one line"
    case "browser":
      return '"default", "firefox-container", "chromium-profile", or a command such as "firefox --new-window {url}"'
    case "switch":
      return "true or false"
    case "variables":
      return 'a table of texts, as { NAME = "value" }'
  }
}

const switches = {
  true: true,
  yes: true,
  on: true,
  "1": true,
  false: false,
  no: false,
  off: false,
  "0": false,
} as const

function checkDuration(key: SettingKey, { min, max }: Extract<Kind, { type: "duration" }>, value: unknown): Checked {
  const seconds = typeof value === "string" ? secondsOf(value) : value
  const fits = typeof seconds === "number" && Number.isInteger(seconds) && seconds >= min && seconds <= max
  return fits ? { value: seconds } : wrong(key, value)
}

function checkBrowser(value: unknown): Checked {
  if (typeof value !== "string" || /\p{Cc}/u.test(value)) return wrong("browser", value)
  const parsed = parseBrowser(value)
  return "fault" in parsed
    ? { fault: `browser is ${JSON.stringify(value)}, and ${parsed.fault}; wanted is ${wants("browser")}` }
    : { value }
}

function isListOf(value: unknown, pattern: RegExp): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === "string" && pattern.test(item))
}

function checkVariables(value: unknown): Checked {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date)
    return wrong("env", value)
  for (const [name, text] of Object.entries(value)) {
    const refused = refusedVariable(name)
    if (refused !== undefined) return { fault: `env may not set ${JSON.stringify(name)}: it ${refused}`, at: name }
    if (typeof text !== "string" || text.includes("\0"))
      return { fault: `${JSON.stringify(name)} in env is ${shown(text)}, wanted is text in quotes`, at: name }
  }
  return { value: { ...value } as Readonly<Record<string, string>> }
}

function checkPairs(text: string): Checked {
  const pairs = text.split(",").map(pair => [pair.slice(0, pair.indexOf("=")).trim(), pair] as const)
  if (pairs.some(([, pair]) => !pair.includes("=")))
    return { fault: `env is ${JSON.stringify(text)}, wanted is NAME=value,OTHER=value` }
  return checkVariables(Object.fromEntries(pairs.map(([name, pair]) => [name, pair.slice(pair.indexOf("=") + 1)])))
}

function wrong(key: SettingKey, value: unknown): Checked {
  return { fault: `${key} is ${shown(value)}, wanted is ${wants(key)}` }
}

function shown(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return JSON.stringify(value)
  if (value instanceof Date) return "a date"
  return Array.isArray(value) ? "a list" : "a table"
}
