import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { obeysProcess } from "./alike.ts"
import { roleFrom } from "./arn.ts"
import type { Context, Found } from "./chain-shapes.ts"
import { keysIn } from "./keys.ts"
import { isOwnLine, oneLine, ownLineIn } from "./process-line.ts"
import { processLoop } from "./refusals.ts"
import { ssoRoot } from "./sso.ts"
import { textOfKind } from "./texts.ts"
import { named, settingOf, textOf } from "./words.ts"

type Kind = (profile: Profile, context: Context) => Found | undefined

/** AWS CLI's order inside one profile. Its keys' place counts: those of the credentials file beat those of the config file. */
const selectedOrder: readonly Kind[] = [
  webIdentity,
  ssoRoot,
  keysIn("credentials"),
  login,
  storedKeys,
  process,
  keysIn("config"),
]

/**
 * The credentials that a profile itself describes, by AWS CLI's order; undefined when it describes none.
 * Errors: `profile-invalid` for a kind that is begun and not finished, with the line.
 */
export function ownRoot(profile: Profile, context: Context): Found | undefined {
  for (const kind of selectedOrder) {
    const found = kind(profile, context)
    if (found !== undefined) return found
  }
  return undefined
}

function webIdentity(profile: Profile): Found | undefined {
  const token = settingOf(profile, "web_identity_token_file")
  if (token === undefined) return undefined
  const role = settingOf(profile, "role_arn")
  if (role === undefined) {
    throw new GuiseError(
      "profile-invalid",
      `Profile ${named(profile, token.place)} has web_identity_token_file but no role_arn.`,
      {
        hint: `guise set ${quoted(profile.name)} role_arn arn:aws:iam::123456789012:role/NAME`,
      },
    )
  }
  const { arn } = roleFrom(role.value, `role_arn of profile ${named(profile, role.place)}`, "profile-invalid")
  const sessionName = textOfKind("sessionName", profile)
  // The profile's duration_seconds is left out: no SDK sends it here, and AWS refuses one over the role's maximum.
  return {
    root: {
      kind: "web-identity",
      roleArn: arn,
      tokenFile: token.value,
      ...(sessionName === undefined ? {} : { sessionName }),
    },
    why: `Profile ${named(profile, token.place)} takes its role with a web identity token.`,
  }
}

function login(profile: Profile): Found | undefined {
  const session = settingOf(profile, "login_session")
  if (session === undefined) return undefined
  return {
    root: { kind: "login", profile: profile.name, session: session.value },
    why: `Profile ${named(profile, session.place)} uses an AWS sign-in (login_session).`,
  }
}

/** Other tools reach the pair through a `credential_process` line of ours, so it has the place of one. */
function storedKeys(profile: Profile, { stored }: Context): Found | undefined {
  const command = textOf(profile, "credential_process")
  const kept = command === undefined || isOwnLine(command, profile.name) ? stored(profile.name) : undefined
  if (kept === undefined) return undefined
  const accountId = textOf(profile, "aws_account_id")
  return {
    root: {
      kind: "keys",
      from: "store",
      store: kept.store,
      profile: profile.name,
      keyId: kept.keyId,
      temporary: false,
      ...(accountId === undefined ? {} : { accountId }),
    },
    why: `The ${kept.store} store keeps the key pair of profile ${named(profile)}.`,
  }
}

function process(profile: Profile, context: Context): Found | undefined {
  const command = settingOf(profile, "credential_process")
  if (command === undefined || isOwnLine(command.value, profile.name)) return undefined
  refuseCircle(profile, context)
  const accountId = textOf(profile, "aws_account_id")
  return {
    root: {
      kind: "process",
      profile: profile.name,
      command: oneLine(command.value),
      ...(accountId === undefined ? {} : { accountId }),
    },
    why: `Profile ${named(profile, command.place)} runs its credential_process.`,
  }
}

/** Lines that run guise for each other would start one process after the other; the first of them can tell already. */
function refuseCircle(profile: Profile, { profiles }: Context): void {
  const path = [profile.name]
  for (let next = behindLine(profile, profiles); next !== undefined; next = behindLine(next, profiles)) {
    const seen = path.includes(next.name)
    path.push(next.name)
    if (seen) throw processLoop(profile, path)
  }
}

/** The profile that a line runs guise for, when that one has nothing but such a line itself. */
function behindLine(profile: Profile, profiles: Context["profiles"]): Profile | undefined {
  const command = textOf(profile, "credential_process") ?? ""
  // Variables before the program may name other files, where the same name is another profile.
  const name = /^\s*(env\s|\w+=)/.test(command) ? undefined : ownLineIn(command)?.profile
  const next = name === undefined ? undefined : profiles.profile(name)
  return next !== undefined && obeysProcess(next) ? next : undefined
}
