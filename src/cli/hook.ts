import { realpathSync } from "node:fs"
import { join } from "node:path"
import { chosenFor, loadSettings } from "../config/settings.ts"
import { GuiseError } from "../errors.ts"
import type { Hook } from "../shell/hook/interface.ts"
import { hookNamed, hookNames } from "../shell/hook.ts"
import { selfWords } from "../sys/self.ts"
import type { Env } from "../types.ts"
import { askingShell } from "./hooked.ts"
import { shownIn } from "./prompt.ts"

/** The hook of that shell; with none named, of the one that asks. Error: `usage`, with the names there are. */
export function hookFor(shell: string | undefined, env: Env): Hook {
  const hook = hookNamed(shell ?? askingShell(env))
  if (hook !== undefined) return hook
  const what =
    shell === undefined ? "The shell that asks is not known." : `There is no hook for ${JSON.stringify(shell)}.`
  throw new GuiseError("usage", what, {
    hint: `guise hook takes one of ${hookNames.join(", ")}; any other shell: guise exec PROFILE starts one that wears it`,
  })
}

/**
 * All that the shell evaluates. A shell that was started under a guise is told how its prompt shows that.
 * Errors: those of `loadSettings`.
 */
export async function hookText(hook: Hook, env: Env): Promise<string> {
  const self = selfWords()
  const text = isOnPath(self.at(-1) ?? "", env) ? hook.text : hook.text.replaceAll(hook.call, hook.reach(self))
  return `${text}${await inherited(hook, env)}`
}

async function inherited(hook: Hook, env: Env): Promise<string> {
  const { GUISE_PROFILE: profile, GUISE_EXPIRES_AT: end, AWS_REGION: region, AWS_ACCOUNT_ID: account } = env
  if (!profile) return ""
  const chosen = chosenFor(await loadSettings(env), profile)
  const until = end !== undefined && /^\d{1,12}$/.test(end) ? { until: Number(end) } : {}
  return hook.show({ ...shownIn({ profile, region, account }, chosen, env), ...until })
}

/** True when `guise` leads to this very program: its name outlives an upgrade, its path may not. */
function isOnPath(self: string, { PATH = "" }: Env): boolean {
  const folder = PATH.split(":").find(path => path.startsWith("/") && resolved(join(path, "guise")) !== undefined)
  return folder !== undefined && resolved(join(folder, "guise")) === resolved(self)
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
