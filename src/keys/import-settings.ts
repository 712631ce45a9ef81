import type { Profiles } from "../config/profile.ts"
import { chosenFor, loadSettings, type Settings } from "../config/settings.ts"
import { settingsTable } from "../config/settings-table.ts"
import { checkText, tomlOf } from "../config/settings-values.ts"
import { changeSetting } from "../config/settings-write.ts"
import type { Env } from "../types.ts"
import type { SettingStep, Skipped } from "./import-shapes.ts"

/**
 * The commands that aws-vault gets codes from (`mfa_process`), as guise's own setting `mfa`: that of `[default]` for all
 * profiles, any other for its profile. Nothing for a profile whose setting says something already.
 * Errors: those of `loadSettings`.
 */
export async function mfaDecisions(profiles: Profiles, env: Env): Promise<readonly (SettingStep | Skipped)[]> {
  const settings = await loadSettings(env)
  return profiles.names().flatMap(name => decisionFor(name, profiles, settings) ?? [])
}

function decisionFor(name: string, profiles: Profiles, settings: Settings): SettingStep | Skipped | undefined {
  const process = profiles.profile(name)?.settings.get("mfa_process")
  const all = name === "default"
  if (process === undefined || chosenFor(settings, all ? undefined : name).mfa !== undefined) return undefined
  const skip = (why: string): Skipped => ({ does: "skip", profile: name, why: `its mfa_process is left: ${why}` })
  if (!all && /[*?]/.test(name)) return skip("the name would be a pattern in guise's settings")
  if (mfaValue(process.value) === undefined) return skip("it is no command on one line")
  const command = `${process.place.file}:${process.place.line}`
  const asks = `profile ${name}: let guise get ${all ? "all codes" : "its codes"} from the mfa_process at ${command}`
  const step: SettingStep = { does: "setting", profile: name, file: settings.file, command, config: {}, asks }
  return all ? step : { ...step, match: name }
}

/** Writes the setting. The command is read from where it stands: it may hold a secret, and no step carries that. */
export async function writeMfaSetting({ profile, match }: SettingStep, profiles: Profiles, env: Env): Promise<void> {
  const value = mfaValue(profiles.profile(profile)?.settings.get("mfa_process")?.value ?? "")
  if (value !== undefined) await changeSetting(env, { key: "mfa", value, match })
}

/** A command as the setting `mfa` has it, in TOML; undefined for what is none. */
function mfaValue(command: string): string | undefined {
  const checked = checkText("mfa", `command:${command}`)
  return "fault" in checked ? undefined : tomlOf(checked.value, settingsTable.mfa.kind)
}
