import type { AwsPaths } from "../../config/files.ts"
import { GuiseError } from "../../errors.ts"
import { domainOf } from "../../profiles/domain.ts"
import { makeWorld } from "../../world.ts"
import { plainCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { formatLeft } from "../lines/duration.ts"
import { tableText } from "../lines/table.ts"
import { kinds, type Listed, listed } from "../profiles/listed.ts"
import type { SessionLeft } from "../standing/session-left.ts"

/** `guise list`: the profiles there are, from the files alone. */
export function command(io: Io) {
  return plainCommand(
    "list",
    "List the profiles in the AWS files: what each is, where it leads, and how long the session behind it lasts.",
    ["guise list", "guise list --kind role --json"],
  )
    .option("--kind <kind>", `only those of one kind: ${kinds.join(", ")}`)
    .option("--domain <name>", "only those called NAME:… (guise add … --domain NAME)")
    .action(async flags => {
      const { kind, domain } = flags
      if (kind !== undefined && !(kinds as readonly string[]).includes(kind)) {
        throw new GuiseError("usage", `There is no kind ${JSON.stringify(kind)}.`, {
          hint: `--kind takes one of ${kinds.join(", ")}`,
        })
      }
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
      const all = await listed(world)
      const rows = all.filter(
        row => (kind === undefined || row.kind === kind) && (domain === undefined || domainOf(row.name) === domain),
      )
      if (flags.json === true) return io.out(`${JSON.stringify(rows)}\n`)
      io.show(tableOf(rows))
      if (rows.length === 0)
        world.notice(all.length > 0 ? `none of ${all.length} profiles fits` : noneIn(world.files.paths))
    })
}

function noneIn({ config, credentials }: AwsPaths): string {
  return `there are no profiles yet, neither in ${config} nor in ${credentials}. To make one: guise add user, guise add sso. Without an AWS account: guise sandbox --run`
}

/** A device by its name: the ARN, which is as long as all the rest, is in --json and in `guise get`. */
function deviceName(serial: string): string {
  return /^arn:[^:]*:iam::\d*:mfa\/(.+)$/.exec(serial)?.[1] ?? serial
}

function sessionText({ left, renewable }: SessionLeft): string {
  return renewable === true ? "signed in" : formatLeft(left)
}

function tableOf(rows: readonly Listed[]): string {
  if (rows.length === 0) return ""
  return tableText(
    ["PROFILE", "KIND", "ACCOUNT", "CALLED", "ROLE", "REGION", "SOURCE", "MFA", "SESSION", "PROTECTED", ""],
    rows.map(row => [
      row.name,
      row.kind,
      row.account ?? "",
      row.accountName ?? "",
      row.role ?? "",
      row.region ?? "",
      row.source ?? "",
      deviceName(row.mfa ?? ""),
      row.session === undefined ? "" : sessionText(row.session),
      row.protected ? "yes" : "",
      row.problem ?? "",
    ]),
  )
}
