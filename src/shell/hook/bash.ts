import text from "./hook.bash" with { type: "text" }
import type { Hook } from "./interface.ts"
import { posixHook } from "./posix.ts"
import { sgr } from "./sgr.ts"

export const bashHook: Hook = posixHook({
  shell: "bash",
  text,
  file: "~/.bashrc",
  // Its prompt knows no names of colors.
  color: color => `\x1b[${sgr(color)}m`,
})
