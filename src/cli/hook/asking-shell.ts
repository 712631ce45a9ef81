import { parentCommand } from "../../sys/parent.ts"
import type { Env } from "../../types.ts"

/**
 * What `named` has for the shell that asks; undefined where it has nothing. The parent process before $SHELL: in a fish
 * started from zsh, $SHELL still says zsh.
 */
export function ofAskingShell<T>(env: Env, named: (name: string) => T | undefined): T | undefined {
  const candidates = [parentCommand(), env.SHELL?.split("/").at(-1)]
  return candidates.map(name => (name === undefined ? undefined : named(name))).find(found => found !== undefined)
}
