import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"
import { withEdits } from "./file-edit.ts"
import { type Backup, replaceText, whileAlone } from "./replace.ts"
import type { SectionChange } from "./section-change.ts"
import { type SectionValues, valuesIn } from "./section-edit.ts"
import type { FileRole } from "./section-name.ts"

export type { SectionChange } from "./section-change.ts"
export type { SectionValues } from "./section-edit.ts"

/** What stands in a section, and what is to become of it. */
export interface Rewrite {
  readonly role: FileRole
  readonly profile: string
  /**
   * Asked under the lock, with what the section holds at that moment (SECRET values too); again when another program
   * changed the file meanwhile. Undefined: it stays as it is. Asked about what it has made itself, it wants that.
   */
  decide(standing: SectionValues): SectionChange | undefined
  readonly backup: Backup
}

/**
 * As `changeSection`, where the change depends on what stands there. Those that wait for the same file in one process are
 * made in one write: each write has to rest before it is believed, and many sections would wait long for each other.
 * Errors: as `changeSection`, and whatever `decide` throws.
 */
export async function rewriteSection(path: string, rewrite: Rewrite, env: Env): Promise<void> {
  const key = JSON.stringify([pathsOf(env).data, path])
  const mine: Job = { ...rewrite, changes: false }
  waiting.set(key, [...(waiting.get(key) ?? []), mine])
  await whileAlone(env, async () => {
    const jobs = waiting.get(key) ?? []
    // Whoever was here first has made it already.
    if (!jobs.includes(mine)) return
    waiting.delete(key)
    await doJobs(path, jobs)
  })
  if (mine.failure !== undefined) throw mine.failure.cause
}

interface Job extends Rewrite {
  /** In the text that was looked at last. */
  changes: boolean
  /** Its own, so that it ends no other. */
  failure?: { readonly cause: unknown }
}

const waiting = new Map<string, readonly Job[]>()

async function doJobs(path: string, jobs: readonly Job[]): Promise<void> {
  try {
    await replaceText(
      path,
      text => jobs.reduce((before, job) => rewritten(before, path, job), text),
      () => backupOf(jobs),
    )
  } catch (cause) {
    for (const job of jobs) job.failure ??= { cause }
  }
}

function rewritten(text: string, path: string, job: Job): string {
  const { role, profile: name } = job
  job.changes = false
  if (job.failure !== undefined) return text
  try {
    const change = job.decide(valuesIn(text, { file: path, role, kind: "profile", name }))
    if (change === undefined) return text
    const after = withEdits(text, path, role, [{ do: "change", kind: "profile", name, change, dropEmptied: true }])
    job.changes = after !== text
    return after
  } catch (cause) {
    job.failure = { cause }
    return text
  }
}

/** The most careful one: where a secret goes, no backup is to keep it. */
function backupOf(jobs: readonly Job[]): Backup {
  const asked = new Set(jobs.filter(({ changes }) => changes).map(({ backup }) => backup))
  return (["none", "new"] as const).find(backup => asked.has(backup)) ?? "as-it-is"
}
