/**
 * Completion files as packages install them: each loaded by its shell when `guise` is first completed.
 *
 *     bun tools/completions.ts [FOLDER]        (default: dist/completions)
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { completionAlone } from "../src/shell/completion.ts"

/** Where a system looks for them below /usr/share, and what is in them. */
export const completionFiles = [
  { shell: "bash", path: "bash-completion/completions/guise", text: (text: string) => text },
  // The file is the function that completes: what it defines is called at once, the first time.
  {
    shell: "zsh",
    path: "zsh/site-functions/_guise",
    text: (text: string) => `#compdef guise\n${text}__guise_complete "$@"\n`,
  },
  { shell: "fish", path: "fish/vendor_completions.d/guise.fish", text: (text: string) => text },
] as const

/** Writes them into a folder that is laid out as /usr/share is. */
export function writeCompletions(folder: string): void {
  for (const { shell, path, text } of completionFiles) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text(completionAlone(shell) ?? ""))
  }
}

if (import.meta.main) writeCompletions(resolve(process.argv[2] ?? join(import.meta.dirname, "../dist/completions")))
