import type { Color, Env } from "../types.ts"
import { readSettingsFile, settingsFile } from "./settings-path.ts"

export { readSettingsFile, settingsFile } from "./settings-path.ts"

/** guise's own settings, as their file writes them. What each means stands in settings-table.ts. */
export const settingKeys = [
  "session-duration",
  "role-duration",
  "min-ttl",
  "as",
  "confirm",
  "env",
  "store",
  "unlock-ttl",
  "mfa",
  "prompt",
  "color",
  "browser",
  "serve-roles",
  "sso-template",
  "sso-profile-region",
] as const

export type SettingKey = (typeof settingKeys)[number]

/** What was chosen, checked; a key that nobody set is absent. Durations are seconds. */
export interface Chosen {
  readonly "session-duration"?: number
  readonly "role-duration"?: number
  readonly "min-ttl"?: number
  readonly as?: "env" | "profile" | "process" | "server"
  readonly confirm?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly store?: "keyring" | "file" | "pass" | "plain" | "memory" | "credentials"
  readonly "unlock-ttl"?: number
  readonly mfa?: string
  readonly prompt?: string
  readonly color?: Color
  readonly browser?: string
  readonly "serve-roles"?: readonly string[]
  readonly "sso-template"?: string
  readonly "sso-profile-region"?: string
}

/**
 * Where settings were said: at the head of the file, in its nth `[[profile]]` table, by the `.guise` file that picked
 * the profile, or by GUISE_… variables.
 */
export type Origin =
  | { readonly kind: "file" }
  | { readonly kind: "pattern"; readonly match: string; readonly index: number }
  | { readonly kind: "folder"; readonly file: string }
  | { readonly kind: "variables" }

export interface Layer {
  readonly origin: Origin
  readonly values: Chosen
}

/** All that was said, the weakest first: the head of the file, its patterns in their order, a folder, the variables. */
export interface Settings {
  /** Where the file is, or would be. */
  readonly file: string
  readonly layers: readonly Layer[]
}

/** The variable that stands over a setting: GUISE_MIN_TTL over `min-ttl`. Empty counts as unset. */
export function variableOf(key: SettingKey): string {
  return `GUISE_${key.toUpperCase().replaceAll("-", "_")}`
}

/**
 * The settings of the file and of the environment, checked. Without either, nothing but one failed open is paid.
 * Errors: `file-malformed` and `settings-invalid` with file and line, or the variable; `file-unreadable`.
 */
export async function loadSettings(
  env: Env,
  read: { readonly settings: Uint8Array | undefined } = { settings: readSettingsFile(settingsFile(env)) },
): Promise<Settings> {
  const file = settingsFile(env)
  const bytes = read.settings
  if (bytes === undefined && !settingKeys.some(key => env[variableOf(key)])) return { file, layers: [] }
  const { readSettings } = await import("./settings-file.ts")
  return readSettings(file, bytes, env)
}

/** The same with what a `.guise` file says: it knows more of the work at hand than settings for all of it. */
export function withFolder({ file, layers }: Settings, folder: Layer): Settings {
  const isVariables = ({ origin }: Layer) => origin.kind === "variables"
  return { file, layers: [...layers.filter(layer => !isVariables(layer)), folder, ...layers.filter(isVariables)] }
}

/** What holds for a profile. Of two layers that say the same key the later one wins; `env` is merged name by name. */
export function chosenFor(settings: Settings, profile: string | undefined): Chosen {
  return layersFor(settings, profile).reduce<Chosen>((below, { values }) => over(below, values), {})
}

/** The layers that speak for a profile, the weakest first; patterns speak for nobody without a name. */
export function layersFor({ layers }: Settings, profile: string | undefined): readonly Layer[] {
  return layers.filter(
    ({ origin }) => origin.kind !== "pattern" || (profile !== undefined && matches(origin.match, profile)),
  )
}

function over(below: Chosen, values: Chosen): Chosen {
  const { env } = values
  return env === undefined ? { ...below, ...values } : { ...below, ...values, env: { ...below.env, ...env } }
}

/**
 * `*` is any run of characters, `?` any one; everything else is itself. The pattern has to fit the whole name. Only the
 * last star is ever tried again, so that no pattern takes long.
 */
export function matches(pattern: string, name: string): boolean {
  const [wanted, found] = [Array.from(pattern), Array.from(name)]
  let [at, star, tried] = [0, -1, 0]
  for (let next = 0; next < found.length; ) {
    if (wanted[at] === "*") {
      star = at++
      tried = next
    } else if (wanted[at] === "?" || wanted[at] === found[next]) {
      at++
      next++
    } else if (star === -1) return false
    else {
      at = star + 1
      next = ++tried
    }
  }
  return wanted.slice(at).every(character => character === "*")
}
