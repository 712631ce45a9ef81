import { createHmac } from "node:crypto"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const windowSeconds = 30

/** The six digits an authenticator app shows at `now` (Unix seconds) for a base32 seed. RFC 6238, SHA-1, 30 seconds. */
export function codeAt(seed: string, now: number): string {
  return codeOf(decodeBase32(seed), Math.floor(now / windowSeconds))
}

/** True for text that is a base32 secret of at least 80 bits, blanks and padding allowed as apps print them. */
export function isSeed(text: string): boolean {
  return /^[A-Z2-7]{16,}$/.test(bare(text))
}

export interface MfaDevices {
  /**
   * Accepts a code of the present window or one to either side, once: AWS refuses a code it has seen, so that somebody
   * who looked over a shoulder cannot use it again within its window.
   */
  accept(serial: string, seed: string, code: string): boolean
  /** Forgets which codes were used. */
  reset(): void
}

/** The memory of used codes, per device. */
export function makeMfaDevices(now: () => number): MfaDevices {
  const used = new Map<string, Set<number>>()
  return {
    accept(serial, seed, code) {
      const present = Math.floor(now() / windowSeconds)
      const key = decodeBase32(seed)
      const spent = used.get(serial) ?? new Set<number>()
      const counter = [present, present - 1, present + 1].find(at => codeOf(key, at) === code && !spent.has(at))
      if (counter === undefined) return false
      used.set(serial, new Set([...spent, counter].filter(at => at >= present - 1)))
      return true
    },
    reset: () => used.clear(),
  }
}

function codeOf(key: Buffer, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const digest = createHmac("sha1", key).update(message).digest()
  const offset = digest.readUInt8(digest.length - 1) & 15
  const number = digest.readUInt32BE(offset) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, "0")
}

function decodeBase32(seed: string): Buffer {
  let bits = 0n
  let count = 0
  for (const letter of bare(seed)) {
    bits = (bits << 5n) | BigInt(Math.max(alphabet.indexOf(letter), 0))
    count += 5
  }
  const bytes = Math.floor(count / 8)
  const hex = (bits >> BigInt(count - bytes * 8)).toString(16).padStart(bytes * 2, "0")
  return Buffer.from(hex, "hex")
}

function bare(seed: string): string {
  return seed.toUpperCase().replace(/[\s=-]/g, "")
}
