import { nodeFs } from "./node-fs.ts"
import { fileCalls } from "./read.ts"

/**
 * Writes all of `content` to a descriptor before it returns: 1 for data, 2 for words. A pipe that is full is waited
 * for without spinning, also when its other end made it non-blocking. A reader that went away (EPIPE) is no failure:
 * the answer is then false, and nothing more need be written. No failure of words is one: a server whose terminal was
 * closed (EIO), or whose log's disk is full, serves on.
 *
 * Synchronous on purpose: `process.stdout` would load the streams (9 ms), and may lose its tail when the process ends
 * or becomes another.
 * Errors: for data, whatever else the system says (ENOSPC, EIO), as Node gives it.
 */
export function write(descriptor: 1 | 2, content: string | Uint8Array): boolean {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
  const written = fileCalls()?.write(descriptor, bytes) ?? -1
  // As a rule that was all. The rest stands apart: Bun makes `Math` for a function that so much as names it (0.08 ms).
  return written === bytes.length || writeRest(descriptor, written > 0 ? bytes.subarray(written) : bytes)
}

function writeRest(descriptor: 1 | 2, bytes: Uint8Array): boolean {
  let rest = bytes
  let pause = 1
  while (rest.length > 0) {
    const written = tryWrite(descriptor, rest)
    if (written === "gone") return false
    if (written === "full") {
      sleepNow(pause)
      pause = Math.min(pause * 2, 16)
      continue
    }
    pause = 1
    rest = rest.subarray(written)
  }
  return true
}

function tryWrite(descriptor: 1 | 2, bytes: Uint8Array): number | "full" | "gone" {
  const written = fileCalls()?.write(descriptor, bytes) ?? -1
  if (written >= 0) return written
  // Node is asked the same again, for its words about why not.
  try {
    return nodeFs().writeSync(descriptor, bytes)
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case "EAGAIN":
      case "EINTR":
        return "full"
      case "EPIPE":
      case "EBADF": // `>&-`: the caller closed the stream, and so wants nothing of it
        return "gone"
      default:
        if (descriptor === 1) throw error
        return "gone"
    }
  }
}

/** Blocks this thread: there is nothing else it could do before the bytes are out. */
function sleepNow(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
