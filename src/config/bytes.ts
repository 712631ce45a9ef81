/** Bytes as binary text: one character per byte, so that what is not UTF-8 goes through unharmed. */
export function binaryText(bytes: Uint8Array<ArrayBuffer>): string {
  // Bun makes Buffer when it is first used, in 0.2 ms: more than all the rest of reading a small file. (Spread instead
  // of `apply` would walk the bytes one by one, which takes a millisecond.)
  return bytes.length <= fewBytes
    ? String.fromCharCode.apply(null, bytes as unknown as number[])
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
}

const fewBytes = 16 * 1024
