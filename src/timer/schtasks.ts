import { GuiseError } from "../errors.ts"
import { everyMinutes, type Job, timerName } from "./job.ts"
import { xmlText } from "./xml.ts"

/**
 * A scheduled task of the user, for `schtasks /Create /XML`. Tasks have no environment of their own, so cmd.exe sets what
 * is wanted. Error: `not-supported` for a word that cmd.exe cannot be told.
 * https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
 */
export function scheduledTask({ words, env }: Job): string {
  const sets = Object.entries(env).map(([name, value]) => `set "${insist(`${name}=${value}`)}"&&`)
  const command = words.map(word => `"${insist(word)}"`).join(" ")
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Renew temporary AWS credentials before they end (guise). "guise write --remove" takes it away.</Description>
    <URI>\\${timerName}</URI>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT${everyMinutes}M</Interval>
      </Repetition>
      <StartBoundary>2020-01-01T00:00:00</StartBoundary>
    </TimeTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Hidden>true</Hidden>
    <ExecutionTimeLimit>PT${everyMinutes}M</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>cmd.exe</Command>
      <Arguments>${xmlText(`/d /s /c "${sets.join("")}${command}"`)}</Arguments>
    </Exec>
  </Actions>
</Task>
`
}

/** On a command line of cmd.exe nothing keeps `%NAME%` from being replaced, and a quote ends a word. */
function insist(word: string): string {
  if (!/["%!\p{Cc}]/u.test(word)) return word
  throw new GuiseError(
    "not-supported",
    `A scheduled task cannot be told ${JSON.stringify(word)}: cmd.exe has no way to write it.`,
    { hint: "guise refresh --watch" },
  )
}
