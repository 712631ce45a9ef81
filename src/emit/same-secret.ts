import { timingSafeEqual } from "node:crypto"

/** Whether two texts are the same, in a time that tells of them only whether they are of one length. */
export function sameSecret(given: string | undefined, own: string): boolean {
  const [theirs, ours] = [Buffer.from(given ?? ""), Buffer.from(own)]
  return given !== undefined && theirs.length === ours.length && timingSafeEqual(theirs, ours)
}
