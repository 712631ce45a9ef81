import { type BrowserChoice, type CommandWords, commandWords, filled } from "../../config/browser.ts"
import type { Surroundings } from "./elsewhere.ts"
import { chromiums, firefoxes, openersOf, systemOpeners } from "./programs.ts"

/** A page to open, and whose it is. */
export interface Page {
  readonly url: string
  readonly profile: string
  /** Empty when it is not known. */
  readonly account: string
}

type Kind = BrowserChoice["kind"]
type ChoiceOf<K extends Kind> = Extract<BrowserChoice, { readonly kind: K }>

interface Row<K extends Kind> {
  /** The command lines that open the page, the best first. A `folder` is guise's own for browsers. */
  readonly lines: (choice: ChoiceOf<K>, page: Page, around: Surroundings, folder: FolderFor) => readonly CommandWords[]
  /** True for a browser that guise itself starts on this machine: its loopback is ours, wherever the person sits. */
  readonly here: boolean
}

/** A private folder for a browser that is kept apart for this profile, made when it is first asked for. */
export type FolderFor = (profile: string) => string

const rows: { readonly [K in Kind]: Row<K> } = {
  default: {
    here: false,
    lines: (_choice, { url }, around) => [
      ...openersOf(around.env.BROWSER ?? "", url, wordsOf, around.platform),
      ...systemOpeners(url, around),
    ],
  },
  "firefox-container": {
    here: false,
    // "Open external links in a container" takes such addresses; the names of containers are made as they come.
    lines: ({ name }, page, around) => {
      const address = `ext+container:name=${encodeURIComponent(filled(name, page))}&url=${encodeURIComponent(page.url)}`
      return firefoxes(around).map(program => [program, address])
    },
  },
  "chromium-profile": {
    here: true,
    lines: ({ name }, page, around, folder) => {
      const own =
        name === undefined ? `--user-data-dir=${folder(page.profile)}` : `--profile-directory=${filled(name, page)}`
      const quiet = ["--no-first-run", "--no-default-browser-check"]
      return chromiums(around).map(program => [program, own, ...quiet, page.url])
    },
  },
  command: {
    here: false,
    lines: ({ words: [program, ...args] }, page) => {
      const given = args.map(word => filled(word, { ...page }))
      return [[filled(program, page), ...given, ...(args.some(word => word.includes("{url}")) ? [] : [page.url])]]
    },
  },
}

/** The command lines that open a page as was chosen; the next is tried where one does not start. */
export function commandLines<K extends Kind>(
  choice: ChoiceOf<K> & { readonly kind: K },
  page: Page,
  around: Surroundings,
  folder: FolderFor,
): readonly CommandWords[] {
  return rows[choice.kind].lines(choice, page, around, folder)
}

/** True when the browser is one that guise starts on this machine. */
export function isHere({ kind }: BrowserChoice): boolean {
  return rows[kind].here
}

function wordsOf(text: string): CommandWords | undefined {
  const parsed = commandWords(text)
  return "fault" in parsed ? undefined : parsed.words
}
