import { randomBytes } from "node:crypto"

const keptAfterExpiry = 24 * 3600

/**
 * What was handed out under a name that nobody can guess: codes, tokens, registrations. An expired one stays for a day,
 * so that "expired" can be told from "never heard of". Times are Unix seconds.
 */
export class Shelf<T extends { readonly expiresAt: number }> {
  private readonly kept = new Map<string, T>()
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  put(id: string, thing: T): T {
    for (const [old, { expiresAt }] of this.kept) if (expiresAt + keptAfterExpiry < this.now()) this.kept.delete(old)
    this.kept.set(id, thing)
    return thing
  }

  find(id: string): T | undefined {
    return this.kept.get(id)
  }

  /** True for a thing whose time is over. */
  isOver(thing: T): boolean {
    return this.now() >= thing.expiresAt
  }

  values(): readonly T[] {
    return [...this.kept.values()]
  }

  clear(): void {
    this.kept.clear()
  }
}

/** A name of this many random bytes, in the letters of base64url. SECRET where it opens something. */
export function unguessable(bytes: number, prefix = ""): string {
  return `${prefix}${randomBytes(bytes).toString("base64url")}`
}
