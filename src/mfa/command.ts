import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { runShell, type ShellResult } from "../sys/spawn.ts"
import type { Answer, Answerer, Asking, Question } from "./answer.ts"
import type { DriverOf } from "./drivers.ts"
import { claim } from "./used.ts"
import { mostWindows, nextWindow } from "./window.ts"

const timeoutSeconds = 60

/** Six digits are no more than a line or two; a command that prints far more is the wrong one. */
const maxBytes = 65_536

/** A line for the shell that prints a code, and what to call it in an error. */
export interface CodeCommand {
  readonly line: string
  /** A noun with its article, for the beginning of a sentence. */
  readonly name: string
  /** The next thing to type when it fails. */
  readonly hint: string
  /** What its exit statuses mean, where more is known than the number; a clause. */
  readonly statuses?: Readonly<Record<number, string>>
  /** Absent: a minute. */
  readonly timeoutSeconds?: number
}

/** What the command of the setting prints; `{serial}` in it is the device, which stands in GUISE_MFA_SERIAL as well. */
export const answerByCommand: Answerer<"command"> = (driver, question, world) =>
  codeFrom(commandOf(driver, question.serial), question, world)

/** The command of the setting, for a device. */
export function commandOf({ command }: DriverOf<"command">, serial: string): CodeCommand {
  return {
    line: command.replaceAll("{serial}", wordFor(serial)),
    name: "The MFA command of the setting mfa",
    hint: "run that command by hand to see why; `guise get --settings` shows it",
  }
}

/**
 * The six digits on the last line that a command prints. It has the terminal, so that "touch your key" is seen and it
 * can ask for a PIN of its own. One that was used is not given again: the command is run once more in the next window.
 * Unable when it fails, takes longer than a minute, or prints no code; never with a word of what it printed, nor with
 * its own line, which may hold a secret.
 */
export async function codeFrom(command: CodeCommand, question: Question, world: Asking): Promise<Answer> {
  const { serial, refused } = question
  // It goes by this machine's clock, or by one of its own, and knows nothing of AWS's.
  if (refused === "command" || refused === "yubikey") await nextWindow(serial, world, 0)
  for (let window = 1; ; window++) {
    const answer = await printedBy(command, serial, world)
    if ("unable" in answer || (await claim(serial, answer.code, world))) return answer
    if (window === mostWindows) return { unable: failed(command, "printed codes that were all used already") }
    await nextWindow(serial, world, 0)
  }
}

/** What one run of the command prints, claimed by nobody yet. Error: `cancelled`. */
export async function printedBy(command: CodeCommand, serial: string, { env }: Pick<Asking, "env">): Promise<Answer> {
  // Our own secrets are not for that command.
  const { GUISE_MFA_CODE: _code, GUISE_PASSPHRASE: _passphrase, ...rest } = env
  const result = await runShell(command.line, {
    env: { ...rest, GUISE_MFA_SERIAL: serial },
    timeoutSeconds: command.timeoutSeconds ?? timeoutSeconds,
    maxBytes,
    terminal: true,
  })
  if (result.end === "signalled" && result.signal === "SIGINT")
    throw new GuiseError("cancelled", `${command.name} was cancelled.`)
  if (result.end !== "exited" || result.status !== 0) return { unable: failed(command, howItEnded(result, command)) }
  const code = codeOnLastLine(result.stdout.toString("utf8"))
  return code === undefined ? { unable: failed(command, "printed no six digits on its last line") } : { code }
}

/** The one group of six digits on the last line that is not blank; `123 456` and `AWS:alice  123456` are such lines. */
export function codeOnLastLine(text: string): string | undefined {
  const last =
    text
      .trimEnd()
      .split(/[\r\n]+/)
      .at(-1) ?? ""
  const [code, another] = [...last.matchAll(/(?<![\w-])(\d{3})[ -]?(\d{3})(?![\w-])/g)]
  return code === undefined || another !== undefined ? undefined : `${code[1]}${code[2]}`
}

/** A text as one word for the shell that runs the command. */
export function wordFor(text: string, platform: NodeJS.Platform = process.platform): string {
  // cmd.exe knows no escape within quotes; no serial has any of these.
  return platform === "win32" ? `"${text.replace(/["%\r\n]/g, "")}"` : quoted(text)
}

function howItEnded(result: ShellResult, command: CodeCommand): string {
  switch (result.end) {
    case "exited":
      return command.statuses?.[result.status] ?? `ended with status ${result.status}`
    case "timed-out":
      return `gave no code within ${command.timeoutSeconds ?? timeoutSeconds} s, and was ended`
    case "signalled":
      return `was ended by ${result.signal}`
    case "too-long":
      return "printed far more than a code, and was ended"
    case "not-started":
      return `could not be started (${result.reason})`
  }
}

function failed({ name, hint }: CodeCommand, what: string): GuiseError {
  return new GuiseError("process-failed", `${name} ${what}.`, { hint })
}
