import { ReadStream, WriteStream } from "node:tty"
import { insistOnForeground, openDevice } from "./foreground.ts"

/** The terminal as a pair of streams, for libraries that draw. */
export interface TerminalStreams {
  readonly input: ReadStream
  readonly output: WriteStream
  readonly columns: number
}

/**
 * Hands the controlling terminal to `use`, however the three streams of this process are redirected, and takes it back.
 * Error: `nobody-to-ask` when there is no terminal or it is another job's just now.
 */
export async function withTerminalStreams<T>(use: (streams: TerminalStreams) => Promise<T>): Promise<T> {
  await insistOnForeground()
  const input = new ReadStream(openDevice("keyboard"))
  const output = new WriteStream(openDevice("screen"))
  try {
    return await use({ input, output, columns: output.columns || 80 })
  } finally {
    input.setRawMode(false)
    input.destroy()
    output.destroy()
  }
}
