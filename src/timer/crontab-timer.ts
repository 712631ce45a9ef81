import { GuiseError } from "../errors.ts"
import { have } from "./ask.ts"
import { hasCronLine, withCronLine, withoutCronLine } from "./crontab.ts"
import type { Timer, TimerHost } from "./timer.ts"

/** A line in the user's crontab. */
export function crontabTimer(host: TimerHost): Timer {
  const put = (text: string) => (text === "" ? have(host, ["crontab", "-r"]) : have(host, ["crontab", "-"], text))
  return {
    kind: "crontab",
    plain: { PATH: "/usr/bin:/bin" },
    async whyNot() {
      const found = await readCrontab(host)
      return "why" in found ? found.why : undefined
    },
    shown: job => `# in your crontab\n${withCronLine("", job)}`,
    async install(job) {
      await put(withCronLine(await crontabOf(host), job))
    },
    async isThere() {
      const found = await readCrontab(host)
      return "text" in found && hasCronLine(found.text)
    },
    async remove() {
      const before = await crontabOf(host)
      if (hasCronLine(before)) await put(withoutCronLine(before))
    },
  }
}

/** A crontab that could not be read must not be replaced by one that has our line alone. */
async function crontabOf(host: TimerHost): Promise<string> {
  const found = await readCrontab(host)
  if ("text" in found) return found.text
  throw new GuiseError("not-supported", `Your crontab was not touched: ${found.why}.`, { hint: "crontab -l" })
}

async function readCrontab(host: TimerHost): Promise<{ readonly text: string } | { readonly why: string }> {
  // Its words tell an absent crontab from one that may not be read.
  const env = { ...host.env, LC_ALL: "C" }
  const ended = await host.run({ words: ["crontab", "-l"], env, timeoutSeconds: 20 })
  if (ended.end === "not-started") return { why: "there is no crontab program" }
  if (ended.end === "timed-out") return { why: "crontab -l does not end" }
  if (ended.status === 0) return { text: ended.stdout }
  // Vixie's, cronie's and macOS's words; those of BusyBox.
  return /no crontab for|No such file/i.test(ended.stderr) ? { text: "" } : { why: "crontab -l fails" }
}
