import type { CommandWords } from "../../config/browser.ts"
import { hasDisplay, isWsl, type Surroundings } from "./elsewhere.ts"

/** A way to be tried: a program, to be called by the words that follow. The next one is tried when it does not start. */
type Programs = readonly string[]

/** What opens a page with the system's own browser, the best first; none where no browser could be seen. */
export function systemOpeners(url: string, around: Surroundings): readonly CommandWords[] {
  const { platform } = around
  if (platform === "darwin") return [["open", url]]
  if (platform === "win32") return [["rundll32", "url.dll,FileProtocolHandler", url]]
  const windows = isWsl(around) ? windowsOpeners(url) : []
  // Without a display there are only browsers for the terminal, which is not theirs to take.
  if (!hasDisplay(around)) return windows
  return [...windows, ["xdg-open", url], ["gio", "open", url], ["sensible-browser", url], ["x-www-browser", url]]
}

/**
 * What the variable BROWSER says, as xdg-open(1) and Python's webbrowser read it: commands between colons (semicolons on
 * Windows), `%s` for the address, or the address at the end. A last `&` tells Python not to wait, which guise never does.
 */
export function openersOf(
  variable: string,
  url: string,
  words: (text: string) => CommandWords | undefined,
  platform: NodeJS.Platform,
): readonly CommandWords[] {
  return variable.split(platform === "win32" ? ";" : ":").flatMap(text => {
    const [program, ...rest] = words(text) ?? []
    if (program === undefined) return []
    const args = rest.at(-1) === "&" ? rest.slice(0, -1) : rest
    // As a function, since a text may hold `$&`, which stands for what it replaces.
    const given = args.map(word => word.replaceAll("%s", () => url))
    return [[program, ...given, ...(args.some(word => word.includes("%s")) ? [] : [url])] as const]
  })
}

/** Chromium and what is made of it, which all take the same switches. */
export function chromiums({ env, platform }: Surroundings): Programs {
  switch (platform) {
    case "darwin":
      return ["Google Chrome", "Chromium", "Brave Browser", "Microsoft Edge"].map(macProgram)
    case "win32":
      return inProgramFolders(env, [
        "Google\\Chrome\\Application\\chrome.exe",
        "Chromium\\Application\\chrome.exe",
        "BraveSoftware\\Brave-Browser\\Application\\brave.exe",
        "Microsoft\\Edge\\Application\\msedge.exe",
      ])
    default:
      return [
        "google-chrome",
        "google-chrome-stable",
        "chromium",
        "chromium-browser",
        "brave-browser",
        "brave",
        "microsoft-edge",
        "microsoft-edge-stable",
      ]
  }
}

export function firefoxes({ env, platform }: Surroundings): Programs {
  switch (platform) {
    case "darwin":
      return [macProgram("Firefox", "firefox")]
    case "win32":
      return inProgramFolders(env, ["Mozilla Firefox\\firefox.exe"])
    default:
      return ["firefox", "firefox-esr"]
  }
}

function windowsOpeners(url: string): readonly CommandWords[] {
  // PowerShell takes its command line for code; in single quotes only these have to be doubled.
  const start = `Start-Process '${url.replaceAll("'", "''")}'`
  return [
    ["wslview", url],
    ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", start],
  ]
}

function macProgram(app: string, program: unknown = app): string {
  return `/Applications/${app}.app/Contents/MacOS/${typeof program === "string" ? program : app}`
}

function inProgramFolders(env: Surroundings["env"], paths: readonly string[]): Programs {
  const folders = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].filter(Boolean)
  return paths.flatMap(path => folders.map(folder => `${folder}\\${path}`))
}
