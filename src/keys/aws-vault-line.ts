import { secondsOf } from "../config/duration.ts"
import { regionInHost } from "../region.ts"

/** What a `credential_process` line that runs aws-vault asks it for. */
export interface VaultLine {
  readonly profile: string
  /** The same wishes, as guise takes them. */
  readonly flags: readonly string[]
}

/**
 * Takes a `credential_process` line apart that runs `aws-vault exec --json` or `aws-vault export --format=json`;
 * undefined for anything else, and for flags that have no counterpart: such a line stays as it is.
 */
export function vaultLine(line: string): VaultLine | undefined {
  const words = line.trim().split(/\s+/)
  const program = words.findIndex(word => !/^(env|exec|command|AWS_VAULT_\w+=.*)$/.test(word))
  // Quotes may mean anything; names that need them are the reader's to move over.
  if (/["'\\$`;|&<>()]/.test(line) || !/(^|\/)aws-vault(\.exe)?$/.test(words[program] ?? "")) return undefined
  const found = read(words.slice(program + 1))
  const isDocument = found?.verb === "exec" ? found.json : found?.verb === "export" && found.format === "json"
  return isDocument === true && found?.profile !== undefined
    ? { profile: found.profile, flags: found.flags }
    : undefined
}

interface Found {
  verb?: string
  profile?: string
  json: boolean
  format?: string
  readonly flags: string[]
}

function read(words: readonly string[]): Found | undefined {
  const found: Found = { json: false, flags: [] }
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    if (!word.startsWith("-")) {
      // A third word is a command: what that prints is none of ours.
      if (found.profile !== undefined) return undefined
      found[found.verb === undefined ? "verb" : "profile"] = word
      continue
    }
    const [name = "", glued] = cut(word)
    const kind = flagKinds[name]
    const value = kind === undefined || !valued.has(kind) ? "" : (glued ?? words[++index])
    if (kind === undefined || value === undefined || !take(kind, value, found)) return undefined
  }
  return found
}

/** False for a value that means nothing to guise. */
function take(kind: Kind, value: string, found: Found): boolean {
  switch (kind) {
    case "json":
      found.json = true
      return true
    case "format":
      found.format = value
      return true
    case "no-session":
      found.flags.push("--no-session")
      return true
    case "duration":
      found.flags.push("--duration", value)
      return secondsOf(value) !== undefined
    case "region":
      found.flags.push("--region", value)
      return regionInHost.test(value) && value === value.toLowerCase()
    default:
      return true
  }
}

function cut(word: string): readonly [name: string, value?: string] {
  const at = word.indexOf("=")
  return at < 0 || !word.startsWith("-") ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

type Kind = "drop" | "drop-value" | "json" | "no-session" | "format" | "duration" | "region"

const valued: ReadonlySet<Kind> = new Set(["drop-value", "format", "duration", "region"])

/** cli/global.go, exec.go and export.go. What is dropped says where aws-vault keeps its keys, or how it asks. */
const flagKinds: Readonly<Record<string, Kind>> = {
  "--json": "json",
  "-j": "json",
  "--no-session": "no-session",
  "-n": "no-session",
  "--format": "format",
  "--duration": "duration",
  "-d": "duration",
  "--region": "region",
  "--debug": "drop",
  "--stdout": "drop",
  "--lazy": "drop",
  "--backend": "drop-value",
  "--prompt": "drop-value",
  "--keychain": "drop-value",
  "--secret-service-collection": "drop-value",
  "--pass-dir": "drop-value",
  "--pass-cmd": "drop-value",
  "--pass-prefix": "drop-value",
  "--file-dir": "drop-value",
}
