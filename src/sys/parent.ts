import { readFileSync } from "node:fs"

/**
 * The command name of the process that started this one (`bash`, `fish`), without a login shell's dash; undefined where
 * the system has no /proc to say so.
 */
export function parentCommand(): string | undefined {
  try {
    return readFileSync(`/proc/${process.ppid}/comm`, "utf8").trim().replace(/^-/, "")
  } catch {
    return undefined
  }
}
