import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { endpointFor, regionOf } from "../../src/config/endpoint.ts"
import { loadProfiles } from "../../src/config/profiles.ts"
import { GuiseError } from "../../src/errors.ts"
import type { Hop, Plan } from "../../src/plan/plan.ts"
import { type Facts, type Request, resolve } from "../../src/plan/resolve.ts"
import type { Root } from "../../src/plan/roots.ts"
import type { Env } from "../../src/types.ts"

/** 2026-01-01T00:00:00Z, the time in all tables. */
export const now = 1_767_225_600

export interface Given {
  readonly config?: string
  readonly credentials?: string
  readonly env?: Env
  readonly request?: Request
  /** What stores keep, by profile. */
  readonly stored?: Readonly<Record<string, { readonly keyId: string; readonly store: string }>>
}

/** Runs `look` with the facts that these two files and this environment give. Places read `config:1`. */
export function withFacts<T>(given: Given, look: (facts: Facts) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "guise-plan-"))
  try {
    return look(factsOf(given, folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function factsOf(
  { config = "", credentials = "", env: extra = {}, request = {}, stored = {} }: Given,
  folder: string,
): Facts {
  writeFileSync(join(folder, "config"), config)
  writeFileSync(join(folder, "credentials"), credentials)
  const files = { AWS_CONFIG_FILE: join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials") }
  const env = { ...extra, ...files }
  const profiles = loadProfiles(env)
  return {
    env,
    profiles,
    stored: profile => stored[profile],
    now,
    region: profile => regionOf(request.region, profile, env),
    endpoint: (service, profile, region) => endpointFor(service, profile, profiles, env, region),
  }
}

/** The plan for a name (or none), with temporary paths taken out of its words. */
export function plan(name: string | undefined, given: Given): Plan {
  return withFacts(given, facts => cleaned(resolve(name, given.request ?? {}, facts), facts))
}

function cleaned(found: Plan, { env }: Facts): Plan {
  return JSON.parse(clean(JSON.stringify(found), env)) as Plan
}

function clean(text: string, env: Env): string {
  const folder = (env.AWS_CONFIG_FILE ?? "").slice(0, -"config".length)
  return text.replaceAll(folder, "")
}

/** `code: message`, or the plan's text when there is no error. */
export function failure(name: string | undefined, given: Given): string {
  return withFacts(given, facts => {
    try {
      return show(resolve(name, given.request ?? {}, facts))
    } catch (error) {
      if (!(error instanceof GuiseError)) throw error
      return clean(`${error.code}: ${error.message}`, facts.env)
    }
  })
}

/** A plan as a few lines, for tables: one step a line, the second try indented below, then the notices. */
export function show(found: Plan): string {
  const second =
    found.ifDenied === undefined
      ? []
      : [
          "if denied:",
          ...show(found.ifDenied)
            .split("\n")
            .map(line => `  ${line}`),
        ]
  return [rootLine(found.root), ...found.hops.map(hopLine), ...second, ...found.notices.map(text => `! ${text}`)].join(
    "\n",
  )
}

function rootLine(root: Root): string {
  switch (root.kind) {
    case "keys":
      return `${root.temporary ? "temporary keys" : "keys"} ${root.keyId} (${root.profile ?? root.from})`
    case "session":
      return `session ${root.mfaSerial} ${root.duration}${root.renew ? " renew" : ""} of ${rootLine(root.keys)}`
    case "web-identity":
      return `web-identity ${short(root.roleArn)} ${root.tokenFile}${fields(root)}`
    case "process":
      return `process ${root.command}`
    case "sso":
      return `sso ${root.session ?? root.startUrl} ${root.ssoRegion} ${root.accountId} ${root.roleName}`
    case "login":
      return `login ${root.session}`
    case "container":
      return `container ${root.uri}`
    case "imds":
      return `imds${root.endpoint === undefined ? "" : ` ${root.endpoint}`}`
  }
}

function hopLine(hop: Hop): string {
  return `role ${short(hop.roleArn)}${fields(hop)}`
}

const shown = [
  "sessionName",
  "externalId",
  "duration",
  "mfaSerial",
  "policy",
  "policyArns",
  "tags",
  "sourceIdentity",
] as const

function fields(step: Partial<Record<(typeof shown)[number], unknown>>): string {
  return shown.flatMap(key => (step[key] === undefined ? [] : [` ${key}=${step[key]}`])).join("")
}

function short(arn: string): string {
  return arn.replace(/^arn:aws:iam::111122223333:role\//, "")
}

export const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`
export const mfa = "arn:aws:iam::123456789012:mfa/alice"
export const otherMfa = "arn:aws:iam::123456789012:mfa/bob"
export const keyId = "AKIAIOSFODNN7EXAMPLE"

/** A section's key pair, in the words of the AWS documentation. */
export function keys(id = keyId): string {
  return `aws_access_key_id = ${id}\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n`
}

/** Temporary keys that a tool keeps in a section, with their expiry. */
export function temporaryKeys(expiration?: string, id = "ASIAIOSFODNN7EXAMPLE"): string {
  return `${keys(id)}aws_session_token = IQoJb3JpZ2luX2IQoJb3JpZ2luX2EXAMPLE\n${expiration === undefined ? "" : `expiration = ${expiration}\n`}`
}
