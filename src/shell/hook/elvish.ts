import { elvish } from "../elvish.ts"
import { dataHook } from "./data.ts"
import text from "./hook.elv" with { type: "text" }

export const elvishHook = dataHook({
  text: keptOnce(text),
  call: "e:guise",
  // It comes to stand inside the quotes.
  reach: ([program = "", ...words]) =>
    [`(external ${elvish.quote(program)})`, ...words.map(elvish.quote)].join(" ").replaceAll("'", "''"),
  line: "eval (guise hook elvish | slurp)",
  file: "~/.config/elvish/rc.elv",
})

/**
 * `eval` makes a namespace of its own, which is gone when it is through. This one is kept under a name, and made once: it
 * is there already when what runs before each prompt has the words of ours in it (a function's `body`, as Elvish has it).
 */
function keptOnce(code: string): string {
  return `use str
var there = $false
for hook $edit:before-readline {
  try { if (str:contains $hook[body] show-left) { set there = $true } } catch { nop }
}
if (not $there) {
  eval &on-end={|ns| edit:add-vars [&__guise:=$ns &guise~=$ns[guise~]] } ${elvish.quote(code)}
}
`
}
