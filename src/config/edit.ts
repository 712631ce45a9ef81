import type { Env } from "../types.ts"
import { type SectionEdit, withEdits } from "./file-edit.ts"
import { isPipe, readAwsFile } from "./files.ts"
import { replaceText, textAtRest, textOf, whileAlone } from "./replace.ts"
import type { SectionChange } from "./section-change.ts"
import type { FileRole } from "./section-name.ts"
import { isSeedKey } from "./seed-keys.ts"

export type { SectionEdit } from "./file-edit.ts"
export type { SectionChange } from "./section-change.ts"

/** Edits of one of the AWS files, made in one write. */
export interface FileEdits {
  readonly path: string
  readonly role: FileRole
  readonly edits: readonly SectionEdit[]
}

/**
 * Changes one of the AWS files, made if it is not there; every byte that was not asked for stays. Answers whether
 * anything changed. One guise at a time; the file is whole at every moment, keeps its mode, its owner and the symbolic
 * links that lead to it, and the version before lies beside it (`….guise-backup`, 0600), unless `loses`: a secret has
 * gone to a safer place, and a backup would keep it.
 * Errors: those of `withEdits`; `file-unreadable` (also when it cannot be written).
 */
export function changeFile({ path, role, edits }: FileEdits, env: Env, loses = false): Promise<boolean> {
  const backup = loses ? "none" : "new"
  return whileAlone(env, () =>
    replaceText(
      path,
      text => withEdits(text, path, role, edits),
      () => backup,
    ),
  )
}

/** Waits until nobody is just writing these files, so that what is decided next is decided on whole ones. */
export async function filesAtRest(paths: readonly string[]): Promise<void> {
  for (const path of paths) if (!isPipe(path)) await textAtRest(path)
}

/** `changeFile` for one section of a profile, which goes when nothing is left in it. */
export function changeSection(
  path: string,
  role: FileRole,
  profile: string,
  change: SectionChange,
  env: Env = process.env,
): Promise<boolean> {
  // Tokens end by themselves: a backup with one in it is no trouble for long.
  const loses = change.unset?.some(key => key === "aws_secret_access_key" || isSeedKey(key)) === true
  return changeFile({ path, role, edits: [sectionEdit(profile, change)] }, env, loses)
}

/** The texts before and after, for who only wants to see. Nothing is written. Binary text. Errors: as `changeFile`. */
export function previewFile({ path, role, edits }: FileEdits): { readonly before: string; readonly after: string } {
  const before = textOf(path, readAwsFile(path))
  return { before, after: withEdits(before, path, role, edits) }
}

/** `previewFile` for one section of a profile. */
export function previewSection(path: string, role: FileRole, profile: string, change: SectionChange) {
  return previewFile({ path, role, edits: [sectionEdit(profile, change)] })
}

function sectionEdit(profile: string, change: SectionChange): SectionEdit {
  return { do: "change", kind: "profile", name: profile, change, dropEmptied: true }
}
