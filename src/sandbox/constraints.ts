import { validation } from "./errors.ts"
import type { Params } from "./query.ts"

/** What the service model says about one parameter. */
export interface Constraint {
  readonly name: string
  readonly required?: boolean
  readonly length?: readonly [least: number, most: number]
  /** The characters allowed, and how AWS prints the pattern. */
  readonly pattern?: readonly [RegExp, string]
  readonly range?: readonly [least: number, most: number]
  /** The only values there are. */
  readonly oneOf?: readonly string[]
}

const names = [/^[\w+=,.@-]*$/, "[\\w+=,.@-]*"] as const

/** The parameters several actions share. Source: the STS service model, 2011-06-15. */
export const shared = {
  roleArn: { name: "RoleArn", required: true, length: [20, 2048] },
  roleSessionName: { name: "RoleSessionName", required: true, length: [2, 64], pattern: names },
  sourceIdentity: { name: "SourceIdentity", length: [2, 64], pattern: names },
  externalId: { name: "ExternalId", length: [2, 1224], pattern: [/^[\w+=,.@:/-]*$/, "[\\w+=,.@:\\/-]*"] },
  serialNumber: { name: "SerialNumber", length: [9, 256], pattern: [/^[\w+=/:,.@-]*$/, "[\\w+=/:,.@-]*"] },
  tokenCode: { name: "TokenCode", length: [6, 6], pattern: [/^\d*$/, "[\\d]*"] },
  policy: {
    name: "Policy",
    length: [1, 2048],
    pattern: [/^[\t\n\r -\u00ff]*$/, "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"],
  },
} as const satisfies Record<string, Constraint>

/** Refuses, all at once and in AWS's words, what breaks the model. Error: ValidationError. */
export function checkConstraints(params: Params, constraints: readonly Constraint[]): void {
  const faults = constraints.flatMap(constraint => {
    const value = params.get(constraint.name)
    const place = `at '${constraint.name.charAt(0).toLowerCase()}${constraint.name.slice(1)}'`
    const shown = value === undefined ? "Value null" : `Value '${value}'`
    return complaintsAbout(constraint, value).map(
      rule => `${shown} ${place} failed to satisfy constraint: Member must ${rule}`,
    )
  })
  refuse(faults)
}

/** "1 validation error detected: …; …". */
export function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return
  const count = faults.length === 1 ? "1 validation error" : `${faults.length} validation errors`
  throw validation(`${count} detected: ${faults.join("; ")}`)
}

/** DurationSeconds, checked against the range of the action, or its default. */
export function duration(params: Params, fallback: number): number {
  const value = params.get("DurationSeconds")
  return value === undefined ? fallback : Number(value)
}

function complaintsAbout(
  { required, length, pattern, range, oneOf }: Constraint,
  value: string | undefined,
): readonly string[] {
  if (value === undefined) return required ? ["not be null"] : []
  const faults: string[] = []
  if (oneOf !== undefined && !oneOf.includes(value)) return [`satisfy enum value set: [${oneOf.join(", ")}]`]
  if (range !== undefined && !/^[+-]?\d{1,10}$/.test(value)) return ["be a number"]
  if (range !== undefined && Number(value) < range[0]) faults.push(`have value greater than or equal to ${range[0]}`)
  if (range !== undefined && Number(value) > range[1]) faults.push(`have value less than or equal to ${range[1]}`)
  if (pattern !== undefined && !pattern[0].test(value)) faults.push(`satisfy regular expression pattern: ${pattern[1]}`)
  if (length !== undefined && value.length < length[0]) faults.push(`have length greater than or equal to ${length[0]}`)
  if (length !== undefined && value.length > length[1]) faults.push(`have length less than or equal to ${length[1]}`)
  return faults
}
