import { readFileSync } from "node:fs"
import { userInfo } from "node:os"
import type { Env } from "../types.ts"

const longest = 64

/**
 * The RoleSessionName when none is asked for: `guise-` and the user, as CloudTrail and trust policies will show it.
 * The same at every call, so that a condition on it can be written; in the form that STS takes (`[\w+=,.@-]{2,64}`).
 */
export function defaultSessionName(env: Env): string {
  const user = env.USER || env.LOGNAME || env.USERNAME || loginName()
  const name = user.normalize("NFKD").replace(/[^A-Za-z0-9_+=,.@-]/g, "")
  return name === "" ? "guise" : `guise-${name}`.slice(0, longest)
}

/** Cron and containers set no USER; a user id without a name has none at all. */
function loginName(): string {
  try {
    const { uid, username } = userInfo()
    // Bun takes the name from the environment, which has just been found empty, and then says "unknown".
    return process.versions.bun === undefined ? username : nameInPasswd(uid)
  } catch {
    return ""
  }
}

/** passwd(5): name, password, user id, … */
function nameInPasswd(uid: number): string {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n")
  return lines.map(line => line.split(":")).find(fields => fields[2] === String(uid))?.[0] ?? ""
}
