import { timingSafeEqual } from "node:crypto"
import { sha256 } from "../sys/digest.ts"

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export function sameSecret(given: string | undefined, own: string): boolean {
  const hashes = [given ?? "", own].map(text => Buffer.from(sha256([text]), "hex"))
  const [first = Buffer.alloc(32), second = Buffer.alloc(32)] = hashes
  return timingSafeEqual(first, second) && given !== undefined
}
