import { unifiedDiff } from "../../config/diff.ts"
import { previewSection } from "../../config/edit.ts"
import { readyTimer } from "../../fresh/install.ts"
import type { Writing } from "../../fresh/write.ts"
import type { RealWorld } from "../../world.ts"

/** What would be written, with stars for what is not known before, and the timer that would be installed. */
export async function previewText({ target }: Writing, keep: boolean, { env }: RealWorld): Promise<string> {
  const { file, section, settings, marks } = target
  const marked = Object.entries(marks).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const set = { ...unknown, ...settings, ...Object.fromEntries(marked) }
  const { before, after } = previewSection(file, "credentials", section, { set })
  const timer = keep ? await timerText(env) : ""
  return `${unifiedDiff(file, before, after)}${timer}`
}

const unknown = {
  aws_access_key_id: "****",
  aws_secret_access_key: "****",
  aws_session_token: "****",
  expiration: "****",
} as const

async function timerText(env: RealWorld["env"]): Promise<string> {
  const { timer, job } = await readyTimer(env)
  return `\n${timer.shown(job)}`
}
