import type { Profile } from "../config/profile.ts"
import { isGuiseError } from "../errors.ts"
import { planFor } from "../guise.ts"
import type { Plan, Root } from "../plan/plan.ts"
import type { RealWorld } from "../world.ts"

/** What a profile turns out to be. `settings`: it has no credentials of its own; `broken`: its plan cannot be made. */
export const kinds = [
  "user",
  "mfa",
  "role",
  "web-identity",
  "process",
  "sso",
  "login",
  "container",
  "imds",
  "settings",
  "broken",
] as const

export type Kind = (typeof kinds)[number]

/** One line of `guise list`. No secret. */
export interface Listed {
  readonly name: string
  readonly kind: Kind
  readonly account?: string
  readonly role?: string
  readonly region?: string
  readonly source?: string
  readonly mfa?: string
  readonly file: string
  readonly line: number
  /** Why the plan cannot be made. */
  readonly problem?: string
}

const kindOfRoot = {
  keys: "user",
  session: "mfa",
  "web-identity": "web-identity",
  process: "process",
  sso: "sso",
  login: "login",
  container: "container",
  imds: "imds",
} as const satisfies Record<Root["kind"], Kind>

/** Every profile of the AWS files, in their order. A profile whose plan fails is listed with the reason. */
export function listed(world: RealWorld): readonly Listed[] {
  return world.files.names().flatMap(name => {
    const profile = world.files.profile(name)
    return profile === undefined ? [] : [lineOf(profile, world)]
  })
}

function lineOf(profile: Profile, world: RealWorld): Listed {
  const said = {
    region: profile.settings.get("region")?.value,
    source: profile.settings.get("source_profile")?.value ?? profile.settings.get("credential_source")?.value,
    mfa: (profile.settings.get("mfa_serial") ?? profile.settings.get("mfa_device_arn"))?.value,
  }
  const where = { name: profile.name, file: profile.place.file, line: profile.place.line }
  try {
    return withoutAbsent({ ...where, ...said, ...meaningOf(planFor(profile.name, {}, world)) })
  } catch (error) {
    if (isGuiseError(error, "no-credentials")) return withoutAbsent({ ...where, ...said, kind: "settings" })
    if (!isGuiseError(error)) throw error
    return withoutAbsent({ ...where, ...said, kind: "broken", problem: error.message })
  }
}

function meaningOf({ root, hops }: Plan): { kind: Kind; account?: string | undefined; role?: string | undefined } {
  const hop = hops.at(-1)
  const roleArn = hop?.roleArn ?? (root.kind === "web-identity" ? root.roleArn : undefined)
  if (roleArn !== undefined) {
    const [, , , , account, resource] = roleArn.split(":")
    return { kind: hop === undefined ? "web-identity" : "role", account, role: resource?.replace(/^role\//, "") }
  }
  if (root.kind === "sso") return { kind: "sso", account: root.accountId, role: root.roleName }
  return { kind: kindOfRoot[root.kind], account: accountOf(root) }
}

function accountOf(root: Root): string | undefined {
  if (root.kind === "session") return root.mfaSerial.split(":")[4] || undefined
  return root.kind === "keys" ? root.accountId : undefined
}

/** Absent is absent, in the table as in JSON. */
function withoutAbsent(row: { readonly [K in keyof Listed]: Listed[K] | undefined }): Listed {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as unknown as Listed
}
