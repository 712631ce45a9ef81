import { existsSync } from "node:fs"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { answerOf, have } from "./ask.ts"
import { timerName } from "./job.ts"
import { systemdUnits } from "./systemd.ts"
import type { Timer, TimerHost } from "./timer.ts"

/** A timer of the user's own systemd. */
export function systemdTimer(host: TimerHost): Timer {
  const { env, home, uid } = host
  const config = env.XDG_CONFIG_HOME?.startsWith("/") ? env.XDG_CONFIG_HOME : `${env.HOME || home}/.config`
  const folder = `${config}/systemd/user`
  const unit = `${timerName}.timer`
  const files = [`${folder}/${timerName}.service`, `${folder}/${unit}`]
  const remove = async () => {
    // Where no systemd of the user runs, nothing is lost by its not hearing of it: the files are what counts.
    await answerOf(host, "systemctl", "--user", "disable", "--now", unit)
    for (const file of [...files, `${folder}/timers.target.wants/${unit}`]) unlinkIfThere(file)
    await answerOf(host, "systemctl", "--user", "daemon-reload")
  }
  return {
    kind: "systemd",
    plain: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      XDG_RUNTIME_DIR: `/run/user/${uid}`,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=/run/user/${uid}/bus`,
    },
    async whyNot() {
      const version = await answerOf(host, "systemctl", "--user", "show", "--property=Version")
      return version === undefined ? "no systemd of this user answers" : undefined
    },
    shown: job =>
      systemdUnits(job, folder)
        .map(({ path, text }) => `# ${path}\n${text}`)
        .join("\n"),
    async install(job) {
      for (const { path, text } of systemdUnits(job, folder)) writePrivate(path, text)
      try {
        await have(host, ["systemctl", "--user", "daemon-reload"])
        await have(host, ["systemctl", "--user", "enable", "--now", unit])
      } catch (error) {
        // Files alone would look like a timer, to guise doctor too.
        await remove()
        throw error
      }
    },
    isThere: async () => files.some(file => existsSync(file)),
    remove,
  }
}
