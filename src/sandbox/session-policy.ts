import { isRecord } from "../record.ts"
import { refuse } from "./constraints.ts"
import { AwsError } from "./errors.ts"
import { type Params, recordsParam } from "./query.ts"

const allotted = 2048

/**
 * Checks Policy and PolicyArns, and answers PackedPolicySize: how many percent of the space for policies and tags they
 * take; nothing when there are none. AWS packs them in a form it does not tell; here plain bytes are counted.
 * Errors: MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError.
 */
export function packedPolicySize(params: Params, tags: ReadonlyMap<string, string>): number | undefined {
  const policy = params.get("Policy")
  checkPolicy(policy)
  const arns = recordsParam(params, "PolicyArns").map(entry => entry.get("arn") ?? "")
  refuse(
    arns.length > 10
      ? ["Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10"]
      : [],
  )
  const odd = arns.find(arn => !/^arn:[\w-]+:iam::(aws|\d{12}):policy\/\S+$/.test(arn))
  if (odd !== undefined) throw new AwsError("ValidationError", `ARN ${odd} is not valid.`)
  const policies = percentOf([policy ?? "", ...arns])
  if (policies > 100)
    throw tooLarge(`Packed policy consumes ${policies}% of allotted space, please use smaller policy.`)
  const both = percentOf([policy ?? "", ...arns, ...[...tags].flat()])
  if (both > 100) throw tooLarge(`Packed size of session tags consumes ${both}% of allotted space.`)
  return both === 0 ? undefined : both
}

function percentOf(texts: readonly string[]): number {
  return Math.ceil((Buffer.byteLength(texts.join("")) / allotted) * 100)
}

function tooLarge(message: string): AwsError {
  return new AwsError("PackedPolicyTooLarge", message)
}

/** An inline session policy must at least have the parts of one. Error: MalformedPolicyDocument. */
function checkPolicy(policy: string | undefined): void {
  if (policy === undefined) return
  let document: unknown
  try {
    document = JSON.parse(policy)
  } catch {
    throw malformed("This policy contains invalid Json")
  }
  const statements = isRecord(document) ? [document.Statement].flat() : []
  if (statements.length === 0) throw malformed("Syntax errors in policy.")
  for (const statement of statements) checkStatement(statement)
}

/** In IAM's words for identity policies, of which a session policy is one. */
function checkStatement(statement: unknown): void {
  if (!isRecord(statement) || (statement.Effect !== "Allow" && statement.Effect !== "Deny"))
    throw malformed("Syntax errors in policy.")
  const has = (element: string) => element in statement || `Not${element}` in statement
  if (!has("Action")) throw malformed("Policy statement must contain actions.")
  if (!has("Resource")) throw malformed("Policy statement must contain resources.")
  if (has("Principal")) throw malformed("Policy document should not specify a principal.")
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message)
}
