import { closeSync } from "node:fs"
import { load, openFfi } from "./libc.ts"

/** A pipe of the system's, for what a child writes. */
export interface Pipe {
  /** The child's end. */
  readonly writeEnd: number
  /** Closes the child's end here, without which the pipe would never end. */
  handedOver(): void
  /** Calls back with all that comes; done when every writer is gone, or at `close`. */
  read(take: (chunk: Uint8Array) => void): Promise<void>
  close(): void
}

/**
 * A new pipe; undefined where a child does well without, and where there is no way to make one. Both runtimes give a child
 * a socket for its stdout, and Linux opens no socket by its name: `>/dev/stdout` fails there (ENXIO, open(2)).
 */
export async function openPipe(): Promise<Pipe | undefined> {
  const ffi = process.platform === "linux" ? await openFfi() : undefined
  const c = ffi && load(ffi, { pipe2: { args: ["ptr", "i32"], returns: "i32" } })
  const ends = new Int32Array(2)
  if (c === undefined || c.pipe2(ends, O_CLOEXEC) !== 0) return undefined
  const [readEnd = -1, writeEnd = -1] = ends
  const open = new Set([readEnd, writeEnd])
  const shut = (end: number) => open.delete(end) && closeSync(end)
  let stop = () => {}
  return {
    writeEnd,
    handedOver: () => void shut(writeEnd),
    async read(take) {
      const reader = Bun.file(readEnd).stream().getReader()
      stop = () => void reader.cancel()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        take(value)
      }
    },
    close() {
      stop()
      for (const end of [readEnd, writeEnd]) shut(end)
    },
  }
}

/** The same on every processor that Bun runs on. */
const O_CLOEXEC = 0x80000
