import text from "./hook.zsh" with { type: "text" }
import type { Hook } from "./interface.ts"
import { posixHook } from "./posix.ts"

export const zshHook: Hook = posixHook({ shell: "zsh", text, file: "~/.zshrc", color: color => color })
