import type { EnvChange } from "../../types.ts"
import { isVariableName } from "../interface.ts"
import { pwsh } from "../pwsh.ts"
import text from "./hook.ps1" with { type: "text" }
import { endText, type Hook, type Shown } from "./interface.ts"
import { sgr } from "./sgr.ts"

/**
 * Told what to put on as lines of data, values in base64: text that PowerShell evaluates may end up in Windows' event log
 * (about_Logging_Windows, "script block logging"), and what is printed is read in the console's code page.
 */
export const pwshHook: Hook = {
  text,
  call: "(Get-Command guise -CommandType Application -TotalCount 1)",
  reach: words => words.map(pwsh.quote).join(" "),
  line: "Invoke-Expression (guise hook pwsh | Out-String)",
  file: "$PROFILE",
  show: shown => `__guise_tell @(${shownLines(shown).map(pwsh.quote).join(", ")})\n`,
  wear: worn =>
    told([
      ...changeLines(worn.change),
      ...shownLines(worn),
      line("shown", "Folder", worn.folder ?? ""),
      ...worn.again.map(word => line("again", "-", word)),
    ]),
  renew: (change, until) => told([...changeLines(change), line("until", "-", endText(until))]),
}

function changeLines({ set, unset }: EnvChange): readonly string[] {
  return [
    ...unset.filter(isVariableName).map(name => `unset ${name}`),
    ...Object.entries(set).map(([name, value]) => line("set", name, value)),
  ]
}

function shownLines({ profile = "", before, after, color, until }: Shown): readonly string[] {
  const shade = color === undefined ? "" : String(sgr(color))
  return [
    line("shown", "Profile", profile),
    line("shown", "Before", before),
    line("shown", "After", after),
    line("shown", "Color", shade),
    line("until", "-", endText(until)),
  ]
}

function line(word: string, name: string, value: string): string {
  return `${word} ${name} ${Buffer.from(value).toString("base64")}`
}

function told(lines: readonly string[]): string {
  return `${[...lines, "guise has said all"].join("\n")}\n`
}
