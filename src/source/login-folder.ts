import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { recordIn } from "../record.ts"
import type { Env } from "../types.ts"
import { tokenClaims } from "./id-token.ts"
import { loginFile, loginFolder } from "./login-file.ts"

/** A sign-in to AWS that lies where all tools keep them, whether a profile names it or none does. */
export interface LoginAt {
  readonly path: string
  /** Who signed in, where the file says so. */
  readonly session?: string
}

/** All that lie there, whole or not. */
export async function loginsInFolder(env: Env): Promise<readonly LoginAt[]> {
  const folder = loginFolder(env)
  const names = await readdir(folder).catch(() => [])
  // Files of other names are other tools' own.
  const paths = names.filter(name => /^[0-9a-f]{64}\.json$/.test(name)).map(name => join(folder, name))
  return Promise.all(paths.map(path => looked(path, env)))
}

async function looked(path: string, env: Env): Promise<LoginAt> {
  const { idToken } = recordIn(await readFile(path, "utf8").catch(() => "")) ?? {}
  const session = typeof idToken === "string" ? tokenClaims(idToken)?.subject : undefined
  return session !== undefined && loginFile(session, env) === path ? { path, session } : { path }
}
