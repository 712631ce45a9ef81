import { type BrowserChoice, parseBrowser } from "../../config/browser.ts"
import { sha256 } from "../../sys/digest.ts"
import { makePrivateFolder } from "../../sys/disk.ts"
import { pathsOf } from "../../sys/paths.ts"
import { isSomebodyThere } from "../../sys/somebody.ts"
import type { Browser, Env } from "../../types.ts"
import { aroundHere, elsewhere, hasDisplay, type Surroundings } from "./elsewhere.ts"
import { commandLines, isHere, type Page } from "./kinds.ts"

/** Whose pages are opened, and what the settings say of browsers for that profile. */
export interface Meant extends Omit<Page, "url"> {
  /** The setting `browser`, checked. */
  readonly browser: string | undefined
}

export interface BrowserOptions {
  readonly env: Env
  /** The person wants to sign in on another device, whatever this one has. */
  readonly device?: boolean
}

/**
 * The browser of whoever typed this command; undefined where nobody did: without a terminal, from a background job, and
 * for what a shell's hook does by itself. Who is `meant` is asked only when there is a page to open.
 */
export async function personsBrowser(options: BrowserOptions, meant: () => Meant): Promise<Browser | undefined> {
  return (await isSomebodyThere()) ? browserAt(options, meant, aroundHere(options.env)) : undefined
}

/** A browser as the settings, the variable BROWSER and these surroundings have it. */
export function browserAt({ env, device }: BrowserOptions, meant: () => Meant, around: Surroundings): Browser {
  return {
    get comesBack() {
      if (device === true) return false
      return elsewhere(around) === undefined || (hasDisplay(around) && isHere(choiceOf(meant())))
    },
    async open(url) {
      const address = webAddress(url)
      if (address === undefined) return false
      const { browser, ...whose } = meant()
      const page = { ...whose, url: address }
      // Whoever opens nothing has no use for what starts programs.
      const { startDetached } = await import("../../sys/detached.ts")
      const lines = commandLines(choiceOf({ browser }), page, around, profile => folderFor(profile, env))
      for (const line of lines) if (await startDetached(line, withoutOurs(env), patience)) return true
      return false
    },
  }
}

/** Milliseconds in which a browser that cannot show the page says so. One that runs in the foreground goes on meanwhile. */
const patience = 1500

function choiceOf({ browser }: Pick<Meant, "browser">): BrowserChoice {
  const choice = parseBrowser(browser ?? "default")
  // Settings are checked where they are read.
  return "fault" in choice ? { kind: "default" } : choice
}

/** Pages come from what servers answer as well: nothing but the web is opened, and no word that could be a switch. */
function webAddress(url: string): string | undefined {
  const address = URL.parse(url)
  return address?.protocol === "https:" || address?.protocol === "http:" ? address.href : undefined
}

/** The browser lives on for days, and so would what guise was handed for this command. */
function withoutOurs(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|GUISE)_/i.test(name)))
}

/** No profile's name stands in the name of a file. */
function folderFor(profile: string, env: Env): string {
  const { data } = pathsOf(env)
  const separator = process.platform === "win32" ? "\\" : "/"
  const folder = [data, "browsers", sha256([profile]).slice(0, 16)].join(separator)
  makePrivateFolder(folder)
  return folder
}
