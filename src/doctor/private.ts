import { quoted } from "../quoted.ts"
import type { Finding, Verdict } from "./check.ts"
import { type Stat, statOf } from "./disk.ts"
import type { Facts } from "./facts.ts"

/** What may be wrong with a path's mode, and how bad that is there. */
export interface Demands {
  /** For others being able to read it. */
  readonly readable: Verdict | undefined
  /** For others being able to change it. */
  readonly writable: Verdict
}

/** Whether a file or folder belongs to this user and to nobody else. Nothing is found about what is not there. */
export function privacyOf(path: string, demands: Demands, { uid }: Facts): readonly Finding[] {
  const stat = statOf(path)
  // A device or a pipe in a file's place (/dev/null) is nobody's secret, and Windows has no such modes.
  if (stat === undefined || stat.kind === "other" || process.platform === "win32") return []
  return [...modeFindings(path, stat, demands), ...ownerFindings(path, stat, uid)]
}

function modeFindings(path: string, { mode, kind }: Stat, { readable, writable }: Demands): readonly Finding[] {
  const found = { about: `mode 0${(mode & 0o777).toString(8)}`, place: { file: path } }
  const remedy = `chmod ${kind === "folder" ? "700" : "600"} ${quoted(path)}`
  // In a sticky folder, as /tmp is, others cannot replace what is not theirs.
  const open = (mode & 0o022) !== 0 && (mode & 0o1000) === 0
  if (open) return [{ verdict: writable, text: `others can change this ${kind}`, remedy, ...found }]
  if ((mode & 0o077) === 0 || readable === undefined) return []
  return [{ verdict: readable, text: `others can read this ${kind}`, remedy, ...found }]
}

function ownerFindings(path: string, stat: Stat, uid: number | undefined): readonly Finding[] {
  if (uid === undefined || stat.uid === uid || stat.uid === 0) return []
  const found = { about: `user id ${stat.uid}`, place: { file: path } }
  const text = `this ${stat.kind} belongs to another user, who can change it`
  return [{ verdict: uid === 0 ? "warning" : "fault", text, remedy: `sudo chown "$USER" ${quoted(path)}`, ...found }]
}
