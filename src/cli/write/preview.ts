import { unifiedDiff } from "../../config/diff.ts"
import { previewSection } from "../../config/edit.ts"
import { readyTimer } from "../../fresh/install.ts"
import type { Writing } from "../../fresh/write.ts"
import type { TimerKind } from "../../timer/timer.ts"
import type { RealWorld } from "../../world.ts"

/** What would be done, and nothing of it is. */
export interface Preview {
  readonly section: string
  readonly file: string
  /** A unified diff of the file, with stars for what is secret or not known before. */
  readonly diff: string
  /** The timer that would be installed, as its own text. */
  readonly timer?: { readonly kind: TimerKind; readonly text: string }
}

/** What would be written, and, under `keep`, installed. Error: `not-supported` where no timer is to be had. */
export async function previewOf({ target }: Writing, keep: boolean, { env }: RealWorld): Promise<Preview> {
  const { file, section, settings, marks } = target
  const marked = Object.entries(marks).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const set = { ...unknown, ...settings, ...Object.fromEntries(marked) }
  const { before, after } = previewSection(file, "credentials", section, { set })
  const preview = { section, file, diff: unifiedDiff(file, before, after) }
  if (!keep) return preview
  const { timer, job } = await readyTimer(env)
  return { ...preview, timer: { kind: timer.kind, text: timer.shown(job) } }
}

/** The same for a person. */
export function previewText({ diff, timer }: Preview): string {
  return timer === undefined ? diff : `${diff}\n${timer.text}`
}

const unknown = {
  aws_access_key_id: "****",
  aws_secret_access_key: "****",
  aws_session_token: "****",
  expiration: "****",
} as const
