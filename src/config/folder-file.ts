import { GuiseError } from "../errors.ts"
import { onOneLine } from "../printable.ts"
import { quoted } from "../quoted.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { fileIn, foldersUp } from "./folder-path.ts"

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
  return foldersUp(realFolder(start)).map(fileIn).find(isFile)
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

/** Where a folder really lies; as it is written, where that cannot be found out. */
export function realFolder(folder: string): string {
  try {
    return nodeFs().realpathSync.native(folder)
  } catch {
    return process.getBuiltinModule("node:path").resolve(folder)
  }
}

/** True for a file, and for a link to one. */
export function isFile(path: string): boolean {
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
  return new GuiseError("file-malformed", `${onOneLine(file)} ${what}.`, { hint: onOneLine(`ls -ld ${quoted(file)}`) })
}

function unreadable<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GuiseError("file-unreadable", `${onOneLine(file)} is there and cannot be read (${code}).`, {
      hint: onOneLine(`ls -ld ${quoted(file)}`),
      cause,
    })
  }
}
