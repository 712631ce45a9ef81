/** What a section is for. "default" is a bare `[default]` in the config file, which `[profile default]` replaces. */
export type SectionKind = "profile" | "default" | "sso-session" | "services" | "other"

export interface SectionName {
  readonly kind: SectionKind
  readonly name: string
}

/** Which of the two AWS files: their sections are named differently. */
export type FileRole = "config" | "credentials"

/**
 * What a section's title (the text between its brackets) names. Config: `profile NAME` and the like, NAME quoted as a
 * POSIX shell would, for that is how the AWS CLI writes and reads it; anything else, `[profiles x]` and
 * `[profile a b]` included, is "other". Credentials: the whole title is the profile's name.
 */
export function nameSection(title: string, role: FileRole): SectionName {
  const gap = firstBlank(title)
  const word = gap < 0 ? title : title.slice(0, gap)
  const prefix = word === "profile" || word === "sso-session" || word === "services" ? word : undefined
  if (role === "credentials") {
    const kind = title === "" || (prefix !== undefined && gap >= 0) ? "other" : "profile"
    return { kind, name: title }
  }
  if (title === "default") return { kind: "default", name: title }
  const name = prefix === undefined || gap < 0 ? undefined : unquoted(title.slice(gap).trimStart())
  return prefix === undefined || !name ? { kind: "other", name: title } : { kind: prefix, name }
}

function firstBlank(text: string): number {
  const space = text.indexOf(" ")
  const tab = text.indexOf("\t")
  return tab < 0 || (space >= 0 && space < tab) ? space : tab
}

/** One shell word; undefined when it is several, or a quote stays open. */
function unquoted(text: string): string | undefined {
  if (firstBlank(text) < 0 && !text.includes('"') && !text.includes("'") && !text.includes("\\")) return text
  let word = ""
  let quote = ""
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    if (char === "\\" && quote !== "'" && next !== "" && (quote === "" || next === '"' || next === "\\")) {
      word += next
      at += 1
    } else if (char === quote) quote = ""
    else if (quote !== "") word += char
    else if (char === '"' || char === "'") quote = char
    else if (char === " " || char === "\t") return undefined
    else word += char
  }
  return quote === "" ? word : undefined
}

/** How a header line is written that some tools read differently. */
export function headerTraps(header: string, role: FileRole): string[] {
  const traps = headerRules.filter(([, roles, pattern]) => roles.includes(role) && pattern.test(header))
  return traps.map(([text]) => text)
}

const both: readonly FileRole[] = ["config", "credentials"]
const config: readonly FileRole[] = ["config"]
const headerRules: readonly (readonly [text: string, roles: readonly FileRole[], pattern: RegExp])[] = [
  ["the header is indented; the Rust SDK and the C-based ones refuse the whole file", both, /^\s+\[/],
  [
    "blanks beside the brackets; the AWS CLI and the JavaScript SDK do not find the section",
    both,
    /^\s*\[\s|^[^\]#;]*\s\]/,
  ],
  ["the name is quoted; the Rust SDK and the C-based ones ignore the section", config, /^\s*\[\s*[\w-]+\s+["']/],
  [
    "more than one blank before the name; the JavaScript SDK ignores the section",
    config,
    /^\s*\[\s*[\w-]+(?:\s{2,}|\t)\S/,
  ],
  ["a comment touches the bracket; the JavaScript SDK ignores the section", both, /\][#;]/],
  ['the comment holds a "]"; the AWS CLI misreads the section\'s name', both, /\]\s*[#;].*\]/],
]
