import type { Condition } from "./state.ts"

/** What a request carries: condition keys, lower-cased (IAM ignores their case), to their values. */
export type Context = ReadonlyMap<string, string>

type Test = (actual: string, wanted: string) => boolean

interface Operator {
  readonly test: Test
  /** Must hold for every value (the `Not…` kinds), instead of for one. */
  readonly every?: true
  /** The answer when the request does not have the key at all. */
  readonly absent: boolean
}

/** The operators the sandbox judges, each also with `IfExists`. Source: IAM User Guide, "Condition operators". */
export const conditionOperators: ReadonlyMap<string, Operator> = table()

const knownKeys = [
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:sourceidentity",
  "aws:userid",
  "aws:username",
  "sts:externalid",
  "sts:rolesessionname",
  "sts:sourceidentity",
] as const

/** The `aws:` and `sts:` keys a request of the sandbox can carry. */
export function isKnownKey(key: string): boolean {
  const name = key.toLowerCase()
  return knownKeys.some(known => known === name) || /^aws:(request|principal)tag\/./.test(name)
}

/** True when the request meets this line of a condition block. */
export function holds(condition: Condition, context: Context): boolean {
  const actual = context.get(condition.key.toLowerCase())
  const operator = conditionOperators.get(condition.operator)
  if (operator === undefined) return false
  if (actual === undefined) return condition.operator === "Null" ? condition.values.includes("true") : operator.absent
  const test = (wanted: string): boolean => operator.test(actual, fillIn(wanted, context))
  return operator.every ? condition.values.every(test) : condition.values.some(test)
}

/**
 * Policy variables, such as `${aws:username}`. One that the request does not have matches nothing: it keeps its braces.
 */
function fillIn(wanted: string, context: Context): string {
  return wanted.replace(/\$\{([\w:/.@+=-]+)\}/g, (whole, key: string) => context.get(key.toLowerCase()) ?? whole)
}

/** `*` any text, `?` one character: IAM's patterns. */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[\\s\\S]*")
    .replace(/\?/g, "[\\s\\S]")
  return new RegExp(`^${source}$`, "u").test(text)
}

/** Part by part: no wildcard reaches over a colon. Source: IAM User Guide, "Amazon Resource Name (ARN) condition operators". */
function matchesArn(arn: string, pattern: string): boolean {
  const parts = partsOf(arn)
  return partsOf(pattern).every((part, at) => matchesPattern(parts[at] ?? "", part))
}

/** The six parts of an ARN: colons of the last one are its own. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(":")
  return [...Array.from({ length: 5 }, (_, at) => parts[at] ?? ""), parts.slice(5).join(":")]
}

function table(): ReadonlyMap<string, Operator> {
  const positive: readonly (readonly [string, Test])[] = [
    ["StringEquals", (actual, wanted) => actual === wanted],
    ["StringEqualsIgnoreCase", (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
    ["StringLike", matchesPattern],
    ["ArnEquals", matchesArn],
    ["ArnLike", matchesArn],
    ["Bool", (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
    ["NumericEquals", (actual, wanted) => Number(actual) === Number(wanted)],
    ["NumericLessThan", (actual, wanted) => Number(actual) < Number(wanted)],
    ["NumericLessThanEquals", (actual, wanted) => Number(actual) <= Number(wanted)],
    ["NumericGreaterThan", (actual, wanted) => Number(actual) > Number(wanted)],
    ["NumericGreaterThanEquals", (actual, wanted) => Number(actual) >= Number(wanted)],
  ]
  const negative: readonly (readonly [string, Test])[] = [
    ["StringNotEquals", (actual, wanted) => actual !== wanted],
    ["StringNotLike", (actual, wanted) => !matchesPattern(actual, wanted)],
    ["NumericNotEquals", (actual, wanted) => Number(actual) !== Number(wanted)],
  ]
  return new Map<string, Operator>([
    ...positive.flatMap(([name, test]) => withIfExists(name, { test, absent: false })),
    ...negative.flatMap(([name, test]) => withIfExists(name, { test, every: true, absent: true })),
    ["Null", { test: (_actual, wanted) => wanted === "false", absent: false }],
  ])
}

function withIfExists(name: string, operator: Operator): readonly (readonly [string, Operator])[] {
  return [
    [name, operator],
    [`${name}IfExists`, { ...operator, absent: true }],
  ]
}
