import { readFileSync, writeFileSync } from "node:fs"
import { previewFile } from "../../src/config/edit.ts"
import { binary } from "../../src/config/ini.ts"
import { loadProfiles } from "../../src/config/profiles.ts"
import { isGuiseError } from "../../src/errors.ts"
import type { KeysParts } from "../../src/keys/parts.ts"
import { mfaDraft, roleDraft, ssoDraft } from "../../src/profiles/add.ts"
import { removalOf } from "../../src/profiles/remove.ts"
import { renameOf } from "../../src/profiles/rename.ts"
import { settingChange } from "../../src/profiles/set.ts"
import type { Write } from "../../src/profiles/writes.ts"
import { openVault } from "../../src/store/vault.ts"
import type { Shape } from "./shapes.ts"

/** Somebody's files in a folder, and what the deciding functions want of them. */
export interface Desk {
  readonly parts: KeysParts
  read(): Shape
  write(shape: Shape): void
  /** As `carryOut`, without its waiting for other programs. */
  carryOut(writes: readonly Write[]): void
}

export function openDesk(folder: string): Desk {
  const env = {
    HOME: folder,
    AWS_CONFIG_FILE: `${folder}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
    XDG_DATA_HOME: folder,
  }
  const host = { env, now: () => 0, notice: () => {}, terminal: { ask: async () => "" }, unlockTtl: 0 }
  const path = (name: keyof Shape) => `${folder}/${name}`
  const parts: KeysParts = {
    env,
    vault: openVault(host),
    host,
    files: () => loadProfiles(env),
    ownLineFor: profile => `/usr/local/bin/guise process ${profile}`,
    asked: () => "credentials",
  }
  const put = (name: keyof Shape, text: string) => writeFileSync(path(name), Buffer.from(text, "latin1"))
  return {
    parts,
    read: () => ({
      config: readFileSync(path("config"), "latin1"),
      credentials: readFileSync(path("credentials"), "latin1"),
    }),
    write({ config, credentials }) {
      put("config", config)
      put("credentials", credentials)
    },
    carryOut(writes) {
      for (const { role, edits } of writes) put(role, previewFile({ path: path(role), role, edits }).after)
    },
  }
}

/** Something done to a profile, and what undoes it. */
export interface Deed {
  readonly what: string
  /** Profiles that say something else afterwards. */
  readonly touched: readonly string[]
  readonly writes: readonly Write[]
  undo(): readonly Write[]
}

/** What the dice say, if it can be done here; whatever guise refuses is none. */
export function deedOf(dice: readonly number[], number: number, desk: Desk): Deed | undefined {
  const [kind = 0, which = 0] = dice
  const deed = deeds[kind % deeds.length]
  try {
    return deed?.(which, `new${number}`, desk)
  } catch (error) {
    if (isGuiseError(error)) return undefined
    throw error
  }
}

type Maker = (which: number, fresh: string, desk: Desk) => Deed | undefined

const deeds: readonly Maker[] = [addRole, addMfa, addSso, addUser, setFresh, setAgain, rename, rename]

function addRole(which: number, fresh: string, desk: Desk): Deed | undefined {
  const { parts } = desk
  const source = profileBy(which, desk)
  if (source === undefined) return undefined
  const roleArn = "arn:aws:iam::123456789012:role/New"
  return added(fresh, roleDraft({ profile: fresh, roleArn, source, region: "eu-west-1" }, parts.files()).writes, parts)
}

function addMfa(which: number, fresh: string, desk: Desk): Deed | undefined {
  const { parts } = desk
  const source = profileBy(which, desk)
  if (source === undefined) return undefined
  const serial = "arn:aws:iam::123456789012:mfa/new"
  return added(fresh, mfaDraft({ profile: fresh, serial, source, kept: which % 2 === 0 }, parts.files()).writes, parts)
}

function addSso(which: number, fresh: string, { parts }: Desk): Deed {
  const startUrl = `https://new${which % 2}.awsapps.com/start`
  const words = { profile: fresh, startUrl, ssoRegion: "eu-west-1", accountId: "123456789012", roleName: "New" }
  return added(fresh, ssoDraft(words, parts.files()).writes, parts)
}

function addUser(_which: number, fresh: string, { parts }: Desk): Deed {
  const section = { aws_access_key_id: "AKIAIOSFODNN7EXAMPLE", aws_secret_access_key: "secret" }
  const write: Write = { role: "credentials", edits: [{ do: "add", kind: "profile", name: fresh, set: section }] }
  return added(fresh, [write], parts)
}

function added(fresh: string, writes: readonly Write[], parts: KeysParts): Deed {
  return { what: `add ${fresh}`, touched: [fresh], writes, undo: () => removalOf(fresh, parts).writes }
}

function setFresh(which: number, fresh: string, desk: Desk): Deed | undefined {
  const { parts } = desk
  const profile = profileBy(which, desk)
  if (profile === undefined || emptyTwin(profile, desk)) return undefined
  return {
    what: `set ${profile} ${fresh}`,
    touched: [profile],
    writes: settingChange(profile, fresh, "1", parts.files()).writes,
    undo: () => settingChange(profile, fresh, undefined, parts.files()).writes,
  }
}

/** A section with nothing in it beside one in the other file goes with the last setting that was put into it. */
function emptyTwin(profile: string, desk: Desk): boolean {
  return desk.parts.files().paths.config !== "" && emptySection(profile, desk.read().config)
}

function emptySection(profile: string, config: string): boolean {
  const at = config.search(
    new RegExp(`\\[\\s*(profile\\s+)?["']?${binary(profile).replace(/[.*+?^$()]/g, "\\$&")}["']?\\s*\\]`),
  )
  return at >= 0 && /^[^\n\r]*[\s#;]*(?:$|\[)/.test(config.slice(at))
}

function setAgain(which: number, _fresh: string, desk: Desk): Deed | undefined {
  const { parts } = desk
  const files = parts.files()
  const profile = profileBy(which, desk)
  const settings = profile === undefined ? [] : [...(files.profile(profile)?.settings ?? [])]
  const plain = settings.filter(([key, { value }]) => !/[\n\ufffd]/.test(value) && key !== "source_profile")
  const [key, setting] = pick(which >> 4, plain) ?? []
  if (profile === undefined || key === undefined || setting === undefined) return undefined
  // Whatever could not be said again could not be undone.
  const { value } = setting
  if (settingChange(profile, key, value, files).value !== value) return undefined
  const other =
    key === "role_arn" ? "arn:aws:iam::123456789012:role/Again" : key === "duration_seconds" ? "7200" : "other-value-1"
  return {
    what: `set ${profile} ${key}`,
    touched: [profile],
    writes: settingChange(profile, key, other, files).writes,
    undo: () => settingChange(profile, key, value, parts.files()).writes,
  }
}

function rename(which: number, fresh: string, desk: Desk): Deed | undefined {
  const { parts } = desk
  const profile = profileBy(which, desk)
  if (profile === undefined || profile.endsWith(":mfa") || profile.endsWith(":iam")) return undefined
  if (!headedAsByAwsCli(profile, desk.read().config)) return undefined
  const there = renameOf(profile, fresh, parts)
  return {
    what: `rename ${profile} ${fresh}`,
    touched: [profile, fresh, ...there.follow],
    writes: writesOf(there),
    undo: () => writesOf(renameOf(fresh, profile, parts)),
  }
}

/** Back under its name a profile has the header that the AWS CLI would write. */
function headedAsByAwsCli(profile: string, config: string): boolean {
  if (profile === "default") return !/\[\s*profile\s+["']?default\b/.test(config)
  const name = binary(profile)
  return /^[\w@%+=:,./-]+$/.test(name) || !config.includes(name) || config.includes(`[profile '${name}']`)
}

function writesOf({ steps }: ReturnType<typeof renameOf>): readonly Write[] {
  return steps.flatMap(step => (step.do === "write" ? [step.write] : []))
}

/** A profile by the dice; not one whose name alone changes what some SDK reads of the others. */
function profileBy(which: number, { parts }: Desk): string | undefined {
  const names = parts.files().names()
  return pick(
    which,
    names.filter(name => !["DEFAULT", "__proto__", "constructor"].includes(name)),
  )
}

function pick<T>(which: number, from: readonly T[]): T | undefined {
  return from[which % Math.max(1, from.length)]
}
