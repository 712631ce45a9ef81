import { realpathSync } from "node:fs"
import { join } from "node:path"
import { type Chosen, chosenFor, loadSettings } from "../../config/settings.ts"
import { GuiseError, isGuiseError } from "../../errors.ts"
import { noticeLine } from "../../printable.ts"
import { cmd } from "../../shell/cmd.ts"
import type { Hook, Shown } from "../../shell/hook/interface.ts"
import { hookNamed, hookNames } from "../../shell/hook.ts"
import { shellNamed } from "../../shell/shell.ts"
import { selfWords } from "../../sys/self.ts"
import type { Env } from "../../types.ts"
import type { Io } from "../io.ts"
import { ofAskingShell } from "./asking-shell.ts"
import { shownIn } from "./prompt.ts"

/**
 * The hook of that shell; with none named, of the one that asks. Errors: `usage`, with the names there are;
 * `not-supported` for cmd.
 */
export function hookFor(shell: string | undefined, env: Env): Hook {
  const hook = shell === undefined ? ofAskingShell(env, hookNamed) : hookNamed(shell)
  if (hook !== undefined) return hook
  if (shell !== undefined && shellNamed(shell) === cmd) throw noFunctions()
  const what =
    shell === undefined ? "The shell that asks is not known." : `There is no hook for ${JSON.stringify(shell)}.`
  throw new GuiseError("usage", what, {
    hint: `guise hook takes one of ${hookNames.join(", ")}; any other shell: guise exec PROFILE starts one that wears it`,
  })
}

/** A macro of doskey takes no output on, and cmd runs nothing before a prompt. */
function noFunctions(): GuiseError {
  return new GuiseError(
    "not-supported",
    "cmd has no functions, so that no hook can change what `guise use` does in it.",
    {
      hint: `guise exec PROFILE -- cmd; or, for this cmd itself: ${cmd.take("guise export PROFILE --format cmd")}`,
    },
  )
}

/**
 * All that the shell evaluates, and how its prompt shows somebody it was started under, which is part of that where the
 * shell evaluates it at each start.
 */
export async function hookText(
  hook: Hook,
  { env, say }: Pick<Io, "env" | "say">,
): Promise<{ readonly text: string; readonly shown: Shown | undefined }> {
  const self = selfWords()
  const text = isOnPath(self.at(-1) ?? "", env) ? hook.text : hook.text.replaceAll(hook.call, () => hook.reach(self))
  const shown = await inherited(env, say)
  return { text: shown === undefined ? text : `${text}${hook.show?.(shown) ?? ""}`, shown }
}

async function inherited(env: Env, say: (text: string) => void): Promise<Shown | undefined> {
  const { GUISE_PROFILE: profile, GUISE_EXPIRES_AT: end, AWS_REGION: region, AWS_ACCOUNT_ID: account } = env
  if (!profile) return undefined
  const chosen = await chosenIn(env, profile, say)
  const until = end !== undefined && /^\d{1,12}$/.test(end) ? { until: Number(end) } : {}
  return { ...shownIn({ profile, region, account }, chosen, env), profile, now: Date.now() / 1000, ...until }
}

/** A broken settings file keeps nobody from the functions by which to take a guise off. */
async function chosenIn(env: Env, profile: string, say: (text: string) => void): Promise<Chosen> {
  try {
    return chosenFor(await loadSettings(env), profile)
  } catch (error) {
    if (!isGuiseError(error)) throw error
    say(noticeLine(error.message))
    return {}
  }
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
