import { noticeLine } from "../printable.ts"
import type { Terminal } from "../types.ts"
import { nodeFs } from "./node-fs.ts"

/**
 * The person at the controlling terminal, however stdin, stdout and stderr are redirected. Nothing is opened before
 * something is asked; one question is asked at a time; afterwards the terminal is exactly as it was, also when the
 * answer was Ctrl-C, SIGTERM or SIGHUP. Ctrl-Z stops the process group as everywhere, and `fg` draws the question
 * again with what was typed so far.
 */
export function openTerminal(): Terminal {
  let last: Promise<unknown> = Promise.resolve()
  return {
    ask(question, options = {}) {
      const answer = last.then(() => askNow(question, options.hidden === true))
      last = answer.catch(() => undefined)
      return answer
    },
    tell(lines) {
      const told = last.then(() => tellNow(lines))
      last = told.catch(() => undefined)
      return told
    },
  }
}

async function tellNow(lines: readonly string[]): Promise<void> {
  const { insistOnForeground, openDevice } = await import("./foreground.ts")
  await insistOnForeground()
  const { closeSync, writeSync } = nodeFs()
  const screen = openDevice("screen")
  try {
    for (const line of lines) writeSync(screen, noticeLine(line))
  } finally {
    closeSync(screen)
  }
}

/** Imported only when something is asked: node:tty alone would double the start of every command. */
async function askNow(question: string, hidden: boolean): Promise<string> {
  const { converse } = await import("./dialogue.ts")
  return converse(question, hidden)
}
