import { GuiseError } from "../errors.ts"
import { everyMinutes, type Job } from "./job.ts"

/** The line before ours, by which it is found again. */
const mark = "# guise-refresh: made by guise write --keep-fresh, taken away by guise write --remove"

/** The longest command that every cron takes (Debian's MAX_COMMAND is 1000, with its end). */
const longest = 990

/**
 * A user's crontab with our line in it, in the place of a former one; every other line as it was. crontab(5)
 * Error: `not-supported` for a line that cron would cut.
 */
export function withCronLine(crontab: string, job: Job): string {
  const others = withoutCronLine(crontab)
  const open = others === "" || others.endsWith("\n") ? "" : "\n"
  return `${others}${open}${mark}\n*/${everyMinutes} * * * * ${commandOf(job)}\n`
}

/** The same crontab without our line. */
export function withoutCronLine(crontab: string): string {
  const lines = crontab.split(/(?<=\n)/)
  // Behind the mark stands our line, unless somebody has put another one there.
  const isOurs = (line: string, at: number) => lines[at - 1]?.trimEnd() === mark && line.includes(" refresh ")
  return lines.filter((line, at) => line.trimEnd() !== mark && !isOurs(line, at)).join("")
}

/** Whether our line is in a crontab. */
export function hasCronLine(crontab: string): boolean {
  return crontab.split("\n").some(line => line.trimEnd() === mark)
}

/** What it prints is in guise's own log: cron would mail it. */
function commandOf({ words, env }: Job): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quotedWord(value)}`)
  const command = [...variables, ...words.map(quotedWord), ">/dev/null 2>&1"].join(" ")
  if (Buffer.byteLength(command) <= longest) return command
  throw new GuiseError(
    "not-supported",
    `The line for cron would be ${Buffer.byteLength(command)} bytes long, and cron takes ${longest}: what guise goes by (PATH, above all) has to be in it.`,
    { hint: "try again with a shorter PATH: env PATH=/usr/local/bin:/usr/bin:/bin guise write …" },
  )
}

/** A word for sh; to cron a bare `%` ends the line, and one behind a backslash is a `%`. */
function quotedWord(word: string): string {
  const plain = /^[\w@+=:,./-]+$/.test(word)
  return (plain ? word : `'${word.replaceAll("'", "'\\''")}'`).replaceAll("%", "\\%")
}
