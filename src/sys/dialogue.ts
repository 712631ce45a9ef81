import { closeSync, writeSync } from "node:fs"
import { GuiseError } from "../errors.ts"
import { insistOnForeground, nobody, openDevice } from "./foreground.ts"
import { type Keyboard, openKeyboard } from "./keyboard.ts"
import { type KeyEffect, type LineEdit, newLine } from "./line.ts"

/**
 * Asks one question on the controlling terminal and answers the line typed; hidden, nothing of it is shown.
 * Errors: `nobody-to-ask`, `cancelled`, `prompt-refused`, as `Terminal.ask` says.
 */
export async function converse(question: string, hidden: boolean): Promise<string> {
  await insistOnForeground()
  const screen = openDevice("screen")
  try {
    const keyboard = openKeyboard()
    try {
      return await new Dialogue(keyboard, screen, inert(question), hidden).run()
    } finally {
      keyboard.close()
    }
  } finally {
    closeSync(screen)
  }
}

/** One question on a raw terminal, from its drawing to its answer. */
class Dialogue {
  readonly #keyboard: Keyboard
  readonly #screen: number
  readonly #question: string
  readonly #line: LineEdit
  #finish: (end: () => string) => void = () => undefined
  #over = false

  constructor(keyboard: Keyboard, screen: number, question: string, hidden: boolean) {
    this.#keyboard = keyboard
    this.#screen = screen
    this.#question = question
    this.#line = newLine(hidden)
  }

  async run(): Promise<string> {
    const ended = new Promise<() => string>(done => {
      this.#finish = done
    })
    const stopListening = this.#listen()
    try {
      this.#draw()
      const end = await ended
      return end()
    } finally {
      this.#over = true
      stopListening()
      this.#cooked()
      this.#show("\n")
    }
  }

  #listen(): () => void {
    this.#keyboard.listen({
      typed: bytes => this.#typed(bytes),
      ended: () => this.#finish(refused),
      failed: () => this.#finish(nobody),
    })
    const deadly = (["SIGTERM", "SIGHUP"] as const).map(signal => [signal, () => this.#die(signal)] as const)
    const signals = [...deadly, ["SIGINT", () => this.#finish(cancelled)], ["SIGCONT", () => this.#resume()]] as const
    for (const [signal, handler] of signals) process.on(signal, handler)
    return () => {
      for (const [signal, handler] of signals) process.removeListener(signal, handler)
    }
  }

  #typed(bytes: Uint8Array): void {
    for (const step of this.#line.type(bytes)) this.#take(step)
  }

  #take(step: KeyEffect): void {
    if (step.kind === "show") this.#show(step.text)
    else if (step.kind === "stop") this.#stop()
    else this.#finish(endingOf(step))
  }

  #draw(): void {
    if (this.#over) return
    // Toggled, because the runtime leaves out what it believes is so already, and somebody else may have changed it.
    this.#cooked()
    this.#keyboard.setRawMode(true)
    this.#show(`\r${this.#question}${this.#line.shown()}`)
  }

  #cooked(): void {
    this.#keyboard.setRawMode(false)
  }

  #show(text: string): void {
    writeSync(this.#screen, text)
  }

  /** What the terminal does itself when it is not raw: stops everybody in the foreground group. */
  #stop(): void {
    this.#cooked()
    this.#show("\n")
    process.kill(0, "SIGTSTP")
    // A group that no shell waits for is not stopped at all, and then nothing continues it either.
    setTimeout(() => this.#resume(), 200)
  }

  #resume(): void {
    insistOnForeground().then(
      () => this.#draw(),
      () => this.#finish(nobody),
    )
  }

  #die(signal: NodeJS.Signals): void {
    this.#cooked()
    this.#show("\n")
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  }
}

function endingOf(step: Exclude<KeyEffect, { kind: "show" | "stop" }>): () => string {
  switch (step.kind) {
    case "answer":
      return () => step.text
    case "end":
      return refused
    case "interrupt":
      return cancelled
  }
}

/** Names from configuration files stand in questions: they must not move the cursor or rename the window. */
function inert(text: string): string {
  return text.replace(/\p{Cc}/gu, "?")
}

function refused(): never {
  throw new GuiseError("prompt-refused", "the question was left unanswered")
}

function cancelled(): never {
  throw new GuiseError("cancelled", "cancelled at the question")
}
