import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { quoted } from "../../quoted.ts"
import { selfWords } from "../../sys/self.ts"

/**
 * Makes a folder in which `guise` is this very guise, whatever PATH knows of that name: who tries it before it is installed
 * types what everybody types.
 */
export function makeCommandFolder(folder: string): void {
  const command = `${folder}/guise`
  const words = selfWords()
  mkdirSync(folder)
  if (words.length === 1) symlinkSync(words[0], command)
  else writeFileSync(command, `#!/bin/sh\nexec ${words.map(quoted).join(" ")} "$@"\n`, { mode: 0o755 })
}
