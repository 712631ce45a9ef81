import { existsSync } from "node:fs"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { answerOf, have } from "./ask.ts"
import { timerName } from "./job.ts"
import { launchdAgent } from "./launchd.ts"
import type { Timer, TimerHost } from "./timer.ts"

/** An agent of the user's launchd. */
export function launchdTimer(host: TimerHost): Timer {
  const { env, home, uid } = host
  const folder = `${env.HOME || home}/Library/LaunchAgents`
  const file = `${folder}/${timerName}.plist`
  const domain = `gui/${uid}`
  const remove = async () => {
    await answerOf(host, "launchctl", "bootout", `${domain}/${timerName}`)
    unlinkIfThere(file)
  }
  return {
    kind: "launchd",
    plain: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
    async whyNot() {
      const answer = await answerOf(host, "launchctl", "print", domain)
      return answer === undefined ? "nobody is logged in on the desktop as this user" : undefined
    },
    shown(job) {
      const { path, text } = launchdAgent(job, folder)
      return `# ${path}\n${text}`
    },
    async install(job) {
      const { path, text } = launchdAgent(job, folder)
      writePrivate(path, text)
      // An agent of that name that runs already would be a refusal.
      await answerOf(host, "launchctl", "bootout", `${domain}/${timerName}`)
      try {
        await have(host, ["launchctl", "bootstrap", domain, path])
      } catch (error) {
        // An agent's file alone would look like a timer, to guise doctor too.
        await remove()
        throw error
      }
    },
    isThere: async () => existsSync(file),
    remove,
  }
}
