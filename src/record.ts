/** A JSON object that came from elsewhere: nothing is known of its fields. */
export type Fields = Readonly<Record<string, unknown>>

/** True for what has fields; a list has none. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The one JSON object that `text` is, with or without a byte order mark; undefined when it is anything else. */
export function recordIn(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""))
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A field that is a text, and not an empty one; undefined for anything else. */
export function textIn(field: unknown): string | undefined {
  return typeof field === "string" && field !== "" ? field : undefined
}

/** Fields of which those that may be undefined may be absent instead. */
export type Present<T> = string extends keyof T
  ? { [K in keyof T]: Exclude<T[K], undefined> }
  : { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
      [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
    }

/** The same object without its absent fields, so that two equal plans are equal texts. */
export function present<const T extends object>(fields: T): Present<T> {
  const there: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) there[name] = value
  return there as Present<T>
}
