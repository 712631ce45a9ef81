import { type Code, codes, GuiseError } from "../../errors.ts"
import { callPerson } from "../../fresh/call.ts"
import { logLine } from "../../fresh/log.ts"
import { type Outcome, refresh } from "../../fresh/refresh.ts"
import { removeIdleTimers } from "../../fresh/remove.ts"
import { outcomeText } from "../../fresh/words.ts"
import { changeWritten, type Entry, isEntryOf, readWritten } from "../../fresh/written.ts"
import { noticeLine } from "../../printable.ts"
import { isSomebodyThere } from "../../sys/somebody.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
import type { Io } from "../io.ts"

/** What was asked of `guise refresh`. */
export interface Wish {
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** Only what is kept fresh by the timer. */
  readonly keptOnly: boolean
  readonly json: boolean
}

/**
 * One look at everything on the list. Errors: those of the list; when entries failed, the first one's that is worst for
 * the caller (3 before the others), after all were tried.
 */
export async function refreshOnce(wish: Wish, io: Io): Promise<void> {
  const outcomes = await look(wish, io)
  const failures = outcomes.filter(outcome => outcome.does === "failed" && outcomeText(outcome) !== undefined)
  const worst = failures.find(isForPerson) ?? failures[0]
  if (wish.json) io.out(`${JSON.stringify(outcomes)}\n`)
  sayOutcomes(
    outcomes.filter(outcome => outcome !== worst),
    wish,
    io,
  )
  if (worst?.does !== "failed") return
  const { code, hint } = worst.trouble
  throw new GuiseError(codeOf(code), outcomeText(worst) ?? "", hint === undefined ? {} : { hint })
}

/** Refreshes what is due, and notes what happened: in the log, and on the desktop where a person is needed. */
export async function look(wish: Wish, io: Io): Promise<readonly Outcome[]> {
  const entries = readWritten(io.env).filter(({ keep }) => keep || !wish.keptOnly)
  const outcomes = await refresh(entries, { open: files => worldOver(files, wish, io), random: Math.random })
  for (const outcome of outcomes) {
    const text = outcomeText(outcome)
    if (text !== undefined) logLine(text, io.env, Date.now() / 1000)
  }
  await callWhereNeeded(outcomes, io)
  // Not for an empty list alone: with a home that is not mounted there is none to be seen.
  if (wish.keptOnly && outcomes.some(({ does }) => does === "let-go")) await removeIdleTimers({ env: io.env })
  return outcomes
}

/** A line each on stderr, for those to which something happened. */
export function sayOutcomes(outcomes: readonly Outcome[], { quiet }: Wish, io: Io): void {
  if (quiet === true) return
  for (const outcome of outcomes) {
    const text = outcomeText(outcome)
    const hint = outcome.does === "failed" && outcome.trouble.hint !== undefined ? ` (${outcome.trouble.hint})` : ""
    if (text !== undefined) io.say(noticeLine(`${text}${hint}`))
  }
}

function isForPerson(outcome: Outcome): boolean {
  return outcome.does === "failed" && outcome.trouble.person
}

/** Other AWS files than this environment's, where the entry was written from others. */
function worldOver(files: Entry["files"], { quiet, verbose }: Wish, io: Io): Promise<RealWorld> {
  const env = {
    ...io.env,
    GUISE_AWS_CONFIG_FILE: files.config,
    GUISE_AWS_SHARED_CREDENTIALS_FILE: files.credentials,
  }
  return makeWorld({ env, say: io.say, quiet: quiet === true, verbose: verbose === true })
}

/** Once for each trouble, and not to somebody who reads it on the terminal. */
async function callWhereNeeded(outcomes: readonly Outcome[], io: Io): Promise<void> {
  const failures = outcomes.filter(outcome => outcome.does === "failed")
  const uncalled = failures.filter(({ trouble, pressing }) => trouble.person && pressing && !trouble.called)
  const [first] = uncalled
  if (first === undefined || (await isSomebodyThere())) return
  const names = uncalled.map(({ entry }) => entry.section).join(", ")
  await callPerson(`Somebody is needed for ${names}: ${first.trouble.hint ?? first.trouble.message}`, io.env)
  await changeWritten(io.env, entries =>
    entries.map(each =>
      each.trouble !== undefined &&
      uncalled.some(({ entry }) => isEntryOf(each, entry.section, entry.files.credentials))
        ? { ...each, trouble: { ...each.trouble, called: true } }
        : each,
    ),
  )
}

function codeOf(text: string): Code {
  return Object.hasOwn(codes, text) ? (text as Code) : "unexpected"
}
