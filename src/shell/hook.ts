import { completionFor } from "./completion.ts"
import { bashHook } from "./hook/bash.ts"
import { elvishHook } from "./hook/elvish.ts"
import { fishHook } from "./hook/fish.ts"
import type { Hook } from "./hook/interface.ts"
import { nuHook } from "./hook/nu.ts"
import { pwshHook } from "./hook/pwsh.ts"
import { zshHook } from "./hook/zsh.ts"
import { rowNamed } from "./named.ts"

const hooks: Readonly<Record<string, Hook>> = {
  bash: bashHook,
  zsh: zshHook,
  fish: fishHook,
  nu: nuHook,
  elvish: elvishHook,
  pwsh: pwshHook,
}

/** Names of the shells that there is a hook for. */
export const hookNames: readonly string[] = Object.keys(hooks)

/**
 * The hook of the shell of that name, in any case, with or without Windows's `.exe`, and its completion in one text;
 * undefined when there is none.
 */
export function hookNamed(name: string): Hook | undefined {
  const hook = rowNamed(hooks, name)
  return hook && { ...hook, text: `${hook.text}\n${completionFor(name) ?? ""}` }
}
