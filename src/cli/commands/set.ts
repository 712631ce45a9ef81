import { settingsFile, variableOf } from "../../config/settings.ts"
import { changeSetting, initSettings } from "../../config/settings-write.ts"
import { GuiseError } from "../../errors.ts"
import { profileIn } from "../../profiles/domain.ts"
import { settingChange } from "../../profiles/set.ts"
import { likelyKey } from "../../profiles/values.ts"
import { makeWorld } from "../../world.ts"
import { editCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { editingParts } from "../keys/parts.ts"
import { showOrDo } from "../profiles/change.ts"
import { answersTo } from "../profiles/missing.ts"
import { atMost, refuseSetting, settingNamed, settingText } from "../settings/words.ts"

/** `guise set NAME KEY VALUE` for a profile, `guise set --settings KEY VALUE` for guise itself. */
export function command(io: Io) {
  const built = editCommand(
    "set",
    "Change what the AWS files say of a profile: NAME KEY VALUE. With --settings: one of guise's own settings, KEY VALUE. Every other line stays as it is.",
    [
      "guise set prod-admin region eu-west-1",
      "guise set prod-admin external_id --unset",
      "guise set --settings session-duration 12h",
      "guise set --settings confirm true --match '*prod*'",
      "guise set --settings --init",
    ],
  )
    .argument("[words...]", "NAME KEY VALUE; with --settings KEY VALUE (guise get --settings lists them)")
    .option("-p, --profile <name>", "NAME, as a flag")
    .option("--unset", "take the key out instead")
    .option("--settings", "guise's own settings are meant")
    .option("--match <pattern>", "settings: for the profiles whose names fit, as *prod*")
    .option("--init", "settings: write a file with every setting as a comment; never over one that is there")
  type Flags = ReturnType<typeof built.opts>
  return built.action((words, flags) => (flags.settings === true ? setSetting(words, flags) : setProfile(words, flags)))

  async function setProfile(words: readonly string[], flags: Flags): Promise<void> {
    if (flags.match !== undefined || flags.init === true)
      throw new GuiseError("usage", "--match and --init are about guise's own settings: say --settings.")
    const looksOnly = flags.dryRun === true
    const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
    const parts = await editingParts(undefined, world)
    const all = flags.profile === undefined ? words : [flags.profile, ...words]
    refuseSetting("set", all, name => world.files.profile(name) !== undefined)
    const line = `guise set NAME KEY ${flags.unset === true ? "--unset" : "VALUE"}`
    atMost(all, flags.unset === true ? 2 : 3, line)
    const [name, key, value] = all
    const given = await answersTo(
      {
        name: { given: name, word: "NAME", question: "Profile: " },
        key: { given: key, word: "KEY", question: "Key (as region): " },
        value: {
          given: flags.unset === true ? "-" : value,
          word: "VALUE",
          question: `Value${key === undefined ? "" : ` of ${key}`}: `,
        },
      },
      line,
      world,
    )
    const profile = profileIn(flags.domain, given.name) ?? given.name
    const decided = settingChange(profile, given.key, flags.unset === true ? undefined : given.value, parts.files())
    const likely = likelyKey(decided.key)
    if (likely !== undefined) world.notice(`no AWS tool reads ${decided.key}; ${likely} is one that they read`)
    const said = decided.value === undefined ? `${decided.key} is out` : `${decided.key} = ${decided.value}`
    const data = { profile, key: decided.key, value: decided.value ?? null }
    await showOrDo({ ...decided, said: `profile ${profile}: ${said}`, data }, flags, parts, io, world)
  }

  async function setSetting(words: readonly string[], flags: Flags): Promise<void> {
    if (flags.domain !== undefined || flags.dryRun === true || flags.profile !== undefined)
      throw new GuiseError(
        "usage",
        "--domain, --dry-run and --profile are about profiles, not about guise's own settings.",
        {
          hint: "--match '*prod*' sets something for the profiles whose names fit",
        },
      )
    atMost(words, 2, "guise set --settings KEY VALUE")
    const [key, value] = words
    const say = (text: string) => (flags.quiet === true ? undefined : io.say(`guise: ${text}\n`))
    if (flags.init === true) {
      if (key !== undefined) throw new GuiseError("usage", "--init takes no key: it writes the whole file.")
      const file = initSettings(io.env)
      return flags.json === true ? io.out(`${JSON.stringify({ file })}\n`) : say(`wrote ${file}`)
    }
    const known = settingNamed(key)
    const text = flags.unset === true ? undefined : settingText(known, value, flags.match)
    const changed = await changeSetting(io.env, { key: known, value: text, match: flags.match })
    const file = settingsFile(io.env)
    if (flags.json === true) return io.out(`${JSON.stringify({ file, key: known, changed })}\n`)
    say(
      changed ? `${known} ${text === undefined ? "taken out of" : `= ${text} in`} ${file}` : `${file} says so already`,
    )
    if (io.env[variableOf(known)]) say(`${variableOf(known)} is set here, and stands over the file`)
  }
}
