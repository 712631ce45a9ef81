import { everyMinutes, type Job, type TimerFile, timerName } from "./job.ts"
import { xmlText } from "./xml.ts"

/** A launchd agent of the user, to lie in `folder` (~/Library/LaunchAgents). launchd.plist(5) */
export function launchdAgent({ words, env }: Job, folder: string): TimerFile {
  const variables = Object.entries(env).map(
    ([name, value]) => `    <key>${xmlText(name)}</key>\n    ${string(value)}\n`,
  )
  return {
    path: `${folder}/${timerName}.plist`,
    text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Made by "guise write" (keep-fresh); "guise write" (remove) takes it away. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(timerName)}
  <key>ProgramArguments</key>
  <array>
${words.map(word => `    ${string(word)}\n`).join("")}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join("")}  </dict>
  <key>StartInterval</key>
  <integer>${everyMinutes * 60}</integer>
  <key>RunAtLoad</key>
  <true/>
  <key>ProcessType</key>
  <string>Background</string>
</dict>
</plist>
`,
  }
}

function string(text: string): string {
  return `<string>${xmlText(text)}</string>`
}
