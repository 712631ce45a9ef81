import bash from "./completion/complete.bash" with { type: "text" }
import elvish from "./completion/complete.elv" with { type: "text" }
import fish from "./completion/complete.fish" with { type: "text" }
import nu from "./completion/complete.nu" with { type: "text" }
import pwsh from "./completion/complete.ps1" with { type: "text" }
import zsh from "./completion/complete.zsh" with { type: "text" }
import { rowNamed } from "./named.ts"

/** Every shell that can complete, by its program. cmd cannot. */
const texts: Readonly<Record<string, string>> = { bash, zsh, fish, nu, elvish, pwsh }

/** What has to be added where `guise` is no function of the shell's. Any parameter would turn the code 012345 into 12345. */
const additions: Readonly<Record<string, string>> = { nu: "@complete __guise_complete\nextern guise []\n" }

export const completedShells: readonly string[] = Object.keys(texts)

/**
 * Text that teaches a shell to complete `guise`, whether that is a program or a function of the shell's; loaded twice it
 * does nothing more. Nushell's defines `__guise_complete` only: a `def guise` is tied to it by a line
 * `@complete __guise_complete` above. Undefined for a shell that cannot complete, or is none.
 */
export function completionFor(name: string): string | undefined {
  return rowNamed(texts, name)
}

/** The same where nothing else of guise's is loaded. */
export function completionAlone(name: string): string | undefined {
  const text = completionFor(name)
  return text && text + (rowNamed(additions, name) ?? "")
}
