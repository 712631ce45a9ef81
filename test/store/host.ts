import { GuiseError } from "../../src/errors.ts"
import type { StoreHost } from "../../src/store/store.ts"
import type { Env } from "../../src/types.ts"

/** What a test decides about the world around a store. */
export interface HostScript {
  /** Unix seconds at the start, moved by `pass`; absent: the machine's clock. */
  readonly now?: number
  /** What the person types, in order; "Ctrl-C" and "Ctrl-D" are those keys. Absent: there is no terminal. */
  readonly typed?: readonly string[]
  /** Seconds. */
  readonly unlockTtl?: number
}

/** A host whose every word and question can be read afterwards. */
export interface TestHost extends StoreHost {
  readonly asked: string[]
  readonly noticed: string[]
  /** Moves the clock, back as well. */
  pass(seconds: number): void
}

export function storeHost(env: Env, script: HostScript = {}): TestHost {
  const asked: string[] = []
  const noticed: string[] = []
  const typed = script.typed === undefined ? undefined : [...script.typed]
  let passed = 0
  return {
    env,
    asked,
    noticed,
    unlockTtl: script.unlockTtl ?? 8 * 3600,
    now: () => (script.now ?? Date.now() / 1000) + passed,
    pass: seconds => {
      passed += seconds
    },
    notice: text => void noticed.push(text),
    terminal: {
      async ask(question, options) {
        if (typed === undefined) throw new GuiseError("nobody-to-ask", "There is no terminal.")
        asked.push(options?.hidden === true ? question : `(shown) ${question}`)
        const line = typed.shift()
        if (line === "Ctrl-C") throw new GuiseError("cancelled", "Ctrl-C.")
        if (line === undefined || line === "Ctrl-D") throw new GuiseError("prompt-refused", "No answer.")
        return line
      },
    },
  }
}
