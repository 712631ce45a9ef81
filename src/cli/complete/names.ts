import { changesLookDifferent } from "../../config/files.ts"
import type { Profile } from "../../config/profile.ts"
import { type AwsFiles, loadProfiles } from "../../config/profiles.ts"
import { printable } from "../../printable.ts"
import { type Known, readKnown, storedKey } from "../../store/known.ts"
import { writePrivate } from "../../sys/disk.ts"
import type { Env } from "../../types.ts"
import { bashForm, type Form, plainForm } from "./forms.ts"
import { type BlockName, blockTitle, type Names, namesIn, namesSource } from "./names-file.ts"

/**
 * The names of the files as they are now: parsed, and kept for the next time where that may be. Undefined where one of
 * them is a pipe or the like. `now` in milliseconds.
 * Errors: those of the AWS files and of the stores' index.
 */
export function makeNames(env: Env, now = Date.now()): Names | undefined {
  const before = namesSource(env)
  if (before === undefined) return undefined
  const bytes = new Uint8Array(bytesOf(before.head, rowsOf(loadProfiles(env), readKnown(env))))
  // What was parsed is what was looked at if nothing changed meanwhile.
  if (changesLookDifferent(before.changedAt, now) && namesSource(env)?.head === before.head) keep(before.file, bytes)
  return namesIn(bytes, before.head)
}

/** They only save time: a home that cannot be written to goes without. */
function keep(file: string, bytes: Uint8Array): void {
  try {
    writePrivate(file, bytes)
  } catch {
    // The next Tab parses the files again.
  }
}

interface Row {
  readonly name: string
  readonly blocks: readonly BlockName[]
  readonly note: string
}

function bytesOf(head: string, rows: readonly Row[]): Buffer {
  const shown = rows.filter(({ name }) => isPlain(name))
  const blocks: Buffer[] = []
  let places = ""
  let at = 0
  for (const block of blockNames)
    for (const form of [plainForm, bashForm]) {
      const bytes = blockBytes(
        form,
        shown.filter(row => row.blocks.includes(block)),
      )
      places += `${blockTitle(block, form.name)}${at}-${at + bytes.length} `
      at += bytes.length
      blocks.push(bytes)
    }
  return Buffer.concat([Buffer.from(`${head}${places}\n`), ...blocks])
}

const blockNames: readonly BlockName[] = ["profile", "other", "paired", "device", "serial", "domain"]

function blockBytes(form: Form, rows: readonly Row[]): Buffer {
  return Buffer.concat(rows.map(({ name, note }) => Buffer.from(form.row(name, oneLine(note)))).sort(Buffer.compare))
}

/**
 * A name that could move the cursor, break the line or turn the reading order round is not offered: a shell would show
 * it as it is. It can still be typed.
 */
function isPlain(name: string): boolean {
  return name !== "" && printable(name) === name && !/[\t\n]/.test(name)
}

/** Without a colon and a backslash too: see the rows of zsh. */
function oneLine(note: string): string {
  return printable(note.replaceAll(/[\t\n]/g, " ")).replaceAll(/[:\\]/g, " ")
}

function rowsOf(files: AwsFiles, known: Known): readonly Row[] {
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
    ...(serialOf(profile) === undefined ? [] : (["device"] as const)),
  ]
  return { name: profile.name, blocks, note: noteOf(profile, isPaired) }
}

/** A pair that does not expire, in the files or in a store. */
function hasPair({ name, keys }: Profile, known: Known): boolean {
  return (keys !== undefined && !keys.hasToken) || storedKey(known, name) !== undefined
}

const makesSomebody = [
  "role_arn",
  "source_profile",
  "credential_process",
  "sso_account_id",
  "login_session",
  "mfa_serial",
  "mfa_device_arn",
] as const

function isSomebody({ settings, keys }: Profile): boolean {
  return keys !== undefined || makesSomebody.some(key => settings.has(key))
}

/** Seen from the section alone: to plan ten thousand profiles takes half a second. */
function noteOf(profile: Profile, isPaired: boolean): string {
  const value = (key: string) => profile.settings.get(key)?.value
  const [, , , , account, resource] = value("role_arn")?.split(":") ?? []
  const serial = serialOf(profile)
  if (resource !== undefined) return described("role", resource.replace(/^role\//, ""), account)
  if (value("sso_account_id") !== undefined) return described("sso", value("sso_role_name"), value("sso_account_id"))
  if (serial !== undefined) return described("mfa", undefined, serial.split(":")[4])
  if (isPaired || profile.keys !== undefined) return described("user", undefined, value("aws_account_id"))
  if (value("credential_process") !== undefined) return described("process", undefined, value("aws_account_id"))
  if (value("login_session") !== undefined) return "login"
  return isSomebody(profile) ? "" : "settings"
}

function described(kind: string, role: string | undefined, account: string | undefined): string {
  return [kind, role, account && `in ${account}`].filter(Boolean).join(" ")
}

function serialOf({ settings }: Profile): string | undefined {
  return (settings.get("mfa_serial") ?? settings.get("mfa_device_arn"))?.value
}

function serialRows(profiles: readonly Profile[], { seeds }: Known): readonly Row[] {
  const users = new Map<string, string[]>(Object.keys(seeds).map(serial => [serial, []]))
  for (const profile of profiles) {
    const serial = serialOf(profile)
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

/** What stands before the first colon. */
function domainOf(name: string): string | undefined {
  const colon = name.indexOf(":")
  return colon > 0 ? name.slice(0, colon) : undefined
}
