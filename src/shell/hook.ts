import { bashHook } from "./hook/bash.ts"
import { fishHook } from "./hook/fish.ts"
import type { Hook } from "./hook/interface.ts"
import { zshHook } from "./hook/zsh.ts"

const hooks: Readonly<Record<string, Hook>> = { bash: bashHook, zsh: zshHook, fish: fishHook }

/** Names of the shells that there is a hook for. */
export const hookNames: readonly string[] = Object.keys(hooks)

/** The hook of the shell of that name, in any case, with or without Windows's `.exe`; undefined when there is none. */
export function hookNamed(name: string): Hook | undefined {
  const lower = name.toLowerCase().replace(/\.exe$/, "")
  return Object.hasOwn(hooks, lower) ? hooks[lower] : undefined
}
