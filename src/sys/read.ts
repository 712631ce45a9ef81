import type { BigIntStats } from "node:fs"
import { type FileCalls, type FileStat, openFileCalls, type Whole } from "./file-calls.ts"
import { nodeFs } from "./node-fs.ts"

/** From now on files are read, and streams written, through the C library where that can be had: see `nodeFs`. */
export async function useLibc(): Promise<void> {
  libc ??= await openFileCalls()
}

let libc: FileCalls | undefined

/** The C library's calls, if `useLibc` found them. */
export function fileCalls(): FileCalls | undefined {
  return libc
}

/** Whether there is anything of that name, a link that leads somewhere included; what may not be looked at is not there. */
export function isThere(path: string): boolean {
  return libc === undefined ? nodeFs().existsSync(path) : typeof libc.look(path) === "object"
}

/**
 * The bytes of a file, opened once; undefined when there is none (no such file, or no such folder on the way), and
 * no bytes for a folder.
 * Errors: whatever else the system says (EACCES, …), as Node gives it.
 */
export function readWhole(path: string): Whole | undefined {
  const read = libc?.read(path)
  // What the C library cannot do, Node is asked to do, for its words about why.
  return read === undefined || read === "failed" ? readByNode(path) : read === "missing" ? undefined : read
}

/**
 * What the system says of a file, which is not opened; undefined when there is none. Links are followed.
 * Errors: whatever else the system says, as Node gives it.
 */
export function lookAt(path: string): FileStat | undefined {
  const look = libc?.look(path)
  return look === undefined || look === "failed" ? lookByNode(path) : look === "missing" ? undefined : look
}

function lookByNode(path: string): FileStat | undefined {
  try {
    return statByNode(nodeFs().statSync(path, { bigint: true }))
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

function readByNode(path: string): Whole | undefined {
  const fs = nodeFs()
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, "r")
    const stat = fs.fstatSync(descriptor, { bigint: true })
    return {
      bytes: stat.isDirectory() ? new Uint8Array() : new Uint8Array(fs.readFileSync(descriptor)),
      stat: statByNode(stat),
    }
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}

function statByNode(stat: BigIntStats): FileStat {
  const { ino, mode, uid, size, mtimeNs, ctimeNs } = stat
  const time = (nanoseconds: bigint) => `${nanoseconds / 1_000_000_000n} ${nanoseconds % 1_000_000_000n}`
  return {
    isFile: stat.isFile(),
    isFolder: stat.isDirectory(),
    isDevice: stat.isCharacterDevice(),
    mode: Number(mode) & 0o7777,
    owner: Number(uid),
    size: Number(size),
    changedAt: () => Number(ctimeNs / 1_000_000n),
    identity: () => `${Number(ino)} ${size} ${time(mtimeNs)} ${time(ctimeNs)}`,
  }
}

function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === "ENOENT" || code === "ENOTDIR"
}
