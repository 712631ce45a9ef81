import { everyMinutes, type Job, type TimerFile, timerName } from "./job.ts"

/**
 * A service and its timer for the user's own systemd, to lie in `folder`.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html
 */
export function systemdUnits(job: Job, folder: string): readonly [service: TimerFile, timer: TimerFile] {
  return [
    { path: `${folder}/${timerName}.service`, text: serviceText(job) },
    { path: `${folder}/${timerName}.timer`, text: timerText },
  ]
}

function serviceText({ words, env }: Job): string {
  const variables = Object.entries(env).map(([name, value]) => `Environment=${quotedWord(`${name}=${value}`)}\n`)
  return `${head}
[Unit]
Description=Renew temporary AWS credentials before they end (guise)

[Service]
Type=oneshot
${variables.join("")}ExecStart=${commandOf(words)}
TimeoutStartSec=${everyMinutes}min
`
}

/** `$` begins a variable in the arguments of a command; not in its path, and not in `Environment=`. */
function commandOf(words: Job["words"]): string {
  const [program, ...args] = /["'\\]/.test(words[0]) ? ([...throughShell, ...words] as const) : words
  return [quotedWord(program), ...args.map(word => quotedWord(word).replaceAll("$", "$$$$"))].join(" ")
}

/** systemd refuses a program with a quote or a backslash in its path, however it is written. */
const throughShell = ["/bin/sh", "-c", 'exec "$0" "$@"'] as const

const head = `# Made by "guise write --keep-fresh"; "guise write --remove" takes it away.`

/** Spread over half a minute: of many machines that wake at the full five minutes not all ask AWS at once. */
const timerText = `${head}
[Unit]
Description=Renew temporary AWS credentials before they end (guise), every ${everyMinutes} minutes

[Timer]
OnCalendar=*:0/${everyMinutes}
RandomizedDelaySec=30
AccuracySec=15
Persistent=true

[Install]
WantedBy=timers.target
`

/**
 * One word, whatever is in it: quoted as in C, `%` doubled since it begins a specifier everywhere.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
 */
function quotedWord(word: string): string {
  return `"${word.replace(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`
}
