import { PassThrough } from "node:stream"
import { WriteStream } from "node:tty"
import { insistOnForeground, openDevice } from "./foreground.ts"
import { openKeyboard } from "./keyboard.ts"

/** The terminal as a pair of streams, for libraries that draw. */
export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream
  readonly output: WriteStream
  readonly columns: number
  readonly lines: number
}

/**
 * Ctrl-Z. Libraries leave raw mode, stop this one process and wait to be continued, which nobody does where no shell waits
 * for it as for a job: in `$(…)`, and so in every function of ours for shells.
 */
const stop = 0x1a

/**
 * Hands the controlling terminal to `use`, however the three streams of this process are redirected, and takes it back:
 * what is typed afterwards is for the next question.
 * Error: `nobody-to-ask` when there is no terminal or it is another job's just now.
 */
export async function withTerminalStreams<T>(use: (streams: TerminalStreams) => Promise<T>): Promise<T> {
  await insistOnForeground()
  const keyboard = openKeyboard()
  const output = new WriteStream(openDevice("screen"))
  const keys = new PassThrough()
  const input = Object.assign(keys, { setRawMode: (raw: boolean) => keyboard.setRawMode(raw) })
  const typed = (bytes: Uint8Array) => void keys.write(bytes.filter(byte => byte !== stop))
  keyboard.listen({ typed, ended: () => keys.end(), failed: () => keys.end() })
  try {
    return await use({ input, output, columns: output.columns || 80, lines: output.rows || 24 })
  } finally {
    keyboard.setRawMode(false)
    keyboard.close()
    keys.destroy()
    output.destroy()
  }
}
