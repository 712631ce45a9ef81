import { spawn } from "node:child_process"
import type { Browser, Env } from "../../types.ts"

/** The browser that BROWSER names; undefined without one. */
export function browserOf(env: Env, device = false): Browser | undefined {
  const [program, ...words] = (env.BROWSER ?? "").split(" ")
  if (!program) return undefined
  const far = device || Boolean(env.SSH_CONNECTION) || Boolean(env.WSL_DISTRO_NAME)
  return {
    comesBack: !far,
    open: url =>
      new Promise(done => {
        const args = words.includes("%s") ? words.map(word => (word === "%s" ? url : word)) : [...words, url]
        const child = spawn(program, args, { stdio: "ignore", detached: true })
        child.once("error", () => done(false))
        child.once("spawn", () => done(true))
        child.unref()
      }),
  }
}
