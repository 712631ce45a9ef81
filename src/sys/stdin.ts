import { readSync } from "node:fs"
import { isatty } from "node:tty"

/** What stood on stdin: its text, or why it was not read. */
export type Stdin = { readonly text: string } | "terminal" | "too-long"

const chunkSize = 16_384

/**
 * Reads all of stdin, `limit` bytes at most. A terminal is not read: whoever sits there would wait for guise, and guise
 * for them. A closed stdin holds nothing.
 * Errors: whatever else the system says (EISDIR, EIO), as Node gives it.
 */
export function readStdin(limit: number): Stdin {
  if (isatty(0)) return "terminal"
  const chunks: Buffer[] = []
  let size = 0
  for (let chunk = nextChunk(); chunk.length > 0; chunk = nextChunk()) {
    size += chunk.length
    if (size > limit) return "too-long"
    chunks.push(chunk)
  }
  return { text: Buffer.concat(chunks).toString("utf8") }
}

function nextChunk(): Buffer {
  const buffer = Buffer.alloc(chunkSize)
  for (;;) {
    try {
      return buffer.subarray(0, readSync(0, buffer))
    } catch (error) {
      switch ((error as NodeJS.ErrnoException).code) {
        case "EAGAIN": // a pipe that the caller made non-blocking
        case "EINTR":
          sleepNow(5)
          continue
        case "EOF": // what Windows says at the end of a pipe
        case "EBADF": // `<&-`
          return buffer.subarray(0, 0)
        default:
          throw error
      }
    }
  }
}

/** Blocks this thread: there is nothing else to do before the text is in. */
function sleepNow(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
