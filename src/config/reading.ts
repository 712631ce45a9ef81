import type { Env } from "../types.ts"
import { type AwsFile, type AwsPaths, awsPaths, readAwsFile } from "./files.ts"
import { readSettingsFile, settingsFile } from "./settings-path.ts"

/** Both AWS files as they were when they were read. */
export interface AwsTexts {
  readonly paths: AwsPaths
  readonly config: AwsFile
  readonly credentials: AwsFile
}

/** The files that say what a profile means: each opened once, however many look into it. */
export interface Reading {
  /** The bytes of guise's own settings; undefined when there is no such file. */
  readonly settings: Uint8Array<ArrayBuffer> | undefined
  /** Read when they are first asked for. Error: `file-unreadable`. */
  aws(): AwsTexts
}

/** Reads guise's settings now, and the AWS files when they are asked for. Error: `file-unreadable`. */
export function openReading(env: Env): Reading {
  const settings = readSettingsFile(settingsFile(env))
  let texts: AwsTexts | undefined
  const aws = () => {
    texts ??= readAwsTexts(env)
    return texts
  }
  return { settings, aws }
}

/** Both AWS files, read now. Error: `file-unreadable`. */
export function readAwsTexts(env: Env): AwsTexts {
  const paths = awsPaths(env)
  return { paths, config: readAwsFile(paths.config), credentials: readAwsFile(paths.credentials) }
}
