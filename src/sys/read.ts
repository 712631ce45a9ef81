import { type FileCalls, openFileCalls, type Whole } from "./file-calls.ts"
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
  return libc === undefined ? nodeFs().existsSync(path) : libc.there(path)
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

function readByNode(path: string): Whole | undefined {
  const fs = nodeFs()
  let descriptor: number | undefined
  try {
    descriptor = fs.openSync(path, "r")
    const stat = fs.fstatSync(descriptor, { bigint: true })
    const isFolder = stat.isDirectory()
    const { ino, mode, uid, size, mtimeNs, ctimeNs } = stat
    const time = (nanoseconds: bigint) => `${nanoseconds / 1_000_000_000n} ${nanoseconds % 1_000_000_000n}`
    return {
      bytes: isFolder ? new Uint8Array() : new Uint8Array(fs.readFileSync(descriptor)),
      stat: {
        isFile: stat.isFile(),
        isFolder,
        isDevice: stat.isCharacterDevice(),
        mode: Number(mode) & 0o7777,
        owner: Number(uid),
        size: Number(size),
        changedAt: () => Number(ctimeNs / 1_000_000n),
        identity: () => `${Number(ino)} ${size} ${time(mtimeNs)} ${time(ctimeNs)}`,
      },
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === "ENOENT" || code === "ENOTDIR") return undefined
    throw error
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}
