import { appendPrivate, readFileOrNothing, writePrivate } from "../../sys/disk.ts"
import { pathsOf } from "../../sys/paths.ts"
import type { Env } from "../../types.ts"

/** A use counts half after so many seconds: what is used now stands above what was used a lot last year. */
const halfLife = 14 * 86_400

/** How much each profile is used, from the notes that `exec` and `export` leave; 0 for one never used. */
export function useOfProfiles(env: Env, now: number): (name: string) => number {
  const uses = new Map<string, number>()
  for (const line of readNotes(env).split("\n")) {
    const cut = line.indexOf(" ")
    const at = Number(line.slice(0, cut))
    if (cut < 1 || !Number.isFinite(at)) continue // a line that was being written when the machine went down
    const name = line.slice(cut + 1)
    uses.set(name, (uses.get(name) ?? 0) + 0.5 ** (Math.max(0, now - at) / halfLife))
  }
  return name => uses.get(name) ?? 0
}

/** Notes that a profile was used now, for the order of the picker. That it could not be noted is nobody's trouble. */
export function noteUse(name: string, env: Env, now: number): void {
  if (/[\r\n]/.test(name)) return
  try {
    appendPrivate(usageFile(env), `${Math.floor(now)} ${name}\n`)
  } catch {
    // A read-only home, a full disk: the picker then shows the order of the files.
  }
}

/** `UNIX-SECONDS NAME` a line. */
function usageFile(env: Env): string {
  return `${pathsOf(env).data}/usage`
}

/** Bytes, about ten thousand uses: beyond it the older half is dropped. */
const largest = 400_000

function readNotes(env: Env): string {
  try {
    const text = readFileOrNothing(usageFile(env))?.toString("utf8") ?? ""
    if (text.length <= largest) return text
    const newer = text.slice(text.indexOf("\n", text.length / 2) + 1)
    writePrivate(usageFile(env), newer)
    return newer
  } catch {
    return "" // Only the order of a list depends on it.
  }
}
