import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { nodeFs } from "../sys/node-fs.ts"

/** What the file is called that picks a profile for a folder and all that lies below it. */
export const folderFileName = ".guise"

/** A file that picks a profile is a few lines long; nobody reads through more than this before allowing it. */
const most = 64 * 1024

/**
 * The `.guise` file that speaks for a folder: the nearest one, from the folder itself up to the root; undefined when
 * there is none. Looked for where the folder really lies, as the system and git see it, not by the way that somebody
 * went there: else one folder had several, and a link could lend it another. Neither the home folder nor the border of a
 * file system ends the search, as nothing counts that was not allowed. What is called `.guise` and is no file (a folder,
 * a pipe, a link to nowhere) is passed over, and so is a folder that may not be looked into.
 */
export function findFolderFile(start: string): string | undefined {
  const folders = foldersUp(realFolder(start))
  return folders.map(folder => fileIn(folder)).find(file => isFile(file))
}

/** The folder and all above it, the nearest first. */
export function foldersUp(folder: string): readonly string[] {
  const { dirname } = process.getBuiltinModule("node:path")
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...foldersUp(above)]
}

/** Where a folder's own `.guise` file is, or would be. */
export function fileIn(folder: string): string {
  return process.getBuiltinModule("node:path").join(folder, folderFileName)
}

/**
 * The bytes of a `.guise` file, read once: the very ones that are hashed, shown and parsed.
 * Errors: `file-unreadable`; `file-malformed` for what is no file, or too large.
 */
export function readFolderFile(file: string): Uint8Array<ArrayBuffer> {
  const { closeSync, constants, fstatSync, openSync } = nodeFs()
  if (!isFile(file)) throw malformed(file, "is no file, or cannot be looked at")
  // Somebody may put a pipe there meanwhile: opening one must not wait for its other end.
  const descriptor = unreadable(file, () => openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)))
  try {
    if (!fstatSync(descriptor).isFile()) throw malformed(file, "is no file")
    const bytes = unreadable(file, () => upTo(most + 1, descriptor))
    if (bytes.length > most) throw malformed(file, "is larger than 64 KiB, and nobody reads through that")
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

/** As it is written where it cannot be found out. */
function realFolder(folder: string): string {
  try {
    return nodeFs().realpathSync.native(folder)
  } catch {
    return process.getBuiltinModule("node:path").resolve(folder)
  }
}

function isFile(path: string): boolean {
  try {
    return nodeFs().statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

function upTo(limit: number, descriptor: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(limit)
  let length = 0
  for (;;) {
    const count = nodeFs().readSync(descriptor, bytes, length, limit - length, null)
    length += count
    if (count === 0 || length === limit) return bytes.subarray(0, length)
  }
}

function malformed(file: string, what: string): GuiseError {
  return new GuiseError("file-malformed", `${file} ${what}.`, { hint: `ls -ld ${quoted(file)}` })
}

function unreadable<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GuiseError("file-unreadable", `${file} is there and cannot be read (${code}).`, {
      hint: `ls -ld ${quoted(file)}`,
      cause,
    })
  }
}
