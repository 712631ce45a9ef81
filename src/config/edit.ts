import { join } from "node:path"
import { GuiseError } from "../errors.ts"
import { binaryBytes } from "../sys/bytes.ts"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { linkedFile, sweepTemporaries } from "../sys/linked.ts"
import { withLock } from "../sys/lock.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"
import { type SectionEdit, withEdits } from "./file-edit.ts"
import { type FileText, isSettled, readAwsFile } from "./files.ts"
import type { SectionChange } from "./section-edit.ts"
import type { FileRole } from "./section-name.ts"

export type { SectionEdit } from "./file-edit.ts"
export type { SectionChange } from "./section-edit.ts"

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
export async function changeFile({ path, role, edits }: FileEdits, env: Env, loses = false): Promise<boolean> {
  const lock = join(pathsOf(env).data, "aws-files.lock")
  return withLock(lock, {}, async () => {
    let written: string | undefined
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = await textAtRest(path)
      const after = before === written ? before : withEdits(before, path, role, edits)
      if (after === before) return written !== undefined
      if (replaceFile(path, before, after, loses)) written = after
    }
    throw new GuiseError("file-unreadable", `${path} is changed by another program again and again.`, {
      hint: "try again when that program is through",
    })
  })
}

/** Waits until nobody is just writing these files, so that what is decided next is decided on whole ones. */
export async function filesAtRest(paths: readonly string[]): Promise<void> {
  for (const path of paths) await textAtRest(path)
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
  const loses = change.unset?.includes("aws_secret_access_key") === true
  const edit = { do: "change", kind: "profile", name: profile, change, dropEmptied: true } as const
  return changeFile({ path, role, edits: [edit] }, env, loses)
}

/** The texts before and after, for who only wants to see. Nothing is written. Binary text. Errors: as `changeFile`. */
export function previewFile({ path, role, edits }: FileEdits): { readonly before: string; readonly after: string } {
  const before = textOf(path, readAwsFile(path))
  return { before, after: withEdits(before, path, role, edits) }
}

/** `previewFile` for one section of a profile. */
export function previewSection(path: string, role: FileRole, profile: string, change: SectionChange) {
  const edit = { do: "change", kind: "profile", name: profile, change, dropEmptied: true } as const
  return previewFile({ path, role, edits: [edit] })
}

const mostTries = 10

/**
 * The text of a file that nobody is just writing. The AWS CLI empties the file and then fills it, and it writes what it
 * read a moment before: so guise looks again when its own change has rested a while, and makes it anew if it has gone.
 */
async function textAtRest(path: string): Promise<string> {
  for (let waited = 0; ; waited += lookAgain) {
    const file = readAwsFile(path)
    if (file === undefined || file === "folder" || waited >= longestRest || rests(file)) return textOf(path, file)
    await new Promise(done => setTimeout(done, lookAgain))
  }
}

function rests(file: FileText): boolean {
  return isSettled(file, Date.now(), file.bytes.length === 0 ? emptyRest : rest)
}

/** Milliseconds. What the AWS CLI does between reading and writing takes it one or two. */
const rest = 50
/** An empty file is more probably one that is about to be filled. */
const emptyRest = 300
const lookAgain = 10
const longestRest = 2000

function textOf(path: string, file: ReturnType<typeof readAwsFile>): string {
  if (file === "folder") throw unwritable(path, "it is a folder")
  return file?.text ?? ""
}

/** False when another program changed the file meanwhile, and nothing was written. */
function replaceFile(path: string, before: string, after: string, loses: boolean): boolean {
  const { target, stat } = linkedFile(path)
  const backup = `${target}.guise-backup`
  try {
    // What a guise that was killed had begun to write: nobody else writes here now.
    sweepTemporaries(target)
    // A backup of a file that has just lost a secret would keep it, and an older one has it too.
    if (loses) unlinkIfThere(backup)
    else if (before !== "") writePrivate(backup, binaryBytes(before))
    writePrivate(target, binaryBytes(after), stat === undefined ? 0o600 : stat.mode & 0o777, {
      ...(stat === undefined ? {} : { owner: { uid: stat.uid, gid: stat.gid } }),
      stillWanted: () => textOf(path, readAwsFile(path)) === before,
    })
    return true
  } catch (error) {
    if (error instanceof GuiseError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === "ECHANGED") return false
    throw unwritable(path, code ?? "an unknown error", error)
  }
}

function unwritable(path: string, why: string, cause?: unknown): GuiseError {
  return new GuiseError("file-unreadable", `${path} could not be written (${why}); it is as it was.`, {
    hint: `ls -ld ${JSON.stringify(path)}`,
    cause,
  })
}
