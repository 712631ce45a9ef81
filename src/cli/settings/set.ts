import { settingsFile, variableOf } from "../../config/settings.ts"
import { changeSetting, initSettings } from "../../config/settings-write.ts"
import { GuiseError } from "../../errors.ts"
import type { Io } from "../io.ts"
import type { SetFlags } from "../profiles/set.ts"
import { atMost, settingNamed, settingText } from "./words.ts"

/** `guise set --settings KEY VALUE`. Errors: `usage`, and those of writing the file. */
export async function set(words: readonly string[], flags: SetFlags, io: Io): Promise<void> {
  if (flags.domain !== undefined || flags.dryRun === true || flags.profile !== undefined)
    throw new GuiseError(
      "usage",
      "--domain, --dry-run and --profile are about profiles, not about guise's own settings.",
      { hint: "--match '*prod*' sets something for the profiles whose names fit" },
    )
  atMost(words, 2, "guise set --settings KEY VALUE")
  const [key, value] = words
  if (flags.init === true) return init(key, flags, io)
  const known = settingNamed(key)
  const text = flags.unset === true ? undefined : settingText(known, value, flags.match)
  const changed = await changeSetting(io.env, { key: known, value: text, match: flags.match })
  const file = settingsFile(io.env)
  if (flags.json === true) return io.out(`${JSON.stringify({ file, key: known, changed })}\n`)
  const done = `${known} ${text === undefined ? "taken out of" : `= ${text} in`} ${file}`
  say(changed ? done : `${file} says so already`, flags, io)
  if (io.env[variableOf(known)]) say(`${variableOf(known)} is set here, and stands over the file`, flags, io)
}

function init(key: string | undefined, flags: SetFlags, io: Io): void {
  if (key !== undefined) throw new GuiseError("usage", "--init takes no key: it writes the whole file.")
  const file = initSettings(io.env)
  if (flags.json === true) io.out(`${JSON.stringify({ file })}\n`)
  else say(`wrote ${file}`, flags, io)
}

function say(text: string, { quiet }: SetFlags, io: Io): void {
  if (quiet !== true) io.say(`guise: ${text}\n`)
}
