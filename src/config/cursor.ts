/** A place in a text that only goes forward, and knows its line. */
export class Cursor {
  #at = 0
  #line = 1
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The line it stands on, from 1. */
  get line(): number {
    return this.#line
  }

  /** The character that comes next; empty at the end. */
  get peek(): string {
    return this.#text.charAt(this.#at)
  }

  /** Takes what this sticky pattern finds here, and stands behind it; empty when it finds nothing. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ""] = pattern.exec(this.#text) ?? []
    this.#at += found.length
    this.#line += found.split("\n").length - 1
    return found
  }
}
