import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import { onOneLine } from "../printable.ts"
import { quoted } from "../quoted.ts"
import { documentOf, settingsText } from "./settings-file.ts"
import { lineOf, type Path } from "./settings-lines.ts"
import { checkValue } from "./settings-values.ts"

/** Ways to hand an identity over that a folder may ask for. */
export const folderWays = ["env", "profile", "process"] as const

/** What a `.guise` file says. */
export interface FolderRules {
  readonly profile: string
  readonly region?: string
  readonly as?: (typeof folderWays)[number]
  /** The shell hook wears the profile on entering the folder, and takes it off on leaving. */
  readonly auto: boolean
  /** Extra variables, none of which decides who one is or what code runs. */
  readonly env: Readonly<Record<string, string>>
}

/** What is wrong, and where in the document. */
interface Fault {
  readonly path: Path
  readonly text: string
}

/**
 * What these bytes of a `.guise` file say, every key and value checked.
 * Errors: `file-malformed` when they are no TOML, `settings-invalid` for what does not belong there; with file and line.
 */
export function parseFolderRules(file: string, bytes: Uint8Array): FolderRules {
  const text = settingsText(onOneLine(file), bytes)
  const document = documentOf(onOneLine(file), text)
  const faults: Fault[] = []
  const values: { -readonly [K in keyof FolderRules]?: unknown } = {}
  for (const [key, value] of Object.entries(document)) {
    if (!isKey(key)) faults.push({ path: [key], text: `${JSON.stringify(key)} means nothing here.${meant(key)}` })
    else {
      const fault = keys[key](value)
      if (fault === undefined) values[key] = value
      else faults.push({ path: [key, ...fault.path], text: fault.text })
    }
  }
  if (document.profile === undefined) faults.push({ path: [], text: 'it names no profile, as profile = "prod-admin"' })
  const [first] = faults
  if (first !== undefined) throw invalid(file, text, first, faults.length - 1)
  return { auto: false, env: {}, ...values } as FolderRules
}

const keys: Readonly<Record<keyof FolderRules, (value: unknown) => Fault | undefined>> = {
  profile: value =>
    typeof value === "string" && value.trim() !== "" && !/\p{Cc}/u.test(value)
      ? undefined
      : here('profile wants the name of a profile in quotes, as "prod-admin"'),
  // As botocore checks a region: it becomes part of a host's name.
  region: value =>
    typeof value === "string" && /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/.test(value)
      ? undefined
      : here('region wants the name of a region in quotes, as "eu-west-1"'),
  as: value =>
    folderWays.some(way => way === value)
      ? undefined
      : here(`as wants one of ${folderWays.map(way => JSON.stringify(way)).join(", ")}`),
  auto: value => (typeof value === "boolean" ? undefined : here("auto wants true or false, without quotes")),
  env: value => {
    const checked = checkValue("env", value)
    if ("value" in checked) return undefined
    return { path: checked.at === undefined ? [] : [checked.at], text: checked.fault }
  },
}

function here(text: string): Fault {
  return { path: [], text }
}

function isKey(key: string): key is keyof FolderRules {
  return Object.hasOwn(keys, key)
}

function meant(key: string): string {
  return nearestClause(key, Object.keys(keys)) || ` A .guise file says ${Object.keys(keys).join(", ")}.`
}

function invalid(file: string, text: string, { path, text: said }: Fault, others: number): GuiseError {
  const more = others === 0 ? "" : ` (${others} more to come)`
  const sentence = said.endsWith(".") ? said : `${said}.`
  // To find the line takes time by the square of the length, and strangers write such files too.
  const place = text.length > 4096 ? onOneLine(file) : `${onOneLine(file)}:${lineOf(text, path)}`
  return new GuiseError("settings-invalid", `${place}: ${sentence}${more}`, {
    hint: onOneLine(`\${EDITOR:-vi} ${quoted(file)}`),
  })
}
