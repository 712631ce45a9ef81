import bash from "./completion/complete.bash" with { type: "text" }
import elvish from "./completion/complete.elv" with { type: "text" }
import fish from "./completion/complete.fish" with { type: "text" }
import nu from "./completion/complete.nu" with { type: "text" }
import pwsh from "./completion/complete.ps1" with { type: "text" }
import zsh from "./completion/complete.zsh" with { type: "text" }

interface Completion {
  readonly text: string
  /** What has to be added where `guise` is no function of the shell's. */
  readonly alone?: string
}

/** Every shell that can complete, by the names people and systems give it. cmd cannot. */
const completions = {
  bash: { text: bash },
  zsh: { text: zsh },
  fish: { text: fish },
  // Without parameters: any would turn the code 012345 into 12345.
  nu: { text: nu, alone: "@complete __guise_complete\nextern guise []\n" },
  elvish: { text: elvish },
  pwsh: { text: pwsh },
} as const satisfies Record<string, Completion>

export const completedShells: readonly string[] = Object.keys(completions)

/**
 * Text that teaches a shell to complete `guise`, whether that is a program or a function of the shell's; loaded twice it
 * does nothing more. Nushell's defines `__guise_complete` only: a `def guise` is tied to it by a line
 * `@complete __guise_complete` above. Undefined for a shell that cannot complete, or is none.
 */
export function completionFor(name: string): string | undefined {
  return named(name)?.text
}

/** The same where nothing else of guise's is loaded. */
export function completionAlone(name: string): string | undefined {
  const found = named(name)
  return found && found.text + (found.alone ?? "")
}

function named(name: string): Completion | undefined {
  const lower = name.toLowerCase().replace(/\.exe$/, "")
  const known = Object.hasOwn(aliases, lower) ? aliases[lower as keyof typeof aliases] : lower
  return Object.hasOwn(completions, known) ? completions[known as keyof typeof completions] : undefined
}

const aliases = { powershell: "pwsh", nushell: "nu" } as const
