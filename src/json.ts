/** A JSON document that remembers where its values stand, so that an error can name a line. */
export interface JsonDocument {
  readonly value: unknown
  /** The 1-based line on which the value at this path begins; of its nearest parent if it is not there. */
  lineOf(path: readonly (string | number)[]): number
}

export class JsonSyntaxError extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.name = "JsonSyntaxError"
    this.line = line
  }
}

/**
 * Reads JSON. The engines' own parsers tell no line (or each its own way), and let the last of two equal keys win
 * in silence. Error: JsonSyntaxError with the line.
 */
export function parseJson(text: string): JsonDocument {
  const reader = new Reader(text)
  const value = reader.document()
  return {
    value,
    lineOf: path => {
      for (let length = path.length; length >= 0; length--) {
        const at = reader.places.get(JSON.stringify(path.slice(0, length)))
        if (at !== undefined) return reader.line(at)
      }
      return 1
    },
  }
}

const maxDepth = 64
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
// JSON lets the controls from U+007F on stand, and none below U+0020, which biome rejects in patterns. RFC 8259, 7.
const quoted = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const blank = /[ \t\r\n]*/y

class Reader {
  readonly places = new Map<string, number>()
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text.startsWith("\ufeff") ? text.slice(1) : text
  }

  line(at: number): number {
    return this.text.slice(0, at).split("\n").length
  }

  document(): unknown {
    const value = this.read([])
    if (this.at < this.text.length) this.fail("the end of the file")
    return value
  }

  private read(path: readonly (string | number)[]): unknown {
    if (path.length > maxDepth) this.fail("less nesting")
    this.take(blank)
    this.places.set(JSON.stringify(path), this.at)
    const value = this.readValue(path)
    this.take(blank)
    return value
  }

  private readValue(path: readonly (string | number)[]): unknown {
    if (this.skip("{")) return this.readObject(path)
    if (this.skip("[")) return this.readArray(path)
    return JSON.parse(this.take(quoted) ?? this.take(scalar) ?? this.fail("a value"))
  }

  private readObject(path: readonly (string | number)[]): Map<string, unknown> {
    const object = new Map<string, unknown>()
    this.take(blank)
    if (this.skip("}")) return object
    do {
      this.take(blank)
      const start = this.at
      const key: string = JSON.parse(this.take(quoted) ?? this.fail("a key in double quotes"))
      if (object.has(key))
        throw new JsonSyntaxError(this.line(start), `the key ${JSON.stringify(key)} stands there twice`)
      this.take(blank)
      if (!this.skip(":")) this.fail('":"')
      object.set(key, this.read([...path, key]))
    } while (this.skip(","))
    if (!this.skip("}")) this.fail('"," or "}"')
    return object
  }

  private readArray(path: readonly (string | number)[]): unknown[] {
    const array: unknown[] = []
    this.take(blank)
    if (this.skip("]")) return array
    do array.push(this.read([...path, array.length]))
    while (this.skip(","))
    if (!this.skip("]")) this.fail('"," or "]"')
    return array
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at += 1
    return true
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    this.at += found?.length ?? 0
    return found
  }

  private fail(wanted: string): never {
    // What stands there is not repeated: it may be half of a key or a seed.
    const found = this.at < this.text.length ? "something else" : "the end of the file"
    throw new JsonSyntaxError(this.line(this.at), `found ${found} where ${wanted} was expected`)
  }
}
