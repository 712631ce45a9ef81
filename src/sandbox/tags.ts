import { refuse } from "./constraints.ts"
import { AwsError } from "./errors.ts"
import { listParam, type Params, recordsParam } from "./query.ts"

/** The tags a session will have: those asked for, and those handed on by the calling session. */
export interface SessionTags {
  readonly all: ReadonlyMap<string, string>
  readonly transitive: ReadonlyMap<string, string>
}

const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const printed = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+"

/**
 * Reads Tags and TransitiveTagKeys. Errors: ValidationError for the model's limits; InvalidParameterValue for twins
 * (keys differ in more than case), for a transitive key without its tag, and for one that the calling session already
 * handed on.
 */
export function sessionTags(params: Params, inherited: ReadonlyMap<string, string>): SessionTags {
  const given = recordsParam(params, "Tags")
  const transitiveKeys = listParam(params, "TransitiveTagKeys")
  refuse([...limitFaults("tags", given.length), ...limitFaults("transitiveTagKeys", transitiveKeys.length)])
  refuse(given.flatMap((tag, at) => tagFaults(tag.get("Key"), tag.get("Value"), at + 1)))
  const tags = given.map(tag => [tag.get("Key") ?? "", tag.get("Value") ?? ""] as const)
  const lower = tags.map(([key]) => key.toLowerCase())
  if (new Set(lower).size < lower.length) {
    throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
  }
  if (lower.some(key => key.startsWith("aws:")))
    throw invalid("Tag keys starting with aws: are reserved for system use.")
  const inheritedKeys = [...inherited.keys()].map(key => key.toLowerCase())
  if (lower.some(key => inheritedKeys.includes(key))) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
  const handedOn = transitiveKeys.map(key => key.toLowerCase())
  if (handedOn.some(key => !lower.includes(key))) {
    throw invalid("The specified transitive tag key must be included in the requested tags.")
  }
  return {
    all: new Map([...inherited, ...tags]),
    transitive: new Map([...inherited, ...tags.filter(([key]) => handedOn.includes(key.toLowerCase()))]),
  }
}

function limitFaults(place: string, count: number): readonly string[] {
  return count <= 50
    ? []
    : [`Value at '${place}' failed to satisfy constraint: Member must have length less than or equal to 50`]
}

function tagFaults(key: string | undefined, value: string | undefined, at: number): readonly string[] {
  return [...partFaults("key", key, [1, 128], at), ...partFaults("value", value, [0, 256], at)]
}

function partFaults(
  part: "key" | "value",
  text: string | undefined,
  [least, most]: readonly [number, number],
  at: number,
): readonly string[] {
  const fault = (rule: string): string =>
    `Value ${text === undefined ? "null" : `'${text}'`} at 'tags.${at}.member.${part}' failed to satisfy constraint: Member must ${rule}`
  if (text === undefined) return [fault("not be null")]
  return [
    ...(text.length < least ? [fault(`have length greater than or equal to ${least}`)] : []),
    ...(text.length > most ? [fault(`have length less than or equal to ${most}`)] : []),
    ...(characters.test(text) ? [] : [fault(`satisfy regular expression pattern: ${printed}`)]),
  ]
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message)
}
