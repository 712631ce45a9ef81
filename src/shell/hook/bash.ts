import type { Color } from "../../types.ts"
import text from "./hook.bash" with { type: "text" }
import type { Hook } from "./interface.ts"
import { posixHook } from "./posix.ts"

export const bashHook: Hook = posixHook({
  shell: "bash",
  text,
  file: "~/.bashrc",
  // Its prompt knows no names of colors.
  color: color => `\x1b[${numbers[color]}m`,
})

/** ECMA-48, "Select graphic rendition". */
const numbers: Readonly<Record<Color, number>> = {
  black: 30,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
}
