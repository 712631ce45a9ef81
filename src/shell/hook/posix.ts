import type { Color } from "../../types.ts"
import { bash } from "../bash.ts"
import { allSaid, endText, type Hook, namesIn, type Shown } from "./interface.ts"

/** What differs between the hooks of bash and zsh. */
export interface PosixHook {
  readonly shell: "bash" | "zsh"
  readonly text: string
  readonly file: string
  /** What the variable `__guise_color` holds for a color. */
  color(color: Color): string
}

/** The hook of a shell that reads POSIX statements and has arrays. */
export function posixHook({ shell, text, file, color }: PosixHook): Hook {
  const lines = (shown: Shown) =>
    [
      assignment("profile", shown.profile ?? ""),
      assignment("before", shown.before),
      assignment("after", shown.after),
      assignment("color", shown.color === undefined ? "" : color(shown.color)),
      assignment("until", endText(shown.until)),
      // For bash 3.2, which has no clock to read without a process, but counts the seconds.
      `__guise_start=$((${Math.floor(shown.now)} - SECONDS));\n`,
    ].join("")
  return {
    text,
    call: "command guise",
    reach: words => `command ${words.map(bash.quote).join(" ")}`,
    line: `eval "$(guise hook ${shell})"`,
    file,
    show: shown => `if [[ -z "$__guise_names" ]]; then\n${lines(shown)}fi;\n`,
    wear: worn =>
      [
        `if __guise_begin ${namesIn(worn.change).join(" ")}; then\n`,
        bash.apply(worn.change),
        lines(worn),
        assignment("folder", worn.folder ?? ""),
        `__guise_again=(${worn.again.map(bash.quote).join(" ")});\n`,
        `fi;\n${allSaid}\n`,
      ].join(""),
    renew: (change, end) => `${bash.apply(change)}${assignment("until", endText(end))}${allSaid}\n`,
  }
}

function assignment(name: string, value: string): string {
  return `__guise_${name}=${bash.quote(value)};\n`
}
