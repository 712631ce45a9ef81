import type { NativeMessage } from "@homebridge/dbus-native/lib/message.js"
import { GuiseError } from "../errors.ts"

/** Messages as bytes, and the other way round. */
export interface Codec {
  /** Error: `store-failed` for what cannot be written down. */
  bytesOf(message: NativeMessage): Uint8Array
  /** Takes what has come, in whatever pieces. Throws for bytes that are no message. */
  put(bytes: Buffer): void
}

/**
 * Makes and reads messages by `@homebridge/dbus-native`, which wants a stream to read from. This is none: what it throws
 * over bad bytes reaches whoever puts them.
 */
export async function openCodec(take: (message: NativeMessage) => void): Promise<Codec> {
  const { default: native } = await import("@homebridge/dbus-native/lib/message.js")
  let bytes: Buffer = Buffer.alloc(0)
  let readable = () => {}
  const source = {
    on(_event: "readable", listener: () => void) {
      readable = listener
    },
    read(length: number): Buffer | null {
      if (bytes.length < length) return null
      const taken = bytes.subarray(0, length)
      bytes = bytes.subarray(length)
      return taken
    },
  }
  native.unmarshalMessages(source, take, { ayBuffer: true })
  return {
    bytesOf: message => marshalled(() => native.marshall(message)),
    put(more) {
      bytes = Buffer.concat([bytes, more])
      readable()
    },
  }
}

/** The library's own words would quote what it could not write down, a secret perhaps. */
function marshalled(marshall: () => Uint8Array): Uint8Array {
  try {
    return marshall()
  } catch {
    throw new GuiseError("store-failed", "A text with a zero byte in it cannot be kept in the keyring.", {
      hint: "guise store status",
    })
  }
}
