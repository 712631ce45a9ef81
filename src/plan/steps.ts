import type { Endpoint } from "../types.ts"
import { chainedMax } from "./durations.ts"
import type { Hop } from "./plan.ts"
import type { KeysRoot, Root } from "./roots.ts"
import { shownCommand, shownEndpoint, shownUrl } from "./shown.ts"

/** One step as `explain` tells it. */
export interface StepDocument {
  readonly step: number
  /** `sts:AssumeRole` and the like; null when AWS is not called. */
  readonly action: string | null
  readonly endpoint?: Endpoint
  readonly profile?: string
  readonly details: Readonly<Record<string, string>>
  readonly mfa?: { readonly serial: string; readonly answeredBy: string; readonly newSession?: boolean }
  /** Seconds. `asked` is null where AWS's own default applies. */
  readonly duration?: { readonly asked: number | null; readonly given: number }
  readonly cached?: { readonly expiresAt: number; readonly secondsLeft: number }
  /** Of a sign-in to IAM Identity Center. */
  readonly signIn?: SignInDocument
  readonly reasons: readonly string[]
}

export type SignInDocument =
  | { readonly state: "none" }
  | {
      readonly state: "signed-in"
      readonly expiresAt: number
      readonly secondsLeft: number
      readonly renewable: boolean
    }

/** A step as the plan alone tells it. */
export type Bare = Omit<StepDocument, "reasons">
/** Who answers for a device. */
export type Answers = (serial: string) => string

/** The first step: where the credentials start. */
export function rootStep(root: Root, answers: Answers): Bare {
  switch (root.kind) {
    case "keys":
      return { step: 0, action: null, ...profileOf(root), details: { keys: keysText(root) } }
    case "session":
      return {
        step: 0,
        action: "sts:GetSessionToken",
        endpoint: shownEndpoint(root.sts),
        ...profileOf(root.keys),
        details: { keys: keysText(root.keys) },
        mfa: {
          serial: root.mfaSerial,
          answeredBy: answers(root.mfaSerial),
          ...(root.renew ? { newSession: true } : {}),
        },
        duration: { asked: root.duration, given: root.duration },
      }
    case "web-identity":
      return {
        step: 0,
        action: "sts:AssumeRoleWithWebIdentity",
        endpoint: shownEndpoint(root.sts),
        details: { role: root.roleArn, token: root.tokenFile, ...policyDetails(root) },
        duration: { asked: root.duration ?? null, given: root.duration ?? chainedMax },
      }
    case "process":
      return { step: 0, action: null, profile: root.profile, details: { runs: shownCommand(root.command) } }
    case "sso":
      return {
        step: 0,
        action: "sso:GetRoleCredentials",
        endpoint: shownEndpoint(root.portal),
        ...profileOf(root),
        details: { role: `${root.roleName} in account ${root.accountId}`, signin: root.session ?? root.startUrl },
      }
    case "login":
      return {
        step: 0,
        action: "signin:CreateOAuth2Token",
        endpoint: shownEndpoint(root.signin),
        profile: root.profile,
        details: { signin: root.session },
      }
    case "container":
      return {
        step: 0,
        action: null,
        details: { asks: `the container's credentials at ${shownUrl(root.uri ?? "its own address")}` },
      }
    case "imds":
      return {
        step: 0,
        action: null,
        details: { asks: `the role of this EC2 instance at ${shownUrl(root.endpoint ?? "169.254.169.254")}` },
      }
  }
}

/** One AssumeRole. */
export function hopStep(hop: Hop, step: number, answers: Answers): Bare {
  return {
    step,
    action: "sts:AssumeRole",
    endpoint: shownEndpoint(hop.sts),
    ...profileOf(hop),
    details: {
      role: hop.roleArn,
      ...(hop.externalId === undefined ? {} : { "external id": hop.externalId }),
      ...(hop.sourceIdentity === undefined ? {} : { "source identity": hop.sourceIdentity }),
      ...(hop.tags === undefined ? {} : { tags: hop.tags.map(([key, value]) => `${key}=${value}`).join(", ") }),
      ...(hop.transitiveTags === undefined ? {} : { "transitive tags": hop.transitiveTags.join(", ") }),
      ...policyDetails(hop),
    },
    ...(hop.mfaSerial === undefined ? {} : { mfa: { serial: hop.mfaSerial, answeredBy: answers(hop.mfaSerial) } }),
    duration: { asked: hop.duration ?? null, given: hop.duration ?? chainedMax },
  }
}

function policyDetails(step: Pick<Hop, "sessionName" | "policy" | "policyArns">): Readonly<Record<string, string>> {
  return {
    ...(step.sessionName === undefined ? {} : { session: step.sessionName }),
    ...(step.policyArns === undefined ? {} : { "narrowed to": step.policyArns.join(", ") }),
    ...(step.policy === undefined ? {} : { policy: step.policy }),
  }
}

function profileOf({ profile }: { readonly profile?: string }): { readonly profile?: string } {
  return profile === undefined ? {} : { profile }
}

const keyPlaces: Readonly<Record<KeysRoot["from"], (root: KeysRoot) => string>> = {
  environment: () => "from the environment",
  credentials: () => "from the credentials file",
  config: () => "from the config file",
  store: ({ store }) => `from the ${store} store`,
}

function keysText(root: KeysRoot): string {
  const place = keyPlaces[root.from](root)
  return `${root.keyId} ${place}${root.temporary ? ", temporary" : ""}`
}
