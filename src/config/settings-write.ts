import { closeSync, openSync, realpathSync, statSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { asOwners, makePrivateFolder, writePrivate } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import { withLock } from "../sys/lock.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"
import { readSettingsFile, settingsFile } from "./settings.ts"
import { type Change, withSetting } from "./settings-edit.ts"
import { layersOf, settingsText } from "./settings-file.ts"
import { settingsTemplate } from "./settings-template.ts"

/**
 * Changes one setting in the file, made if it is not there; a link to it stays a link, and its mode stays. Answers
 * false when the file said so already. Two at once take turns, and neither loses what the other wrote.
 * Errors: those of `layersOf` for the file as it is or would become; `file-unreadable`, also when it cannot be written.
 */
export function changeSetting(env: Env, change: Change): Promise<boolean> {
  const file = settingsFile(env)
  return withLock(`${pathsOf(env).cache}/locks/settings`, {}, () => {
    const bytes = readSettingsFile(file)
    const before = bytes === undefined ? "" : settingsText(file, bytes)
    layersOf(file, before)
    const after = withSetting(file, before, change)
    if (after === before) return false
    layersOf(file, after)
    written(file, () => replace(file, after))
    return true
  })
}

/** Writes the commented template. Errors: `usage` when there is a file already; `file-unreadable`. */
export function initSettings(env: Env): string {
  const file = settingsFile(env)
  written(file, () => {
    makePrivateFolder(dirname(file))
    const descriptor = asOwners(() => openSync(file, "wx", 0o600))
    try {
      writeSync(descriptor, settingsTemplate())
    } finally {
      closeSync(descriptor)
    }
  })
  return file
}

function replace(file: string, text: string): void {
  const target = realpathIfThere(file)
  sweepTemporaries(target ?? file)
  if (target === undefined) writePrivate(file, text)
  else writePrivate(target, text, statSync(target).mode & 0o777)
}

/** Dotfiles are often links into a folder under version control: a rename over the link would cut it. */
function realpathIfThere(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    return undefined
  }
}

function written(file: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    if (code === "EEXIST")
      throw new GuiseError("usage", `${file} is there already, and nothing is written over it.`, {
        hint: "guise get --settings",
      })
    throw new GuiseError("file-unreadable", `${file} cannot be written (${code}).`, {
      hint: `ls -ld ${quoted(dirname(file))}`,
      cause,
    })
  }
}
