/** Options of `guise process` that take the next word as their value, so that it is not read as the profile's name. */
const valued: ReadonlySet<string> = new Set([
  "--region",
  "-d",
  "--duration",
  "--min-ttl",
  "--session-name",
  "--external-id",
  "--mfa-code",
  "--token-code",
  "--role-arn",
  "--policy",
  "--tags",
  "--source-identity",
])

/**
 * True when a `credential_process` line runs guise for the very profile it stands in: a line of our own, which other tools
 * follow to reach guise. As a source it would call itself for ever.
 */
export function isOwnLine(command: string, profile: string): boolean {
  const line = ownLineIn(command)
  // Without a name guise does what the environment says, which for a caller that wears this profile is this profile.
  return line !== undefined && (line.profile === undefined || line.profile === profile)
}

/** What a `credential_process` line that runs guise asks it for; undefined for a line that runs something else. */
export function ownLineIn(command: string): { readonly profile?: string } | undefined {
  const words = wordsOf(command)
  const program = programAt(words)
  const verb = words.indexOf("process", program + 1)
  if (verb < 0 || !/^guise(\.exe|\.mjs|\.cmd)?$/i.test(basename(words[program] ?? ""))) return undefined
  const profile = profileAsked(words.slice(verb + 1))
  return profile === undefined ? {} : { profile }
}

/** The program that a `credential_process` line runs. */
export interface Program {
  readonly path: string
  /** Another one (node, env) runs it. */
  readonly run: boolean
  /** How many words come after it. */
  readonly args: number
}

/** The program that a `credential_process` line runs; undefined when there is none in it. */
export function programIn(command: string): Program | undefined {
  const words = wordsOf(command)
  const at = programAt(words)
  const path = words[at]
  if (path === undefined) return undefined
  return { path, run: at > 0 && !words.slice(0, at).every(isVariable), args: words.length - at - 1 }
}

/** A command that goes on over indented lines is one command to the AWS CLI; to a shell each line would be one. */
export function oneLine(command: string): string {
  return command.replace(/\\?\n/g, " ")
}

/** What may stand before the program: variables for it, and what runs it. */
function programAt(words: readonly string[]): number {
  return words.findIndex(word => !isVariable(word) && !/^(node|bun|env|exec)(\.exe)?$/i.test(basename(word)))
}

function isVariable(word: string): boolean {
  return /^\w+=/.test(word)
}

function profileAsked(words: readonly string[]): string | undefined {
  let name: string | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    if (word === "-p" || word === "--profile") return words[index + 1]
    if (word.startsWith("--profile=")) return word.slice("--profile=".length)
    if (/^-p./.test(word)) return word.slice("-p".length)
    if (valued.has(word)) index++
    else if (!word.startsWith("-")) name ??= word
  }
  return name
}

/** The words of a command line, quotes taken off; a backslash only escapes a blank, a quote or itself (Windows paths). */
function wordsOf(line: string): readonly string[] {
  const words = oneLine(line).matchAll(/(?:"(?:\\["\\]|[^"])*"|'[^']*'|\\[\s"'\\]|[^\s"'])+/g)
  return Array.from(words, ([word]) => word.replace(/"((?:\\["\\]|[^"])*)"|'([^']*)'|\\([\s"'\\])/g, unquote))
}

function unquote(_all: string, double?: string, single?: string, escaped?: string): string {
  return double?.replace(/\\(["\\])/g, "$1") ?? single ?? escaped ?? ""
}

function basename(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
}
