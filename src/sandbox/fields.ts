import { GuiseError } from "../errors.ts"
import type { JsonDocument } from "../json.ts"

/**
 * One value of the state file, and where it stands. Each reader answers the value in the shape asked for, or throws
 * `file-malformed` naming file, line, path and what was expected; never the value itself, which may be a key.
 */
export class Field {
  readonly path: readonly (string | number)[]
  private readonly value: unknown
  private readonly file: string
  private readonly document: JsonDocument

  constructor(
    file: string,
    document: JsonDocument,
    value: unknown = document.value,
    path: readonly (string | number)[] = [],
  ) {
    this.file = file
    this.document = document
    this.value = value
    this.path = path
  }

  /** The entries of an object, whatever its keys are called. */
  entries(): readonly (readonly [string, Field])[] {
    if (!(this.value instanceof Map)) this.fail("an object")
    return [...this.value].map(([key, value]) => [String(key), this.child(value, String(key))])
  }

  /** The entries of an object that may have these keys and no other. */
  object(allowed: readonly string[]): ReadonlyMap<string, Field> {
    const fields = new Map(this.entries())
    for (const [name, field] of fields) {
      if (!allowed.includes(name)) field.fail(`one of the keys ${allowed.join(", ")}`)
    }
    return fields
  }

  list(): readonly Field[] {
    if (!Array.isArray(this.value)) this.fail("a list")
    return this.value.map((value: unknown, at) => this.child(value, at))
  }

  /** One text or a list of texts, as policies have it. */
  texts(): readonly string[] {
    return Array.isArray(this.value) ? this.list().map(field => field.scalar()) : [this.scalar()]
  }

  text(pattern: RegExp, wanted: string): string {
    if (typeof this.value !== "string" || !pattern.test(this.value)) this.fail(wanted)
    return this.value
  }

  whole(least: number, most: number): number {
    const value = this.value
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      this.fail(`a whole number from ${least} to ${most}`)
    }
    return value
  }

  truth(): boolean {
    if (typeof this.value !== "boolean") this.fail("true or false")
    return this.value
  }

  /** The value as plain JSON. */
  plain(): unknown {
    return JSON.parse(
      JSON.stringify(this.value, (_key, part: unknown) => (part instanceof Map ? Object.fromEntries(part) : part)),
    )
  }

  fail(wanted: string): never {
    const where = `${this.file}:${this.document.lineOf(this.path)}`
    throw new GuiseError("file-malformed", `${where}: ${this.name()}: expected ${wanted}`, {
      hint: "guise sandbox --help",
    })
  }

  private scalar(): string {
    const value = this.value
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") this.fail("text")
    return String(value)
  }

  private child(value: unknown, key: string | number): Field {
    return new Field(this.file, this.document, value, [...this.path, key])
  }

  private name(): string {
    const steps = this.path.map(step => (typeof step === "number" ? `[${step}]` : `.${step}`))
    return steps.join("").replace(/^\./, "") || "the file"
  }
}
