import { dirname, join } from "node:path"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { binaryBytes } from "../sys/bytes.ts"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { linkedFile, sweepTemporaries } from "../sys/linked.ts"
import { withLock } from "../sys/lock.ts"
import { pathsOf } from "../sys/paths.ts"
import { troubleHint, troubleWords } from "../sys/trouble.ts"
import type { Env } from "../types.ts"
import { type FileText, isPipe, isSettled, readAwsFile } from "./files.ts"

/** What lies beside a file that was changed: the version before, nothing, or whatever lay there. */
export type Backup = "new" | "none" | "as-it-is"

/** One guise at a time changes AWS files. Errors: those of the lock, and whatever `fn` throws. */
export function whileAlone<T>(env: Env, fn: () => Promise<T>): Promise<T> {
  return withLock(join(pathsOf(env).data, "aws-files.lock"), {}, fn)
}

/**
 * Puts what `edit` makes of a file's text in its place, and looks again when that has rested: what another program wrote
 * meanwhile is edited anew. So `edit` changes nothing in what it has made itself. Answers whether anything was written.
 * Binary text. Errors: `file-unreadable` (also when it cannot be written), and whatever `edit` throws.
 */
export async function replaceText(
  path: string,
  edit: (text: string) => string,
  backup: () => Backup,
): Promise<boolean> {
  let written: string | undefined
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await textAtRest(path)
    const after = before === written ? before : edit(before)
    if (after === before) return written !== undefined
    if (replaceFile(path, before, after, backup())) written = after
  }
  throw new GuiseError("file-unreadable", `${path} is changed by another program again and again.`, {
    hint: "try again when that program is through",
  })
}

const mostTries = 10

/**
 * The text of a file that nobody is just writing. The AWS CLI empties the file and then fills it, and it writes what it
 * read a moment before: so guise looks again when its own change has rested a while, and makes it anew if it has gone.
 * Error: `file-unreadable`, also for a pipe, which nothing can be put into the place of.
 */
export async function textAtRest(path: string): Promise<string> {
  if (isPipe(path)) throw unwritable(path, "EFTYPE")
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

/** The text of what was read; of a file that is not there it is empty. Error: `file-unreadable` for a folder. */
export function textOf(path: string, file: ReturnType<typeof readAwsFile>): string {
  if (file === "folder") throw unwritable(path, "it is a folder")
  return file?.text ?? ""
}

/** False when another program changed the file meanwhile, and nothing was written. */
function replaceFile(path: string, before: string, after: string, backup: Backup): boolean {
  const { target, stat } = linkedFile(path)
  const former = `${target}.guise-backup`
  // What root changes in somebody's home is theirs, the version before too.
  const whose = stat === undefined ? {} : { owner: { uid: stat.uid, gid: stat.gid } }
  try {
    // What a guise that was killed had begun to write: nobody else writes here now.
    sweepTemporaries(target)
    // A backup of a file that has just lost a secret would keep it, and an older one has it too.
    if (backup === "none") unlinkIfThere(former)
    else if (backup === "new" && before !== "") writePrivate(former, binaryBytes(before), 0o600, whose)
    writePrivate(target, binaryBytes(after), stat === undefined ? 0o600 : stat.mode & 0o777, {
      ...whose,
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
  return new GuiseError("file-unreadable", `${path} could not be written (${troubleWords(why)}); it is as it was.`, {
    // As containers do with a single file: nothing can be put in its place, and written over it would not be whole at every moment.
    hint:
      why === "EBUSY"
        ? "mount the folder that it lies in, not the file alone"
        : troubleHint(why, quoted(dirname(path)), `ls -ld ${quoted(path)}`),
    cause,
  })
}
