import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { readBytesOrNothing } from "../sys/disk.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"

/** Where guise's own settings stand. The file need not exist. */
export function settingsFile(env: Env, platform: NodeJS.Platform = process.platform): string {
  return `${pathsOf(env, platform).config}${platform === "win32" ? "\\" : "/"}config.toml`
}

/** The bytes of the settings file; undefined when there is none. Error: `file-unreadable`. */
export function readSettingsFile(file: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return readBytesOrNothing(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GuiseError("file-unreadable", `${file} is there and cannot be read (${code}).`, {
      hint: `ls -ld ${quoted(file)}`,
      cause,
    })
  }
}
