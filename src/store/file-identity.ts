import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { writePrivate } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { readWhole } from "../sys/read.ts"
import { type Key, keyOf, sealWithPassphrase, unsealWithPassphrase } from "./file-age.ts"
import { orFail } from "./items.ts"

/** The file that a passphrase opens, and that opens everything else: an age identity, sealed by scrypt. */
export interface IdentityFile {
  readonly path: string
  /** Its bytes; undefined when no passphrase was ever set. Error: `store-failed`, also for what is no such file. */
  read(): Uint8Array<ArrayBuffer> | undefined
  /** The key in those bytes; undefined when the passphrase is another. Error: `store-failed`. */
  open(sealed: Uint8Array, passphrase: string): Promise<Key | undefined>
  /**
   * Puts a key there for the first time; false, and nothing changed, when somebody else's stands there by now.
   * Error: `store-failed`.
   */
  place(key: Key, passphrase: string): Promise<boolean>
  /** Puts the same key there under another passphrase, whole or not at all. Error: `store-failed`. */
  replace(key: Key, passphrase: string): Promise<void>
}

export function identityFile(folder: string): IdentityFile {
  const path = `${folder}/identity.age`
  return {
    path,
    read() {
      const file = orFail("read", path, () => readWhole(path))
      if (file === undefined) return undefined
      if (!file.stat.isFile || !isSealedByPassphrase(file.bytes)) throw damaged(path)
      return file.bytes
    },
    async open(sealed, passphrase) {
      const opened = await unsealWithPassphrase(sealed, passphrase)
      if (opened === "wrong") return undefined
      if (opened === "damaged") throw damaged(path)
      const identity = opened.text.split(/\r?\n/).find(line => line.startsWith("AGE-SECRET-KEY-1"))
      if (identity === undefined) throw damaged(path)
      return keyOf(identity).catch(() => {
        throw damaged(path)
      })
    },
    async place(key, passphrase) {
      const bytes = await sealedKey(key, passphrase)
      return orFail("write", path, () => putFirst(path, bytes))
    },
    async replace(key, passphrase) {
      const bytes = await sealedKey(key, passphrase)
      orFail("write", path, () => {
        sweepTemporaries(path)
        writePrivate(path, bytes)
      })
    },
  }
}

/** As `age-keygen` writes a key, so that `age -d -i` takes it. */
function sealedKey({ identity, recipient }: Key, passphrase: string): Promise<Uint8Array> {
  return sealWithPassphrase(`# public key: ${recipient}\n${identity}\n`, passphrase)
}

/** Looked at before anybody is asked for a passphrase, which would open nothing. */
function isSealedByPassphrase(bytes: Uint8Array): boolean {
  const head = "age-encryption.org/v1\n-> scrypt "
  return new TextDecoder().decode(bytes.subarray(0, head.length)) === head
}

/** Neither way replaces, so of several processes that set a passphrase at once one wins, and the others know. */
function putFirst(path: string, bytes: Uint8Array): boolean {
  // Not by the process's number alone: in two containers that share a home it may be the same.
  const draft = `${path}.${process.pid}.${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}.tmp`
  sweepTemporaries(path)
  writePrivate(draft, bytes)
  try {
    linkOrCopy(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  } finally {
    nodeFs().rmSync(draft, { force: true })
  }
}

function linkOrCopy(from: string, to: string): void {
  const { constants, copyFileSync, linkSync } = nodeFs()
  try {
    linkSync(from, to)
  } catch {
    // Where there are no hard links; but a kill at this very moment would leave half a file.
    copyFileSync(from, to, constants.COPYFILE_EXCL)
  }
}

function damaged(path: string): GuiseError {
  return new GuiseError("store-failed", `${path}, which opens the file store, is damaged or not made by guise.`, {
    hint: `put back a good copy of ${quoted(path)}; without it nobody can open what the store keeps`,
  })
}
