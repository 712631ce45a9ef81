type Bytes = Uint8Array<ArrayBuffer>

/** Bytes as binary text, one character per byte, so that what is not UTF-8 goes through unharmed. */
export function binaryText(bytes: Bytes): string {
  // Spread in place of `apply` would walk the bytes one by one, which takes a millisecond.
  return bytes.length <= fewBytes
    ? String.fromCharCode.apply(null, bytes as unknown as number[])
    : asBuffer(bytes).toString("latin1")
}

/** The bytes of binary text. */
export function binaryBytes(text: string): Bytes {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** A string as C has them. */
export function zeroEnded(text: string): Bytes {
  return new TextEncoder().encode(`${text}\0`)
}

/**
 * The same bytes as a Buffer. In a function of its own: Bun makes `Buffer` as soon as a function that so much as names
 * it is called, in 0.2 ms, more than all the rest of reading a file.
 */
export function asBuffer(bytes: Bytes): Buffer<ArrayBuffer> {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const fewBytes = 16 * 1024
