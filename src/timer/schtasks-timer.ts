import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { answerOf, have } from "./ask.ts"
import { timerName } from "./job.ts"
import { scheduledTask } from "./schtasks.ts"
import type { Timer, TimerHost } from "./timer.ts"

/** A scheduled task of the user. */
export function schtasksTimer(host: TimerHost): Timer {
  const { env } = host
  return {
    kind: "schtasks",
    // Tasks of a user start with all that the user's list of variables has.
    plain: { PATH: env.PATH, USERPROFILE: env.USERPROFILE, APPDATA: env.APPDATA, LOCALAPPDATA: env.LOCALAPPDATA },
    async whyNot() {
      const answer = await answerOf(host, "schtasks", "/Query", "/FO", "LIST")
      return answer === undefined ? "schtasks does not answer" : undefined
    },
    shown: job => `# the scheduled task ${timerName}\n${scheduledTask(job)}`,
    async install(job) {
      const folder = mkdtempSync(join(tmpdir(), "guise-task-"))
      try {
        const file = join(folder, "task.xml")
        // schtasks reads UTF-16 with its mark, and nothing else for certain.
        writeFileSync(file, `\uFEFF${scheduledTask(job)}`, "utf16le")
        await have(host, ["schtasks", "/Create", "/TN", timerName, "/XML", file, "/F"])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    isThere: async () => (await answerOf(host, "schtasks", "/Query", "/TN", timerName)) !== undefined,
    async remove() {
      if ((await answerOf(host, "schtasks", "/Query", "/TN", timerName)) !== undefined)
        await have(host, ["schtasks", "/Delete", "/TN", timerName, "/F"])
    },
  }
}
