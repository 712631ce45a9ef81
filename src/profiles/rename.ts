import type { SectionEdit } from "../config/edit.ts"
import type { AwsFiles } from "../config/profiles.ts"
import { readSaid, type SaidFile } from "../config/said.ts"
import { checkTitle } from "../config/section-words.ts"
import { unknownProfile } from "../config/unknown-profile.ts"
import { GuiseError } from "../errors.ts"
import type { KeysParts } from "../keys/parts.ts"
import { quoted } from "../quoted.ts"
import { storedKey } from "../store/known.ts"
import { type Mention, mentionsIn, silentSource } from "./mentions.ts"
import { checkFree } from "./names.ts"
import { renamedLine } from "./own-line.ts"
import { carryOut, type Write } from "./writes.ts"

/** A profile that is to get another name: decided, not done. */
export interface Rename {
  readonly from: string
  readonly to: string
  readonly steps: readonly RenameStep[]
  /** Other profiles that name it, which follow. */
  readonly follow: readonly string[]
}

type RenameStep = { readonly do: "write"; readonly write: Write } | { readonly do: "keep-keys" | "drop-keys" }

type Parts = Pick<KeysParts, "env" | "files" | "vault" | "ownLineFor">

/**
 * What it takes to rename a profile: its sections, the lines of others that name it, and the keys that a store keeps for
 * it. Where more than one file or a store is concerned, the credentials are under both names until all that leads to
 * them has changed; a rename that was ended in the middle is gone on with when it is asked for again.
 * Errors: `profile-unknown`; `profile-invalid` for a new name that is taken; `usage` for one that cannot be.
 */
export function renameOf(from: string, to: string, parts: Parts): Rename {
  checkTitle(to)
  if (from === to) throw new GuiseError("usage", `${JSON.stringify(from)} is its name already.`)
  const files = parts.files()
  const config = readSaid(files.paths.config, "config")
  const credentials = readSaid(files.paths.credentials, "credentials")
  const keys = storedState(from, to, parts)
  const facts = { from, to, config, credentials, keys }
  checkRename(facts, files)
  const inConfig = [...editsIn(config, from, to, parts), ...silentEdits(from, to, files)]
  const inCredentials = editsIn(credentials, from, to, parts)
  const staged = credentials.said(from) !== undefined && inConfig.length > 0
  const name = { kind: "profile", name: from } as const
  const copy: readonly SectionEdit[] = staged ? [{ do: "copy", ...name, to }] : []
  const mentions = [config, credentials].flatMap(file => mentionsIn(file, from)).map(({ profile }) => profile)
  return {
    from,
    to,
    steps: [
      ...writing("credentials", copy),
      ...(keys.from === undefined || keys.to !== undefined ? [] : [{ do: "keep-keys" } as const]),
      ...writing("config", inConfig),
      ...writing("credentials", inCredentials),
      ...(keys.from === undefined ? [] : [{ do: "drop-keys" } as const]),
    ],
    follow: [...new Set(mentions)].filter(profile => profile !== from),
  }
}

/** Renames. Errors: those of the stores and of `changeFile`; whatever fails, the same command goes on. */
export async function rename({ from, to, steps }: Rename, parts: Parts): Promise<void> {
  for (const step of steps) {
    if (step.do === "write") await carryOut([step.write], parts)
    else if (step.do === "drop-keys") await parts.vault.dropKeys(from)
    else await keepUnder(from, to, parts)
  }
}

/** A pair does not get younger by having another name. */
async function keepUnder(from: string, to: string, { vault }: Parts): Promise<void> {
  const standing = storedKey(vault.known(), from)
  if (standing !== undefined) await vault.keepKeys(to, await vault.keysOf(from), standing)
}

interface Facts {
  readonly from: string
  readonly to: string
  readonly config: SaidFile
  readonly credentials: SaidFile
  readonly keys: { readonly from: string | undefined; readonly to: string | undefined }
}

/** The ids of the pairs that stores keep under both names. */
function storedState(from: string, to: string, { vault }: Parts): Facts["keys"] {
  const known = vault.known()
  return { from: storedKey(known, from)?.keyId, to: storedKey(known, to)?.keyId }
}

function checkRename({ from, to, config, credentials, keys }: Facts, files: AwsFiles): void {
  const stands = (file: SaidFile, name: string) => file.said(name) !== undefined
  if (!stands(config, from) && !stands(credentials, from) && keys.from === undefined) throw unknownProfile(from, files)
  if (from === "default" && config.hidesDefault)
    throw new GuiseError("profile-invalid", `${config.path} has [default] beside [profile default], which hides it.`, {
      hint: `take one of them out: \${EDITOR:-vi} ${quoted(config.path)}`,
    })
  // What an earlier run had done before it was ended.
  const copied = stands(credentials, from) && same(credentials, from, to)
  const kept = keys.from !== undefined && keys.from === keys.to
  const takenInFiles =
    (stands(config, to) && (stands(config, from) || !(copied || kept))) ||
    (stands(credentials, to) && (stands(credentials, from) ? !copied : !kept))
  if (takenInFiles) checkFree(to, files)
  if (keys.to === undefined || kept) return
  throw new GuiseError("profile-invalid", `A store keeps a key pair for ${JSON.stringify(to)} already (${keys.to}).`, {
    hint: `guise keys remove ${quoted(to)}`,
  })
}

function same(file: SaidFile, one: string, other: string): boolean {
  const texts = [one, other].map(name =>
    JSON.stringify(
      file.said(name)?.map(({ key, value, block }) => [key, value, block.map(each => [each.key, each.value])]),
    ),
  )
  return texts[0] === texts[1]
}

/** The lines that name the profile, then its header: until that has changed they are found under the old name. */
function editsIn(file: SaidFile, from: string, to: string, parts: Parts): readonly SectionEdit[] {
  const values = mentionsIn(file, from).map(mention => ({
    ...mention,
    from: mention.value,
    value: mentionOf(mention, from, to, parts),
  }))
  const lines: readonly SectionEdit[] = values.length === 0 ? [] : [{ do: "replace", values }]
  const header: SectionEdit = { do: "rename", kind: "profile", name: from, to }
  return file.said(from) === undefined ? lines : [...lines, header]
}

function mentionOf({ key, value }: Mention, from: string, to: string, { ownLineFor }: Parts): string {
  return key === "credential_process" ? (renamedLine(value, from, to) ?? ownLineFor(to)) : to
}

/** What a name said without a line has to be written down once the name says something else. */
function silentEdits(from: string, to: string, files: AwsFiles): readonly SectionEdit[] {
  return files.names().flatMap((name): SectionEdit[] => {
    const profile = files.profile(name)
    const source = profile && silentSource(profile)
    if (source === undefined || files.profile(source) === undefined || (name !== from && source !== from)) return []
    const change = { set: { source_profile: source === from ? to : source } }
    return [{ do: "change", kind: "profile", name: name === from ? to : name, change }]
  })
}

function writing(role: Write["role"], edits: readonly SectionEdit[]): readonly RenameStep[] {
  return edits.length === 0 ? [] : [{ do: "write", write: { role, edits } }]
}
