import { basename, dirname, resolve } from "node:path"
import { allowFile, allRemembered, denyFile, forgetFile, type Permission, permissionOf } from "../../config/allowed.ts"
import { findFolderFile, isFile, readFolderFile, realFolder } from "../../config/folder-file.ts"
import { currentFolder, fileIn } from "../../config/folder-path.ts"
import { type FolderRules, parseFolderRules } from "../../config/folder-rules.ts"
import { GuiseError, orNothing } from "../../errors.ts"
import { onOneLine } from "../../printable.ts"
import { quoted } from "../../quoted.ts"
import { isThere } from "../../sys/read.ts"
import type { Env } from "../../types.ts"
import type { RealWorld } from "../../world.ts"

/** A file that was allowed, with its content as it was when it was. */
export interface Allowed {
  readonly file: string
  readonly content: string
  readonly rules: FolderRules
}

/** One line of `--list`. `gone`: it was allowed, and is not there any more. */
export interface ListedFolder {
  readonly file: string
  readonly state: Exclude<Permission, "unknown"> | "gone"
  /** The profile it picks, where it is allowed as it stands. */
  readonly profile?: string
}

/**
 * Allows the `.guise` file that a path means, or the one that speaks for this folder. The bytes that are shown, checked
 * and remembered were read once. `show` is called before anything is remembered.
 * Errors: `file-unreadable` when there is none or it cannot be read, those of `parseFolderRules` for what is malformed.
 */
export function allowFolder(env: Env, path: string | undefined, show: (allowed: Allowed) => void): Allowed {
  const file = meantFile(path)
  if (!isThere(file)) throw nothingThere(file, path)
  const bytes = readFolderFile(file)
  const rules = parseFolderRules(file, bytes)
  const allowed = { file, content: new TextDecoder().decode(bytes), rules }
  show(allowed)
  allowFile(env, file, bytes, Math.floor(Date.now() / 1000))
  return allowed
}

/**
 * Takes back what was allowed, and is not told of the file again until it is allowed. Of a file that is gone, what was
 * remembered is forgotten. Error: `file-unreadable` when there is nothing to deny.
 */
export function denyFolder(env: Env, path: string | undefined): { readonly file: string; readonly gone: boolean } {
  const file = meantFile(path)
  if (isThere(file)) {
    denyFile(env, file, Math.floor(Date.now() / 1000))
    return { file, gone: false }
  }
  if (forgetFile(env, file)) return { file, gone: true }
  throw nothingThere(file, path)
}

/** What is remembered, by path, and how it stands with what is there now. Error: `usage` when a path is named too. */
export function listedFolders(path: string | undefined, env: Env): readonly ListedFolder[] {
  if (path !== undefined)
    throw new GuiseError("usage", "--list shows every file, and a path was named too.", {
      hint: "leave one of them out",
    })
  return allRemembered(env).map(({ file, digest }) => {
    if (digest === undefined) return { file, state: "denied" }
    if (!isFile(file)) return { file, state: "gone" }
    const bytes = orNothing(() => readFolderFile(file))
    if (bytes === undefined || permissionOf(env, file, bytes) !== "allowed") return { file, state: "changed" }
    const rules = orNothing(() => parseFolderRules(file, bytes))
    return { file, state: "allowed", ...(rules === undefined ? {} : { profile: rules.profile }) }
  })
}

/** True when the AWS files are in order and know no such profile: worth a word, and no reason to refuse. */
export function isMissing(profile: string, { files }: Pick<RealWorld, "files">): boolean {
  return orNothing(() => files.profile(profile) === undefined) === true
}

/** The file's place as it is remembered: in its real folder, whatever way was taken there. */
function meantFile(path: string | undefined): string {
  if (path === undefined) {
    const here = currentFolder()
    const found = here === undefined ? undefined : findFolderFile(here)
    return found ?? fileIn(here ?? "/")
  }
  const name = basename(path)
  if (name === basename(fileIn("/"))) return fileIn(realFolder(dirname(resolve(path))))
  const folder = realFolder(path)
  if (isThere(`${folder}/.`) || !isThere(folder)) return fileIn(folder)
  throw new GuiseError(
    "usage",
    `${onOneLine(path)} is neither a folder nor a file called .guise; others are never read.`,
    {
      hint: "guise allow FOLDER",
    },
  )
}

function nothingThere(file: string, path: string | undefined): GuiseError {
  const folder = dirname(file)
  const where = path === undefined ? `${onOneLine(folder)} or in any folder above it` : onOneLine(folder)
  // A name of several lines is not put into one to type.
  const isHere = path === undefined || onOneLine(folder) !== folder
  const [to, allow] = isHere ? [".guise", "guise allow"] : [quoted(file), `guise allow ${quoted(folder)}`]
  return new GuiseError("file-unreadable", `There is no .guise file in ${where}.`, {
    hint: `echo 'profile = "prod-admin"' > ${to} && ${allow}`,
  })
}
