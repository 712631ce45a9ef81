import { asBuffer } from "./bytes.ts"
import { nodeFs } from "./node-fs.ts"
import { textOf } from "./proc.ts"
import { lookAt, readWhole } from "./read.ts"

/**
 * The bytes of a file, or undefined when there is none (no such file, or no such folder on the way).
 * Errors: whatever else the system says (EACCES, EISDIR, …), as Node gives it.
 */
export function readBytesOrNothing(path: string): Uint8Array<ArrayBuffer> | undefined {
  const file = readWhole(path)
  return file?.stat.isFolder === true ? nodeFs().readFileSync(path) : file?.bytes
}

/** The same as a Buffer. */
export function readFileOrNothing(path: string): Buffer<ArrayBuffer> | undefined {
  const bytes = readBytesOrNothing(path)
  return bytes && asBuffer(bytes)
}

/**
 * The same for a file that is known to be small. A pipe, which would never end, is not waited for, nor a device.
 * Errors: as above; EFTYPE for what is no regular file, EFBIG for one of more than `most` bytes.
 */
export function readRegular(path: string, most: number): Buffer<ArrayBuffer> | undefined {
  const look = lookAt(path)
  if (look !== undefined && !look.isFile && !look.isFolder)
    throw Object.assign(new Error("no regular file"), { code: "EFTYPE" })
  if (look !== undefined && look.size > most) throw Object.assign(new Error("too big"), { code: "EFBIG" })
  return look === undefined ? undefined : readFileOrNothing(path)
}

/**
 * Puts `bytes` at `path`, readable by its owner alone (or as `mode` says), whole or not at all: whoever reads meanwhile, or after a
 * kill -9 or a power cut, finds the former content or the new one. Folders that are missing are born 0700; those that
 * are there keep their modes.
 * Errors: what the system says (EACCES, ENOSPC, EROFS, …), as Node gives it; EFTYPE for a pipe or a device, which root
 * would otherwise have put a file in the place of (/dev/null); `path` is then as it was.
 */
export function writePrivate(path: string, bytes: string | Uint8Array, mode = 0o600, more: WriteOptions = {}): void {
  const { closeSync, constants, fsyncSync, futimesSync, openSync, renameSync } = nodeFs()
  const folder = dirname(path)
  makePrivateFolder(folder)
  if (isDeviceOrPipe(path)) throw Object.assign(new Error("no regular file"), { code: "EFTYPE" })
  const temporary = `${path}.${process.pid}.${unguessable()}.tmp`
  // O_EXCL and no following of links: whatever somebody may have put there in advance is not written through.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
  const descriptor = asOwners(() => openSync(temporary, flags, 0o600))
  try {
    try {
      writeAll(descriptor, typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes)
      makeAs(descriptor, mode, more.owner)
      if (more.modifiedAt !== undefined) futimesSync(descriptor, more.modifiedAt, more.modifiedAt)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    if (more.stillWanted?.() === false) throw Object.assign(new Error("changed meanwhile"), { code: "ECHANGED" })
    renameSync(temporary, path)
  } catch (error) {
    unlinkIfThere(temporary)
    throw error
  }
  syncFolder(folder)
}

export interface WriteOptions {
  /** Whose the file was: root editing somebody's file leaves it theirs. */
  readonly owner?: { readonly uid: number; readonly gid: number }
  /** The modification time that it is born with, Unix seconds; absent: now. */
  readonly modifiedAt?: number
  /** Asked last of all; when it says no, nothing is replaced, and the error has the code ECHANGED. */
  readonly stillWanted?: () => boolean
}

function isDeviceOrPipe(path: string): boolean {
  const stat = nodeFs().lstatSync(path, { throwIfNoEntry: false })
  return stat !== undefined && !stat.isFile() && !stat.isSymbolicLink() && !stat.isDirectory()
}

/** A group that the file may not be given (one its owner is not in) loses nothing but what it was allowed to read or write. */
function makeAs(descriptor: number, mode: number, owner: WriteOptions["owner"]): void {
  const { fchmodSync } = nodeFs()
  const groupAgain = owner === undefined || giveTo(descriptor, owner)
  const allowed = groupAgain ? mode : mode & ~0o070
  if (allowed !== 0o600) fchmodSync(descriptor, allowed)
}

/** Answers whether the group is the wanted one. Error: EPERM where the user cannot be. */
function giveTo(descriptor: number, { uid, gid }: NonNullable<WriteOptions["owner"]>): boolean {
  const { fchownSync, fstatSync } = nodeFs()
  const own = fstatSync(descriptor)
  if (own.uid === uid && own.gid === gid) return true
  try {
    fchownSync(descriptor, uid, gid)
    return true
  } catch (error) {
    if (own.uid === uid && (error as NodeJS.ErrnoException).code === "EPERM") return false
    throw error
  }
}

/**
 * Adds `text` at the end of a file, in one write, so that lines of many processes stay whole; made 0600 in a 0700 folder
 * when it is not there. Not synced: for notes that may be lost.
 * Errors: what the system says, as Node gives it.
 */
export function appendPrivate(path: string, text: string): void {
  const { closeSync, constants, openSync, writeSync } = nodeFs()
  makePrivateFolder(dirname(path))
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND
  const descriptor = asOwners(() => openSync(path, flags, 0o600))
  try {
    writeSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes a folder and its missing parents, each 0700; those that exist are left as they are. */
export function makePrivateFolder(folder: string): void {
  asOwners(() => nodeFs().mkdirSync(folder, { recursive: true, mode: 0o700 }))
}

/**
 * Makes a file or a folder that its owner can use, also under an umask that would lock the owner out as well (0777):
 * the first folder so made would be the end of every command that comes after. At once: the umask is the process's.
 */
export function asOwners<T>(make: () => T): T {
  const before = umaskNow()
  if ((before & 0o700) === 0) return make()
  process.umask(0o077)
  try {
    return make()
  } finally {
    process.umask(before)
  }
}

/**
 * To ask the system for the umask is to set it, to nothing and back: what another thread of a program that uses the
 * library makes in between, everybody could write. Linux shows it in /proc, from 4.7 on.
 * https://nodejs.org/api/deprecations.html#DEP0139
 */
function umaskNow(): number {
  const shown = /^Umask:\s*([0-7]+)$/m.exec(textOf("/proc/self/status"))?.[1]
  return shown === undefined ? process.umask() : Number.parseInt(shown, 8)
}

/** Removes a file; answers whether there was one. */
export function unlinkIfThere(path: string): boolean {
  try {
    nodeFs().unlinkSync(path)
    return true
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === "ENOENT" || code === "ENOTDIR"
}

function unguessable(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex")
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  const { writeSync } = nodeFs()
  for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(descriptor, rest))
}

/** Makes the rename itself last. Some file systems refuse to sync a folder: the content is safe all the same. */
function syncFolder(folder: string): void {
  const { closeSync, constants, fsyncSync, openSync } = nodeFs()
  try {
    const descriptor = openSync(folder, constants.O_RDONLY)
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // Nothing to be done, and nothing was lost.
  }
}

function dirname(path: string): string {
  return process.getBuiltinModule("node:path").dirname(path)
}
