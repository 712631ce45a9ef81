import { fish } from "../fish.ts"
import text from "./hook.fish" with { type: "text" }
import { allSaid, endText, type Hook, namesIn, type Shown } from "./interface.ts"

export const fishHook: Hook = {
  text,
  call: "command guise",
  reach: words => `command ${words.map(fish.quote).join(" ")}`,
  line: "guise hook fish | source",
  file: "~/.config/fish/config.fish",
  show: shown => `if test -z "$__guise_names"\n${lines(shown)}end\n`,
  wear: worn =>
    [
      `if __guise_begin ${namesIn(worn.change).join(" ")}\n`,
      fish.apply(worn.change),
      lines(worn),
      global("folder", [worn.folder ?? ""]),
      global("again", worn.again),
      `end\n${allSaid}\n`,
    ].join(""),
  renew: (change, end) => `${fish.apply(change)}${global("until", [endText(end)])}${allSaid}\n`,
}

function lines(shown: Shown): string {
  return [
    global("profile", [shown.profile ?? ""]),
    global("before", [shown.before]),
    global("after", [shown.after]),
    global("color", [shown.color ?? ""]),
    global("until", [endText(shown.until)]),
  ].join("")
}

function global(name: string, values: readonly string[]): string {
  return `${["set -g", `__guise_${name}`, ...values.map(fish.quote)].join(" ")};\n`
}
