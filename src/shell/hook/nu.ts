import { nu } from "../nu.ts"
import { dataHook } from "./data.ts"
import text from "./hook.nu" with { type: "text" }

const folder = "$nu.user-autoload-dirs.0"

export const nuHook = dataHook({
  text,
  call: "^guise",
  reach: words => `^${words.map(nu.quote).join(" ")}`,
  line: `mkdir ${folder}; guise hook nu | save -f (${folder} | path join guise.nu)`,
})
