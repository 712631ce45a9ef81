import type { HttpRequest } from "./http.ts"
import type { RestError, RestService } from "./rest-errors.ts"
import type { SandboxWorld } from "./sandbox-world.ts"

/** One call of a service that speaks JSON. */
export interface RestCall {
  readonly request: HttpRequest
  readonly words: Words
  /** `http://127.0.0.1:PORT`, as the caller has it: what it is sent to next begins so. */
  readonly origin: string
  readonly world: SandboxWorld
  /** Writes down on whose behalf the call is made, once that is proven. */
  principal(arn: string): void
}

export interface Operation {
  readonly name: string
  readonly service: RestService
  /** What the body must be made of; the portal's words stand in the query. */
  readonly words: "json" | "json or form" | "query"
  /** Answers the JSON of a success. Throws RestError. */
  run(call: RestCall): object
}

/** The words of one call; one of the wrong kind is refused as the service refuses it. */
export class Words {
  private readonly values: ReadonlyMap<string, unknown>
  private readonly refuse: (message: string) => RestError

  constructor(values: ReadonlyMap<string, unknown>, refuse: (message: string) => RestError) {
    this.values = values
    this.refuse = refuse
  }

  /** A text, or nothing where it is absent or null. */
  text(name: string): string | undefined {
    const value = this.values.get(name)
    if (value === undefined || value === null) return undefined
    if (typeof value !== "string") throw this.refuse(`${name} must be a string`)
    return value
  }

  required(name: string): string {
    const value = this.text(name)
    if (value === undefined || value === "") throw this.refuse(`Missing required parameter: ${name}`)
    return value
  }

  /** A list of texts, or nothing where it is absent or null. */
  texts(name: string): readonly string[] | undefined {
    const value = this.values.get(name)
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value) || !value.every(part => typeof part === "string")) {
      throw this.refuse(`${name} must be a list of strings`)
    }
    return value
  }

  /** As text, for the log. */
  shown(): ReadonlyMap<string, string> {
    const shown = [...this.values].filter(([, value]) => value !== null && value !== undefined)
    return new Map(shown.map(([name, value]) => [name, shownValue(value)]))
  }
}

/** An object of the caller's may have a toString of its own, which is no function. */
function shownValue(value: unknown): string {
  if (typeof value === "string") return value
  const isTexts = Array.isArray(value) && value.every(part => typeof part === "string")
  return isTexts ? value.join(" ") : JSON.stringify(value)
}
