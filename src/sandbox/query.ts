import { AwsError } from "./errors.ts"
import type { HttpRequest } from "./http.ts"

/** The words of one call: names to values, each name once. */
export type Params = ReadonlyMap<string, string>

/** True for the methods by which the query API is spoken to. */
export function isQueryMethod({ method }: HttpRequest): boolean {
  return method === "GET" || method === "POST"
}

/**
 * The words of a request: what stands in the URL, and the form in the body, if the request says that it is one. A word
 * that stands there twice could mean one thing to us and another to whoever looked at it on its way.
 * Error: InvalidQueryParameter.
 */
export function paramsOf({ query, headers, body }: HttpRequest): Params {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers.get("content-type") ?? "")
  const words = [...query, ...new URLSearchParams(isForm ? body.toString("utf8") : "")]
  const twin = repeatedIn(words)
  if (twin === undefined) return new Map(words)
  throw new AwsError("InvalidQueryParameter", `The parameter ${twin} stands in the request more than once.`)
}

/** The name of a word that stands there more than once. */
export function repeatedIn(words: Iterable<readonly [name: string, value: string]>): string | undefined {
  const seen = new Set<string>()
  for (const [name] of words) {
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}

/** `Name.member.1`, `Name.member.2`, …: the list, in the order of its numbers. */
export function listParam(params: Params, name: string): readonly string[] {
  return recordsParam(params, name).flatMap(member => member.get("") ?? [])
}

/**
 * `Name.member.1.Key`, `Name.member.1.Value`, …: one record a member, in the order of the numbers. What stands there
 * without a field is the one called "".
 */
export function recordsParam(params: Params, name: string): readonly ReadonlyMap<string, string>[] {
  const members = new Map<number, Map<string, string>>()
  for (const [key, value] of params) {
    if (!key.startsWith(`${name}.member.`)) continue
    const [, number, field = ""] = /^(\d{1,4})(?:\.(.*))?$/.exec(key.slice(name.length + ".member.".length)) ?? []
    if (number === undefined) continue
    const member = members.get(Number(number)) ?? new Map<string, string>()
    members.set(Number(number), member.set(field, value))
  }
  return [...members].sort(([a], [b]) => a - b).map(([, member]) => member)
}
