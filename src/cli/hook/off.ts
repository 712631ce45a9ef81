import { chosenFor, loadSettings } from "../../config/settings.ts"
import { clearedChange, takenOffChange } from "../../emit/off.ts"
import type { Shell } from "../../shell/interface.ts"
import type { Env, EnvChange } from "../../types.ts"
import { shellFor } from "../formats.ts"
import { hookedBy, insistOnHook } from "./hooked.ts"

export interface OffFlags {
  readonly all?: true | undefined
  readonly format?: string | undefined
}

/**
 * What has to change so that nobody is worn any more, and the shell to say it to. The hook needs no help for what it
 * put on itself; it asks for what its parent did. Error: `usage` without the hook, or for a format there is not.
 */
export async function takeOff(
  flags: OffFlags,
  env: Env,
): Promise<{ readonly change: EnvChange; readonly shell: Shell }> {
  const take = shellFor(flags.format, env).take("guise off --all")
  const instead = `to clear every AWS credential variable instead: ${take}`
  const { shell } = flags.all === true ? (hookedBy(env) ?? {}) : insistOnHook("guise off", env, instead)
  const change = flags.all === true ? clearedChange(env) : takenOffChange(env, await extrasOf(env))
  return { change, shell: shellFor(flags.format ?? shell, env) }
}

/** A broken settings file keeps nobody from taking a guise off. */
async function extrasOf(env: Env): Promise<Readonly<Record<string, string>>> {
  try {
    return chosenFor(await loadSettings(env), env.GUISE_PROFILE).env ?? {}
  } catch {
    return {}
  }
}
