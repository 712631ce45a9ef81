import { currentFolder, hasFolderFile } from "../config/folder-path.ts"
import type { Reading } from "../config/reading.ts"
import type { Chosen } from "../config/settings.ts"
import { envChange } from "../emit/env.ts"
import { noticeLine } from "../printable.ts"
import { openExecCalls } from "../sys/exec-calls.ts"
import { replaceProcess } from "../sys/replace.ts"
import type { World } from "../types.ts"
import { sayBearerTokens, withExtras, wornWith } from "./assume/worn.ts"
import { commandToRun } from "./child.ts"
import { sayIdentity } from "./guard.ts"
import type { Io } from "./io.ts"
import { takeShortcut } from "./shortcut.ts"
import { wornOrChosen } from "./which.ts"

/**
 * `guise exec NAME -- CMD` by the warm road: past the parser of flags, that of the AWS files, and the plan.
 * False when it takes more than that; nothing was done then. Errors: those of `become`, of `takeShortcut`.
 */
export async function execWarmly(name: string | undefined, reading: Reading, io: Io): Promise<boolean> {
  const { env, child, say } = io
  const profile = name ?? wornOrChosen("child", env)
  if (profile === undefined || child === undefined || child.length === 0) return false
  if (name === undefined && hasFolderFile(currentFolder() ?? "/")) return false
  const libc = await openExecCalls()
  const served = libc === undefined ? undefined : await takeShortcut(profile, env, reading)
  if (libc === undefined || served === undefined || wantsMore(served.chosen)) return false
  const { plan, chosen, credentials } = served
  const notice: World["notice"] = (text, look) => say(noticeLine(text, look))
  const world = { env, skew: 0, now: () => Date.now() / 1000, notice }
  for (const text of plan.notices) notice(text)
  sayBearerTokens({ world })
  sayIdentity(plan, credentials, world)
  const { caller, ...command } = commandToRun(io)
  const change = withExtras(envChange(wornWith(plan, credentials), env), chosen)
  return replaceProcess(libc, { ...command, change }, caller)
}

/** A question before it begins, or another way to hand credentials over. */
function wantsMore({ confirm, as }: Chosen): boolean {
  return confirm === true || (as !== undefined && as !== "env")
}
