import { refusalIn } from "../aws/refusal.ts"
import { isGuiseError } from "../errors.ts"
import type { RotationParts } from "./rotation-parts.ts"

/**
 * What `call` answers, once AWS knows the key that signs it: IAM tells STS, other regions and itself of a new key within
 * seconds, sometimes a minute.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 * Errors: those of the call; after a minute, also that the key is not known.
 */
export async function patiently<T>(
  call: () => Promise<T>,
  { sleep, notice }: Pick<RotationParts, "sleep" | "notice">,
): Promise<T> {
  for (const seconds of pauses) {
    try {
      return await call()
    } catch (error) {
      if (!isUnknownKey(error)) throw error
    }
    notice(`AWS does not know the new key yet; asking again in ${seconds} s …`)
    await sleep(seconds * 1000)
  }
  return call()
}

/** Seconds; a minute in all. */
const pauses = [1, 1, 2, 3, 5, 8, 12, 14, 14] as const

/** True when AWS knows no active key of that id, or does not know it yet. */
export function isUnknownKey(error: unknown): boolean {
  return isGuiseError(error, "keys-rejected") && unknownKey.test(refusalIn(error)?.name ?? "")
}

const unknownKey = /^(InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException)$/
