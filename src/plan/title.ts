import { parseRoleArn } from "./arn.ts"
import type { StepDocument } from "./steps.ts"

/** A step in a few words: `Role Admin in account 111122223333 (profile admin)`. */
export function titleOf(step: StepDocument): string {
  const of = step.profile === undefined ? "" : ` (profile ${step.profile})`
  if (step.step > 0) {
    const role = parseRoleArn(step.details.role ?? "")
    return `Role ${role?.name ?? step.details.role} in account ${role?.account ?? "?"}${of}`
  }
  if (step.action === "sts:GetSessionToken") return `${step.mfa?.newSession ? "New MFA" : "MFA"} session${of}`
  const start = step.action ?? Object.keys(step.details)[0] ?? ""
  return `${titles[start] ?? "Credentials"}${of}`
}

const titles: Readonly<Record<string, string>> = {
  keys: "Keys",
  runs: "What a credential_process prints",
  asks: "The machine's own credentials",
  "sts:AssumeRoleWithWebIdentity": "Role with a web identity",
  "sso:GetRoleCredentials": "IAM Identity Center role",
  "signin:CreateOAuth2Token": "AWS sign-in",
}
