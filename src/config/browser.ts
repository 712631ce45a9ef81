/**
 * What opens pages, as the setting `browser` says it: a kind of guise's own, or a command. Texts and words may hold
 * `{profile}` and `{account}`, words of a command `{url}` as well.
 */
export type BrowserChoice =
  | { readonly kind: "default" }
  | { readonly kind: "firefox-container"; readonly name: string }
  /** A profile of the person's own browser; without a name a folder of guise's, one for each AWS profile. */
  | { readonly kind: "chromium-profile"; readonly name?: string }
  | { readonly kind: "command"; readonly words: CommandWords }

export type CommandWords = readonly [program: string, ...args: string[]]

/** What stands for the things that differ from page to page. */
export type Placeholder = "url" | "profile" | "account"

export const placeholders: readonly Placeholder[] = ["url", "profile", "account"]

/** The setting's text as a choice, or what is wrong with it: a clause. */
export function parseBrowser(text: string): BrowserChoice | { readonly fault: string } {
  const [, kind = "", , name] = /^([a-z-]+)(:(.*))?$/s.exec(text.trim()) ?? []
  if (Object.hasOwn(kinds, kind)) return ofKind(kind as keyof typeof kinds, name?.trim())
  const words = commandWords(text)
  if ("fault" in words) return words
  const fault = placeholderFault(text, placeholders)
  return fault === undefined ? { kind: "command", words: words.words } : { fault }
}

/**
 * A text with the placeholders filled in. They are filled in once and together: what stands for one is never looked
 * through for another.
 */
export function filled(text: string, values: Readonly<Partial<Record<Placeholder, string>>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name as Placeholder] ?? whole) : whole,
  )
}

/**
 * The words of a command line. No shell ever sees it: quotes of either kind keep blanks in a word, within double ones a
 * backslash keeps a quote or a backslash; anywhere else it is itself, since paths on Windows are full of them.
 */
export function commandWords(text: string): { readonly words: CommandWords } | { readonly fault: string } {
  const words: string[] = []
  let rest = text.trim()
  while (rest !== "") {
    const [word] = /^(?:[^\s"']|'[^']*'|"(?:[^"\\]|\\.)*")+/s.exec(rest) ?? [""]
    const after = rest.slice(word.length)
    if (word === "" || /^["']/.test(after)) return { fault: "a quote in it is never closed" }
    words.push(unquoted(word))
    rest = after.trimStart()
  }
  const [program, ...args] = words
  return program === undefined || program === "" ? { fault: "it names no program" } : { words: [program, ...args] }
}

const kinds = {
  default: { takesName: false },
  "firefox-container": { takesName: true },
  "chromium-profile": { takesName: true },
} as const

function ofKind(kind: keyof typeof kinds, name: string | undefined): BrowserChoice | { readonly fault: string } {
  if (name !== undefined && !kinds[kind].takesName) return { fault: `${kind} takes no name` }
  if (name === "") return { fault: `no name stands after ${kind}:` }
  const fault = placeholderFault(name ?? "", ["profile", "account"])
  if (fault !== undefined) return { fault }
  switch (kind) {
    case "default":
      return { kind }
    case "firefox-container":
      return { kind, name: name ?? "{profile}" }
    case "chromium-profile":
      return name === undefined ? { kind } : { kind, name }
  }
}

function placeholderFault(text: string, known: readonly Placeholder[]): string | undefined {
  const [, unknown] = [...text.matchAll(/\{(\w*)\}/g)].find(([, name]) => !known.includes(name as Placeholder)) ?? []
  if (unknown === undefined) return undefined
  return `{${unknown}} stands for nothing here: there are ${known.map(name => `{${name}}`).join(", ")}`
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"/gs,
    (_whole, single: string | undefined, double: string | undefined) =>
      single ?? (double ?? "").replace(/\\(["\\])/g, "$1"),
  )
}
