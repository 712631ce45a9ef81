import { GuiseError } from "../../errors.ts"
import { seedInArgv } from "../../mfa/device.ts"
import { nearestClause } from "../../nearest.ts"
import { makeWorld } from "../../world.ts"
import { flagName, plainCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { tableText } from "../lines/table.ts"
import { type Added, addSeed } from "../mfa/add.ts"
import { codeNow, type Shown, watchCode } from "../mfa/code.ts"
import { type DeviceLine, deviceLines } from "../mfa/list.ts"
import { removeSeed } from "../mfa/remove.ts"

/** `guise mfa add|list|code|remove [SERIAL]`: the seeds of MFA devices, and the codes made from them. */
export function command(io: Io) {
  return plainCommand(
    "mfa",
    "Keep the seed of an MFA device (add), see which devices there are and who answers for each (list), show a code (code), forget a seed (remove).",
    [
      "guise mfa add arn:aws:iam::123456789012:mfa/alice",
      "guise mfa add work --qr screenshot.png",
      "guise mfa code work --watch",
    ],
  )
    .argument("<action>", "add, list, code or remove")
    .argument("[device]", "the serial (ARN) of a device, or a profile that names one; add can do without")
    .allowExcessArguments()
    .option("--qr <file>", "add: read the seed from a PNG or JPEG picture of its QR code")
    .option(
      "--from-profile <name>",
      "add: take the seed that stands in this profile's section, and its line out of the file",
    )
    .option("--store <store>", "add: keep it in keyring, file, pass or plain")
    .option("--watch", "code: show it until Ctrl-C, with the seconds left")
    .option("-y, --yes", "add, remove: do not ask before a seed is forgotten")
    .action(async (word, device, flags, built) => {
      const act = actionNamed(word)
      // Whatever stands there may be a seed: it is not named in the error.
      if (built.args.length > 2) throw act === "add" ? seedInArgv() : tooMany(act)
      refuseIdle(act, flags)
      const looksOnly = act === "list" || act === "code"
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const json = flags.json === true
      const document = (value: object) => io.out(`${JSON.stringify(value)}\n`)
      switch (act) {
        case "add": {
          const added = await addSeed({ device, ...flags }, world)
          if (json) return document(added)
          io.show(addedText(added))
          return world.notice(
            "a device that AWS knows already shows the first code too; if it does not, the seed is another one's",
          )
        }
        case "list":
          if (device !== undefined) throw tooMany(act)
          return json ? document(deviceLines(world)) : io.show(listText(deviceLines(world)))
        case "code": {
          const lineOf = (shown: Shown) => (json ? JSON.stringify(shown) : shown.code)
          if (flags.watch === true) return watchCode(device, world, lineOf)
          return io.out(`${lineOf(await codeNow(device, world))}\n`)
        }
        case "remove": {
          const serial = await removeSeed(device, flags.yes === true, world)
          if (json) return document({ serial, removed: true })
          return world.notice(`forgot the seed of ${serial}; AWS still knows the device, until it is removed in IAM`)
        }
      }
    })
}

const actions = {
  add: ["qr", "fromProfile", "store", "yes"],
  list: [],
  code: ["watch"],
  remove: ["yes"],
} as const

type Action = keyof typeof actions

function actionNamed(word: string): Action {
  if (Object.hasOwn(actions, word)) return word as Action
  const names = Object.keys(actions)
  throw new GuiseError("usage", `guise mfa knows no ${JSON.stringify(word)}.${nearestClause(word, names)}`, {
    hint: `guise mfa ${names.join("|")}`,
  })
}

/** A flag of another action would be passed over in silence. */
function refuseIdle(action: Action, flags: object): void {
  const own: readonly string[] = [...actions[action], "quiet", "verbose", "json"]
  const idle = Object.keys(flags).find(flag => !own.includes(flag))
  if (idle === undefined) return
  throw new GuiseError("usage", `${flagName(idle)} means nothing to guise mfa ${action}.`, { hint: "guise mfa --help" })
}

function tooMany(action: Action): GuiseError {
  return new GuiseError("usage", `guise mfa ${action} was given too many words.`, { hint: `guise mfa --help` })
}

function addedText({ serial, store, codes: [now, next], secondsLeft }: Added): string {
  return [
    `The seed of ${serial} is in the ${store} store.`,
    "Where AWS asks for two codes to enable the device:",
    `  MFA code 1  ${now}  (for ${secondsLeft} s more)`,
    `  MFA code 2  ${next}  (the one after it)`,
    "",
  ].join("\n")
}

function listText(lines: readonly DeviceLine[]): string {
  if (lines.length === 0) return "No profile names an MFA device, and no store keeps a seed.\n"
  return tableText(
    ["DEVICE", "SEED IN", "SINCE", "ANSWERED BY", "PROFILES"],
    lines.map(({ serial, store, since, answeredBy, profiles }) => [
      serial,
      store ?? "",
      since?.slice(0, 10) ?? "",
      answeredBy.join(" / "),
      profiles.join(", "),
    ]),
  )
}
