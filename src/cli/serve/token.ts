/** A token of 256 bits, in letters that every header takes. SECRET. */
export function newToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")
}
