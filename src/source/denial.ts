import { accountOfArn, nameInArn } from "../arn.ts"
import type { Refusal } from "../aws/refusal.ts"
import type { Hop } from "../plan/plan.ts"
import { quoted } from "../quoted.ts"
import { type Step, settingPlace } from "./step.ts"
import { wayTo } from "./way.ts"

/** One reason why AWS may have said no, and what to change about it. */
export interface Suspicion {
  readonly text: string
  readonly change?: string
}

/** A denial as a person should meet it: who asked for what on which way, and what most probably was in it. */
export function denialText(
  refusal: Refusal,
  hop: Hop,
  step: Step,
): { readonly message: string; readonly hint: string } {
  const { plan, depth } = step
  const who = refusal.principal ?? `the key ${step.source?.credentials.accessKeyId ?? ""}`.trim()
  const [first, ...rest] = suspicionsOf(refusal, hop, step)
  const position = plan.hops.length > 1 ? `role ${depth} of ${plan.hops.length} on the way ` : ""
  const message = `AWS denied AssumeRole of ${hop.roleArn} to ${who} (${position}${wayTo(plan, depth)}). ${[
    first,
    ...rest,
  ]
    .map(each => each?.text)
    .filter(Boolean)
    .join(" ")}`
  const explain = plan.profile === undefined ? undefined : `guise explain ${quoted(plan.profile)}`
  return { message, hint: [first?.change, explain].filter(Boolean).join("; ") || "guise explain" }
}

/** What AWS says it is about comes alone; where it says nothing, what the plan makes probable, the likeliest first. */
function suspicionsOf(refusal: Refusal, hop: Hop, step: Step): readonly Suspicion[] {
  const said = beside(refusal, hop) ?? stated(refusal, hop)
  return said === undefined ? guesses(refusal, hop, step) : [said]
}

/** Denied was not the role itself but what comes with it. */
function beside({ action }: Refusal, { roleArn, sourceIdentity }: Hop): Suspicion | undefined {
  const role = nameInArn(roleArn)
  if (action === "sts:TagSession") {
    return {
      text: `The session tags are what is not allowed: the trust policy of ${role} has to allow sts:TagSession too.`,
      change: `leave out --tags, or have sts:TagSession allowed by ${role}`,
    }
  }
  if (action !== "sts:SetSourceIdentity") return undefined
  return sourceIdentity === undefined
    ? {
        text: `A source identity was set earlier on the way and stays: the trust policy of ${role} has to allow sts:SetSourceIdentity too.`,
        change: `have sts:SetSourceIdentity allowed by ${role}`,
      }
    : {
        text: `The source identity is what is not allowed: the trust policy of ${role} has to allow sts:SetSourceIdentity too.`,
        change: `leave out --source-identity, or have sts:SetSourceIdentity allowed by ${role}`,
      }
}

function stated({ matter }: Refusal, { roleArn }: Hop): Suspicion | undefined {
  switch (matter) {
    case "explicit-deny":
      return {
        text: "A policy denies it explicitly; nothing that is sent along changes that.",
        change: "have that deny lifted (--verbose shows which kind of policy holds it)",
      }
    case "identity-policy":
      return {
        text: "That principal's own policies do not allow it.",
        change: `have sts:AssumeRole on ${roleArn} allowed to it`,
      }
    case "resource-policy":
      return {
        text: `The trust policy of ${nameInArn(roleArn)} does not let that principal in, or one of its conditions does not hold.`,
        change: `have it named in the trust policy of ${nameInArn(roleArn)}`,
      }
    case "other-policy":
      return {
        text: "A permissions boundary, session policy or organization's policy does not allow it.",
        change: "ask whoever manages those (--verbose shows which it is)",
      }
    default:
      return undefined
  }
}

function guesses(refusal: Refusal, hop: Hop, step: Step): readonly Suspicion[] {
  const first = [externalId(refusal, hop, step), mfa(hop, step)].filter(each => each !== undefined)
  const role = nameInArn(hop.roleArn)
  const always: Suspicion = {
    text: `${first.length === 0 ? "T" : "Else t"}he trust policy of ${role} has to name that principal, and the principal's own policies have to allow the call; of a role that does not exist AWS says the same.`,
    change: `have the trust policy of ${role} looked at`,
  }
  return [...first, always]
}

function externalId({ principal }: Refusal, hop: Hop, step: Step): Suspicion | undefined {
  const { externalId: sent, profile, roleArn } = hop
  const place = settingPlace(step, profile, "external_id")
  if (sent !== undefined) {
    return {
      text: `The external id ${JSON.stringify(sent)} was sent: it has to be the one that the trust policy names.`,
      change: place === undefined ? "compare --external-id with it" : `compare external_id (${place}) with it`,
    }
  }
  if (accountOfArn(roleArn) === accountOfArn(principal ?? "")) return undefined
  return {
    text: "No external id was sent, which roles for other accounts usually want.",
    change:
      profile === undefined ? "--external-id ID" : `--external-id ID, or guise set ${quoted(profile)} external_id ID`,
  }
}

/** A second try with MFA, or with younger MFA, has been made when the plan has one: then it is not that. */
function mfa(hop: Hop, { plan, depth, source, world }: Step): Suspicion | undefined {
  if (hop.mfaSerial !== undefined) return undefined
  if (depth > 1)
    return { text: "Credentials of a role carry no MFA: a role that wants it cannot be taken from another role." }
  if (plan.ifDenied !== undefined) return undefined
  if (plan.root.kind === "session") {
    const minutes = source === undefined ? 0 : Math.round((world.now() - source.madeAt) / 60)
    if (minutes < 5) return undefined
    return {
      text: `The MFA session behind it is ${minutes} min old: the trust policy may want a younger one (aws:MultiFactorAuthAge).`,
      change: `guise login${plan.profile === undefined ? "" : ` ${quoted(plan.profile)}`} --force`,
    }
  }
  if (plan.root.kind !== "keys" || plan.root.temporary) return undefined
  return {
    text: "No MFA was used, which the role may want.",
    change: `name a device: guise set ${quoted(hop.profile ?? plan.profile ?? "NAME")} mfa_serial ARN`,
  }
}
