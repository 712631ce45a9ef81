import { loadSettings, settingKeys } from "../../config/settings.ts"
import { profileIn } from "../../profiles/domain.ts"
import { type Said, saidBy, saidOf } from "../../profiles/get.ts"
import { makeWorld } from "../../world.ts"
import { plainCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { tableText } from "../lines/table.ts"
import { answersTo } from "../profiles/missing.ts"
import { type SettingLine, settingLines } from "../settings/lines.ts"
import { atMost, refuseSetting, settingNamed } from "../settings/words.ts"

/** `guise get NAME [KEY]` for a profile, `guise get --settings [KEY]` for guise itself. */
export function command(io: Io) {
  const built = plainCommand(
    "get",
    "Show what the AWS files say of a profile: NAME [KEY]. With --settings: guise's own settings, [KEY], and where each was said.",
    [
      "guise get prod-admin",
      "guise get prod-admin role_arn",
      "guise get --settings",
      "guise get --settings session-duration -p prod-admin",
    ],
  )
    .argument("[words...]", "NAME [KEY]; with --settings [KEY]. The value of one key alone is printed")
    .option("--settings", "guise's own settings are meant")
    .option("-p, --profile <name>", "NAME, as a flag; settings: as they are for this profile, patterns included")
    .option("--domain <domain>", "NAME is DOMAIN:NAME")
  type Flags = ReturnType<typeof built.opts>
  return built.action((words, flags) =>
    flags.settings === true ? getSettings(words, flags) : getProfile(words, flags),
  )

  async function getProfile(words: readonly string[], flags: Flags): Promise<void> {
    const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
    const all = flags.profile === undefined ? words : [flags.profile, ...words]
    refuseSetting("get", all, name => world.files.profile(name) !== undefined)
    atMost(all, 2, "guise get NAME KEY")
    const [named, key] = all
    const { name } = await answersTo(
      { name: { given: named, word: "NAME", question: "Profile: " } },
      "guise get NAME",
      world,
    )
    const profile = profileIn(flags.domain, name) ?? name
    if (key !== undefined) {
      const said = saidBy(profile, key, world.files)
      return flags.json === true ? io.out(`${JSON.stringify(said)}\n`) : io.show(`${said.value}\n`)
    }
    const lines = saidOf(profile, world.files)
    if (flags.json === true) return io.out(`${JSON.stringify(lines)}\n`)
    io.show(profileTable(lines))
  }

  async function getSettings(words: readonly string[], flags: Flags): Promise<void> {
    atMost(words, 1, "guise get --settings KEY")
    const [key] = words
    const wanted = key === undefined ? settingKeys : [settingNamed(key)]
    const settings = await loadSettings(io.env)
    const lines = settingLines(settings, profileIn(flags.domain, flags.profile)).filter(line =>
      wanted.includes(line.key),
    )
    if (flags.json === true) return io.out(`${JSON.stringify(key === undefined ? lines : lines[0])}\n`)
    io.show(
      key === undefined
        ? settingsTableOf(lines)
        : lines.map(({ value }) => (value === null ? "" : `${value}\n`)).join(""),
    )
  }
}

function profileTable(lines: readonly Said[]): string {
  const rows = lines.map(({ key, value, file, line }) => [key, value ?? "****", `${file}:${line}`])
  return rows.length === 0 ? "" : tableText(["KEY", "VALUE", "FROM"], rows)
}

function settingsTableOf(lines: readonly SettingLine[]): string {
  const rows = lines.map(({ key, value, from }) => [key, value ?? "-", from])
  return tableText(["SETTING", "VALUE", "FROM"], rows)
}
