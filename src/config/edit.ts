import { realpathSync, statSync } from "node:fs"
import { join } from "node:path"
import { GuiseError } from "../errors.ts"
import { binaryBytes } from "../sys/bytes.ts"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { withLock } from "../sys/lock.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"
import { readAwsFile } from "./files.ts"
import { isEmptied, type SectionChange, type Subject, withoutSection, withSection } from "./section-edit.ts"
import type { FileRole } from "./section-name.ts"

export type { SectionChange } from "./section-edit.ts"

/**
 * Changes a profile's section in one of the AWS files, made if it is not there; every byte that was not asked for stays.
 * Answers whether anything changed. One guise at a time; the file is whole at every moment, keeps its mode, its owner and
 * the links that lead to it, and the version before lies beside it (`….guise-backup`, 0600).
 * Errors: `file-malformed`, `file-unreadable` (also when it cannot be written), `usage` for what such files cannot hold.
 */
export function changeSection(
  path: string,
  role: FileRole,
  profile: string,
  change: SectionChange,
  env: Env = process.env,
): Promise<boolean> {
  // Tokens end by themselves: a backup with one in it is no trouble for long.
  const loses = change.unset?.includes("aws_secret_access_key") === true
  const subject = { file: path, role, profile }
  return editFile(path, loses, env, text => changed(text, subject, change))
}

/** The texts before and after, for who only wants to see. Nothing is written. Binary text. */
export function previewSection(
  path: string,
  role: FileRole,
  profile: string,
  change: SectionChange,
): { readonly before: string; readonly after: string } {
  const before = textAt(path)
  return { before, after: changed(before, { file: path, role, profile }, change) }
}

/** A section that a change left with nothing in it goes as well: its name would look like a profile. */
function changed(text: string, subject: Subject, change: SectionChange): string {
  const after = withSection(text, subject, change)
  return after !== text && isEmptied(after, subject) ? withoutSection(after, subject) : after
}

async function editFile(path: string, loses: boolean, env: Env, edit: (text: string) => string): Promise<boolean> {
  const lock = join(pathsOf(env).data, "aws-files.lock")
  return withLock(lock, {}, () => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = textAt(path)
      const after = edit(before)
      if (after === before) return false
      if (replaceFile(path, before, after, loses)) return true
    }
    throw new GuiseError(
      "file-unreadable",
      `${path} is changed by another program again and again; nothing was written.`,
      {
        hint: "try again when that program is through",
      },
    )
  })
}

const mostTries = 5

function textAt(path: string): string {
  const file = readAwsFile(path)
  if (file === "folder") throw unwritable(path, "it is a folder")
  return file?.text ?? ""
}

/** False when another program changed the file meanwhile, and nothing was written. */
function replaceFile(path: string, before: string, after: string, loses: boolean): boolean {
  const target = realPathOf(path)
  const stat = statSync(target, { throwIfNoEntry: false })
  try {
    // A backup of a file that has just lost a secret would keep it, and an older one has it too.
    if (loses) unlinkIfThere(`${target}.guise-backup`)
    else if (before !== "") writePrivate(`${target}.guise-backup`, binaryBytes(before))
    writePrivate(target, binaryBytes(after), stat === undefined ? 0o600 : stat.mode & 0o777, {
      ...(stat === undefined ? {} : { owner: { uid: stat.uid, gid: stat.gid } }),
      stillWanted: () => textAt(path) === before,
    })
    return true
  } catch (error) {
    if (error instanceof GuiseError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === "ECHANGED") return false
    throw unwritable(path, code ?? "an unknown error", error)
  }
}

/** Dotfiles are often links into a repository: the link stays, and the file it leads to changes. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function unwritable(path: string, why: string, cause?: unknown): GuiseError {
  return new GuiseError("file-unreadable", `${path} could not be written (${why}); it is as it was.`, {
    hint: `ls -ld ${JSON.stringify(path)}`,
    cause,
  })
}
