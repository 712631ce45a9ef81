import { rolePathIn } from "../../arn.ts"
import type { Profile } from "../../config/profile.ts"
import { chosenFor } from "../../config/settings.ts"
import { type Accounts, readAccounts } from "../../config/sso-accounts.ts"
import { isGuiseError } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import { accountOf } from "../../plan/account.ts"
import type { Plan } from "../../plan/plan.ts"
import type { Root } from "../../plan/roots.ts"
import { mfaSerialOf } from "../../plan/words.ts"
import { present } from "../../record.ts"
import type { RealWorld } from "../../world.ts"
import { type Lasting, type SessionLeft, sessionsLeft } from "../standing/session-left.ts"

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
  /** What the account is called, as `guise sso sync` learnt it. */
  readonly accountName?: string
  readonly accountEmail?: string
  readonly role?: string
  readonly region?: string
  readonly source?: string
  readonly mfa?: string
  readonly session?: SessionLeft
  /** Its name has to be typed before it is used (the setting `confirm`). */
  readonly protected: boolean
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
export async function listed(world: RealWorld): Promise<readonly Listed[]> {
  const profiles = world.files.names().map(name => world.files.profile(name))
  const called = readAccounts(world.env)
  const lasting = await sessionsLeft(world)
  return Promise.all(
    profiles.filter(profile => profile !== undefined).map(profile => lineOf(profile, called, lasting, world)),
  )
}

async function lineOf(profile: Profile, called: Accounts, lasting: Lasting, world: RealWorld): Promise<Listed> {
  const { name, place, settings } = profile
  const value = (key: string) => settings.get(key)?.value
  const said = {
    name,
    file: place.file,
    line: place.line,
    region: value("region"),
    source: value("source_profile") ?? value("credential_source"),
    mfa: mfaSerialOf(profile),
    protected: chosenFor(world.settings, name).confirm === true,
  }
  try {
    const plan = planFor(name, {}, world)
    const meaning = meaningOf(plan)
    const account = called.get(meaning.account ?? "")
    const session = await lasting(plan, profile)
    return present({ ...said, ...meaning, session, accountName: account?.name, accountEmail: account?.email })
  } catch (error) {
    if (isGuiseError(error, "no-credentials")) return present({ ...said, kind: "settings" })
    if (!isGuiseError(error)) throw error
    return present({ ...said, kind: "broken", problem: error.message })
  }
}

function meaningOf(plan: Plan): { kind: Kind; account?: string | undefined; role?: string | undefined } {
  const { root, hops } = plan
  const roleArn = hops.at(-1)?.roleArn ?? (root.kind === "web-identity" ? root.roleArn : undefined)
  const role = roleArn === undefined && root.kind === "sso" ? root.roleName : rolePathIn(roleArn ?? "")
  return { kind: hops.length === 0 ? kindOfRoot[root.kind] : "role", account: accountOf(plan), role }
}
