import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type binary, type Home, wordOf } from "./harness.ts"

/** What a home says of a browser that guise starts on this very machine, wherever tests run: a page comes back to it. */
export interface OwnBrowser {
  readonly env: Readonly<Record<"PATH" | "GUISE_BROWSER" | "DISPLAY", string>>
  /** The program, for settings that name one. */
  readonly program: string
  /** What it does from now on, in sh, with the page in `$1`. */
  becomes(script: string): void
}

/** Puts it first on PATH. It does nothing yet. */
export function ownBrowser(home: Home): OwnBrowser {
  const bin = join(home.folder, "browsers")
  mkdirSync(bin)
  const program = join(bin, "google-chrome")
  const browser: OwnBrowser = {
    program,
    env: { PATH: `${bin}:${home.env.PATH}`, GUISE_BROWSER: "chromium-profile", DISPLAY: ":nowhere" },
    becomes(script) {
      const lines = ["#!/bin/sh", 'for url; do :; done; set -- "$url"', script, ""]
      writeFileSync(program, lines.join("\n"), { mode: 0o755 })
    },
  }
  browser.becomes("exit 0")
  return browser
}

/** The line with which such a browser signs in at the sandbox. It is handed nothing of guise's, so it brings its own. */
export function signsIn(build: typeof binary, sandboxEnv: Readonly<Record<string, string>>, as = ""): string {
  const variables = Object.entries(sandboxEnv).map(([name, value]) => `${name}='${value}'`)
  return `exec env ${variables.join(" ")} ${wordOf(build)} sandbox --browse "$1" ${as}`
}
