import { ReadStream } from "node:tty"
import { openDevice } from "./foreground.ts"

/** The keyboard of the controlling terminal. */
export interface Keyboard {
  /** Hands over what is typed from now on. */
  listen(listener: Listener): void
  setRawMode(raw: boolean): void
  /** Lets go: what is typed from now on is for somebody else. */
  close(): void
}

export interface Listener {
  typed(bytes: Uint8Array): void
  /** The terminal said that there is no more. */
  ended(): void
  /** The terminal can no longer be read. */
  failed(): void
}

/** Opens it. Error: `nobody-to-ask` when there is no terminal. */
export function openKeyboard(): Keyboard {
  const device = new ReadStream(openDevice("keyboard"))
  let letGo = () => {}
  return {
    listen(listener) {
      letGo =
        process.versions.bun !== undefined && process.platform !== "win32" ? pump(listener) : flow(device, listener)
    },
    setRawMode: raw => void device.setRawMode(raw),
    close() {
      letGo()
      device.destroy()
    },
  }
}

function flow(device: ReadStream, { typed, ended, failed }: Listener): () => void {
  device.on("data", typed)
  device.on("end", ended)
  device.on("error", failed)
  return () => device.removeAllListeners("data")
}

/**
 * Bun's ReadStream reads on a thread which goes on reading when the stream is destroyed, and would swallow the answer
 * to the next question. Its stream of a file waits without a thread, and lets go.
 */
function pump(listener: Listener): () => void {
  const reader = Bun.file("/dev/tty").stream().getReader()
  const read = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) listener.typed(part.value)
    listener.ended()
  }
  read().catch(listener.failed)
  return () => void reader.cancel().catch(() => {})
}
