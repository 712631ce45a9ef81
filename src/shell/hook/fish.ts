import type { EnvChange } from "../../types.ts"
import { fish } from "../fish.ts"
import { isVariableName } from "../interface.ts"
import text from "./hook.fish" with { type: "text" }
import { allSaid, type Hook, namesIn, type Shown } from "./interface.ts"

export const fishHook: Hook = {
  text,
  call: "command guise",
  reach: words => `command ${words.map(fish.quote).join(" ")}`,
  line: "guise hook fish | source",
  file: "~/.config/fish/config.fish",
  show: shown => `if test -z "$__guise_names"\n${lines(shown)}end\n`,
  wear: worn =>
    [
      `if __guise_begin ${namesIn(worn.change, isVariableName).join(" ")}\n`,
      fish.apply(worn.change),
      lines(worn),
      global("folder", [worn.folder ?? ""]),
      global("again", worn.again),
      `end\n${allSaid}\n`,
    ].join(""),
  renew: (change: EnvChange, end) => `${fish.apply(change)}${until(end)}${allSaid}\n`,
}

function lines(shown: Shown): string {
  return [
    global("profile", [shown.profile ?? ""]),
    global("before", [shown.before]),
    global("after", [shown.after]),
    global("color", [shown.color ?? ""]),
    until(shown.until),
  ].join("")
}

function until(end: number | undefined): string {
  return global("until", [end === undefined ? "" : String(Math.floor(end))])
}

function global(name: string, values: readonly string[]): string {
  return `${["set -g", `__guise_${name}`, ...values.map(fish.quote)].join(" ")};\n`
}
