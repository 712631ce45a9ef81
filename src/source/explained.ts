import { nameInArn } from "../arn.ts"
import { type Refusal, refusalIn } from "../aws/refusal.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { inWords } from "../plan/durations.ts"
import type { Hop, Plan } from "../plan/plan.ts"
import type { KeysRoot, Root } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import { denialText } from "./denial.ts"
import { type Step, settingPlace } from "./step.ts"
import { wayTo } from "./way.ts"

/**
 * The error of a step, told by what the plan knows: which role of which chain, whose key and where it stands, which
 * setting asked for what AWS refuses. The code stays as it is, and so do AWS's own words in `detail`.
 * Anything that is no refusal of AWS's is given back as it came.
 */
export function explained(error: unknown, step: Step): unknown {
  const refusal = refusalIn(error)
  if (refusal === undefined || !isGuiseError(error)) return error
  const told = tell(error, refusal, step)
  if (told === undefined) return error
  const { code, detail } = error
  const { message = error.message, hint = error.hint } = told
  return new GuiseError(code, message, {
    cause: refusal,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
  })
}

type Told = { readonly message?: string; readonly hint?: string }

function tell(error: GuiseError, refusal: Refusal, step: Step): Told | undefined {
  const hop = step.plan.hops[step.depth - 1]
  switch (error.code) {
    case "aws-denied":
      return hop === undefined ? webIdentityDenied(step.plan) : denialText(refusal, hop, step)
    case "keys-rejected":
      return { message: `${error.message} ${whose(step)}` }
    case "credentials-expired":
      return step.plan.root.kind === "web-identity" && hop === undefined
        ? undefined
        : { message: `${error.message} ${whose(step)}` }
    case "aws-refused":
      return refused(error, refusal, hop, step)
    default:
      return undefined
  }
}

function webIdentityDenied({ root, profile }: Plan): Told | undefined {
  if (root.kind !== "web-identity") return undefined
  const role = nameInArn(root.roleArn)
  return {
    message: `AWS denied AssumeRoleWithWebIdentity of ${root.roleArn} to the bearer of the token in ${root.tokenFile}. The trust policy of ${role} has to name the token's identity provider, and its conditions on the token (aud, sub) have to hold.`,
    hint: `compare the token's aud and sub with that policy; guise explain${profile === undefined ? "" : ` ${quoted(profile)}`}`,
  }
}

function refused({ message }: GuiseError, { matter }: Refusal, hop: Hop | undefined, step: Step): Told | undefined {
  if (matter === "role-maximum" && hop?.duration !== undefined) return tooLong(hop, hop.duration, step)
  if (matter === "chain-maximum" && hop !== undefined) {
    const asked = hop.duration === undefined ? "more" : inWords(hop.duration)
    return {
      message: `AWS gives ${nameInArn(hop.roleArn)} for one hour at most, because what stands before it is temporary already (${wayTo(step.plan, step.depth)}); ${asked} was asked for.`,
      hint: `ask for less: ${durationAt(hop, step)}`,
    }
  }
  const place = matter === "mfa-device" ? devicePlace(step) : undefined
  return place === undefined ? undefined : { message: `${message} The device is named in ${place}.` }
}

/** Only met with an MFA code, which is spent: without one an hour is asked for at once (role-maximum.ts). */
function tooLong(hop: Hop, asked: number, step: Step): Told {
  const role = nameInArn(hop.roleArn)
  return {
    message: `${hop.roleArn} cannot be had for ${inWords(asked)}, which ${durationSource(hop, step)} asks for: its own maximum (MaxSessionDuration, one hour unless raised) is less. The MFA code is spent; the next one is used for one hour.`,
    hint: `run it again with the next code; aws iam get-role --role-name ${role} --query Role.MaxSessionDuration says how much there is`,
  }
}

function durationSource(hop: Hop, step: Step): string {
  const place = ownDuration(hop, step)
  return place === undefined ? "--duration (or role-duration of the settings)" : `duration_seconds (${place})`
}

function durationAt(hop: Hop, step: Step): string {
  const place = ownDuration(hop, step)
  return place === undefined ? "--duration 1h" : `--duration 1h, or duration_seconds = 3600 (${place})`
}

/** Where the profile's own setting stands, when that is the duration which was asked for. */
function ownDuration({ profile, duration }: Hop, { world }: Step): string | undefined {
  const setting = profile === undefined ? undefined : world.settingOf?.(profile, "duration_seconds")
  return setting !== undefined && Number(setting.value) === duration ? setting.where : undefined
}

/** Which credentials signed the call that failed, and where they come from. */
function whose(step: Step): string {
  const { plan, depth, source, world } = step
  const keys = keysOf(plan.root)
  if (depth <= 1 && plan.root.kind === "keys") return keyPlace(plan.root, step)
  if (depth === 0 && keys !== undefined) return keyPlace(keys, step)
  const minutes = source === undefined ? undefined : Math.max(0, Math.round((world.now() - source.madeAt) / 60))
  const made = minutes === undefined ? "" : `, made ${minutes === 0 ? "just now" : `${minutes} min ago`}`
  return `These are the credentials of ${wayTo(plan, Math.max(0, depth - 1))}${made}.`
}

function keyPlace(keys: KeysRoot, step: Step): string {
  if (keys.from === "environment") return "That key comes from the environment (AWS_ACCESS_KEY_ID)."
  if (keys.from === "store") return `That key is the one of profile ${keys.profile}, in the ${keys.store} store.`
  const place = settingPlace(step, keys.profile, "aws_access_key_id")
  return `That key is the one of profile ${keys.profile}${place === undefined ? "" : ` (${place})`}.`
}

function keysOf(root: Root): KeysRoot | undefined {
  return root.kind === "keys" ? root : root.kind === "session" ? root.keys : undefined
}

function devicePlace(step: Step): string | undefined {
  const { plan, depth } = step
  const serial = plan.hops[depth - 1]?.mfaSerial ?? (plan.root.kind === "session" ? plan.root.mfaSerial : undefined)
  for (const profile of profilesOf(plan)) {
    for (const key of ["mfa_serial", "mfa_device_arn"]) {
      const setting = step.world.settingOf?.(profile, key)
      if (setting?.value === serial) return `${key} (${setting?.where})`
    }
  }
  return undefined
}

function profilesOf({ profile, root, hops }: Plan): readonly string[] {
  return [profile, ...hops.map(hop => hop.profile), keysOf(root)?.profile].filter(name => name !== undefined)
}
