import { bash } from "./bash.ts"
import { cmd } from "./cmd.ts"
import { elvish } from "./elvish.ts"
import { fish } from "./fish.ts"
import type { Shell } from "./interface.ts"
import { nu } from "./nu.ts"
import { pwsh } from "./pwsh.ts"

/** Every shell by the names people and systems give it. bash, zsh and sh read the same statements. */
const shells = {
  bash,
  zsh: bash,
  sh: bash,
  dash: bash,
  ash: bash,
  ksh: bash,
  fish,
  pwsh,
  powershell: pwsh,
  nu,
  nushell: nu,
  elvish,
  cmd,
} as const satisfies Record<string, Shell>

/** The shell of that name, in any case, with or without Windows's `.exe`; undefined when guise does not speak it. */
export function shellNamed(name: string): Shell | undefined {
  const lower = name.toLowerCase().replace(/\.exe$/, "")
  return Object.hasOwn(shells, lower) ? shells[lower as keyof typeof shells] : undefined
}
