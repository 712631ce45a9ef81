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
  const tags = recordsParam(params, "Tags").map(tag => [tag.get("Key") ?? "", tag.get("Value") ?? ""] as const)
  const transitiveKeys = listParam(params, "TransitiveTagKeys")
  refuse([...limitFaults("tags", tags.length), ...limitFaults("transitiveTagKeys", transitiveKeys.length)])
  refuse(tags.flatMap(([key, value], at) => tagFaults(key, value, at + 1)))
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

function tagFaults(key: string, value: string, at: number): readonly string[] {
  const fault = (part: string, rule: string): string =>
    `Value '${part === "key" ? key : value}' at 'tags.${at}.member.${part}' failed to satisfy constraint: Member must ${rule}`
  return [
    ...(key.length < 1 ? [fault("key", "have length greater than or equal to 1")] : []),
    ...(key.length > 128 ? [fault("key", "have length less than or equal to 128")] : []),
    ...(value.length > 256 ? [fault("value", "have length less than or equal to 256")] : []),
    ...(characters.test(key) ? [] : [fault("key", `satisfy regular expression pattern: ${printed}`)]),
    ...(characters.test(value) ? [] : [fault("value", `satisfy regular expression pattern: ${printed}`)]),
  ]
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message)
}
