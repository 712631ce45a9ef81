import { createHash, randomBytes, randomUUID } from "node:crypto"

/** What binds the end of a sign-in in a browser to its beginning. RFC 7636; RFC 6749, 10.12. */
export interface Binding {
  /** Comes back with the code. Whoever knows it can hand us a code of their own: it goes to the browser alone. */
  readonly state: string
  /** Proves to AWS that whoever brings the code is who began. SECRET. */
  readonly codeVerifier: string
  /** What AWS is told of the verifier before: its SHA-256. */
  readonly challenge: string
}

/** A binding for one sign-in. */
export function newBinding(): Binding {
  const codeVerifier = randomBytes(48).toString("base64url")
  return { state: randomUUID(), codeVerifier, challenge: createHash("sha256").update(codeVerifier).digest("base64url") }
}
