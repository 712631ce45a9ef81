import { conditionOperators, isKnownKey } from "./condition.ts"
import type { Field } from "./fields.ts"
import type { Condition, Principal, Statement } from "./state.ts"

/**
 * A trust policy, in IAM's JSON form. What the sandbox does not know how to judge is refused here, so that a policy
 * never means less than it says. Error: `file-malformed`.
 */
export function loadTrust(field: Field): readonly Statement[] {
  const fields = field.object(["Version", "Id", "Statement"])
  const statements = fields.get("Statement") ?? field.fail('the key "Statement"')
  return statements.list().map(readStatement)
}

function readStatement(field: Field): Statement {
  const fields = field.object(["Sid", "Effect", "Principal", "Action", "Condition"])
  const effect = (fields.get("Effect") ?? field.fail('the key "Effect"')).text(/^(Allow|Deny)$/, "Allow or Deny")
  return {
    effect: effect === "Allow" ? "Allow" : "Deny",
    actions: (fields.get("Action") ?? field.fail('the key "Action"')).texts(),
    principals: readPrincipals(fields.get("Principal") ?? field.fail('the key "Principal"')),
    conditions: fields.get("Condition")?.entries().flatMap(readConditions) ?? [],
  }
}

function readPrincipals(field: Field): readonly Principal[] {
  if (field.plain() === "*") return [{ kind: "AWS", value: "*" }]
  return [...field.object(["AWS", "Federated", "Service"])].flatMap(([kind, values]) =>
    values.texts().map((value): Principal => {
      if (kind !== "AWS") return { kind: kind === "Federated" ? "Federated" : "Service", value }
      // IAM takes wildcards in a principal only alone: a pattern here would never match, and is refused when saved.
      if (value !== "*" && value.includes("*")) values.fail('whole ARNs, account numbers or "*"')
      return { kind: "AWS", value }
    }),
  )
}

function readConditions([operator, block]: readonly [string, Field]): readonly Condition[] {
  if (!conditionOperators.has(operator)) block.fail(`one of the operators ${[...conditionOperators.keys()].join(", ")}`)
  return block.entries().map(([key, values]) => {
    if (/^(aws|sts):/i.test(key) && !isKnownKey(key))
      values.fail("a condition key that the sandbox knows (docs/sandbox.md)")
    return { operator, key, values: values.texts() }
  })
}
