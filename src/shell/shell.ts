import { bash } from "./bash.ts"
import { cmd } from "./cmd.ts"
import { elvish } from "./elvish.ts"
import { fish } from "./fish.ts"
import type { Shell } from "./interface.ts"
import { rowNamed } from "./named.ts"
import { nu } from "./nu.ts"
import { pwsh } from "./pwsh.ts"

/** Every shell by its program. bash, zsh and sh read the same statements. */
const shells: Readonly<Record<string, Shell>> = {
  bash,
  zsh: bash,
  sh: bash,
  dash: bash,
  ash: bash,
  ksh: bash,
  fish,
  pwsh,
  nu,
  elvish,
  cmd,
}

/** The shell of that name, in any case, with or without Windows's `.exe`; undefined when guise does not speak it. */
export function shellNamed(name: string): Shell | undefined {
  return rowNamed(shells, name)
}
