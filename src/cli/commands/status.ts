import { makeWorld, type RealWorld } from "../../world.ts"
import { plainCommand, worldOptionsOf } from "../flags.ts"
import { placeOf } from "../folder/place.ts"
import { folderWords } from "../folder/words.ts"
import type { Io } from "../io.ts"
import { formatLeft } from "../lines/duration.ts"
import { few } from "../lines/few.ts"
import { tableText } from "../lines/table.ts"
import { type Status, statusOf } from "../standing/standing.ts"
import { writtenTable } from "../write/list.ts"

/** `guise status`: what is worn here, and what is cached for how long. */
export function command(io: Io) {
  return plainCommand(
    "status",
    "Say what is worn in this shell, what is cached, for how long, and how it is locked away.",
    ["guise status", "guise status --json"],
  ).action(async flags => {
    const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
    const status = await statusOf(world)
    if (flags.json === true) return io.out(`${JSON.stringify(status)}\n`)
    io.show(textOf(status, world))
  })
}

function textOf(
  { worn, folder, signIns, cached, others, written, cache }: Status,
  { env, now }: Pick<RealWorld, "env" | "now">,
): string {
  const lines = [
    worn === undefined
      ? "Nothing is worn in this shell."
      : `Worn: ${worn.profile}${worn.left === undefined ? "" : `, ${worn.left > 0 ? `${formatLeft(worn.left)} left` : "expired"}`}`,
    ...(folder === undefined ? [] : [`Folder: ${placeOf(folder.file, env)}, ${folderWords(folder)}`]),
    "",
    ...(signIns.length === 0
      ? []
      : [
          tableText(
            ["SIGN-IN", "LEFT", "FOR"],
            signIns.map(({ name, profiles, left, renewable }) => [
              name,
              renewable ? "renews itself" : formatLeft(left),
              few(profiles),
            ]),
          ),
        ]),
    cached.length === 0
      ? others === 0
        ? "No session is cached."
        : "No profile as it stands has a session cached."
      : tableText(
          ["CACHED", "LEFT", "FOR"],
          cached.map(({ what, profiles, left }) => [what, formatLeft(left), few(profiles)]),
        ).trimEnd(),
    ...(others === 0 ? [] : [`And ${others} more, taken with flags, or by profiles that have changed since.`]),
    ...(written.length === 0 ? [] : ["", writtenTable(written, now()).trimEnd()]),
    "",
    `Cache: ${cache.folder}, ${cache.note}`,
  ]
  return `${lines.join("\n")}\n`
}
