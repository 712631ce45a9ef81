import { accountOfArn, rolePathIn } from "../../arn.ts"
import type { Profile } from "../../config/profile.ts"
import type { AwsFiles } from "../../config/profiles.ts"
import { isSomebody } from "../../plan/somebody.ts"
import { mfaSerialOf } from "../../plan/words.ts"
import { domainOf } from "../../profiles/domain.ts"
import { type Known, storedKey } from "../../store/known.ts"
import type { BlockName } from "./names-file.ts"

/** A name that can be completed, what it can stand for, and what it is in a few words. */
export interface Row {
  readonly name: string
  readonly blocks: readonly BlockName[]
  readonly note: string
}

/** Every profile, serial and domain, in no order. */
export function rowsOf(files: AwsFiles, known: Known): readonly Row[] {
  const profiles = files.names().flatMap(name => files.profile(name) ?? [])
  return [
    ...profiles.map(profile => profileRow(profile, known)),
    ...serialRows(profiles, known),
    ...domainRows(profiles),
  ]
}

function profileRow(profile: Profile, known: Known): Row {
  const isPaired = hasPair(profile, known)
  const blocks: readonly BlockName[] = [
    isPaired || isSomebody(profile) ? "profile" : "other",
    ...(isPaired ? (["paired"] as const) : []),
    ...(mfaSerialOf(profile) === undefined ? [] : (["device"] as const)),
  ]
  return { name: profile.name, blocks, note: noteOf(profile, isPaired) }
}

/** A pair that does not expire, in the files or in a store. */
function hasPair({ name, keys }: Profile, known: Known): boolean {
  return (keys !== undefined && !keys.hasToken) || storedKey(known, name) !== undefined
}

/** Seen from the section alone: to plan ten thousand profiles takes half a second. */
function noteOf(profile: Profile, isPaired: boolean): string {
  const value = (key: string) => profile.settings.get(key)?.value
  const roleArn = value("role_arn") ?? ""
  const role = rolePathIn(roleArn)
  const serial = mfaSerialOf(profile)
  if (role !== undefined) return described("role", role, accountOfArn(roleArn))
  if (value("sso_account_id") !== undefined) return described("sso", value("sso_role_name"), value("sso_account_id"))
  if (serial !== undefined) return described("mfa", undefined, accountOfArn(serial))
  if (isPaired || profile.keys !== undefined) return described("user", undefined, value("aws_account_id"))
  if (value("credential_process") !== undefined) return described("process", undefined, value("aws_account_id"))
  if (value("login_session") !== undefined) return "login"
  return isSomebody(profile) ? "" : "settings"
}

function described(kind: string, role: string | undefined, account: string | undefined): string {
  return [kind, role, account && `in ${account}`].filter(Boolean).join(" ")
}

function serialRows(profiles: readonly Profile[], { seeds }: Known): readonly Row[] {
  const users = new Map<string, string[]>(Object.keys(seeds).map(serial => [serial, []]))
  for (const profile of profiles) {
    const serial = mfaSerialOf(profile)
    if (serial === undefined) continue
    const names = users.get(serial)
    if (names === undefined) users.set(serial, [profile.name])
    else names.push(profile.name)
  }
  return [...users].map(([name, names]) => ({ name, blocks: ["serial", "device"], note: usersText(names) }))
}

function usersText(names: readonly string[]): string {
  const [first, second, third] = names
  if (first === undefined) return "a seed that is kept"
  return third === undefined ? [first, second].filter(Boolean).join(", ") : `${first} and ${names.length - 1} more`
}

function domainRows(profiles: readonly Profile[]): readonly Row[] {
  const counts = new Map<string, number>()
  for (const { name } of profiles) {
    const domain = domainOf(name)
    if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => ({
    name,
    blocks: ["domain"],
    note: count === 1 ? "1 name" : `${count} names`,
  }))
}
