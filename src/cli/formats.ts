import type { Worn } from "../emit/env.ts"
import { dockerText, dotenvText, iniText } from "../emit/files.ts"
import { jsonDocument, processDocument } from "../emit/json.ts"
import { GuiseError } from "../errors.ts"
import { github } from "../shell/github.ts"
import type { Shell } from "../shell/interface.ts"
import { shellNamed } from "../shell/shell.ts"
import type { Env, EnvChange } from "../types.ts"
import { formatHabits, habitOf } from "./habits.ts"
import { ofAskingShell } from "./hook/asking-shell.ts"

/** One way to print credentials. */
type Format = (worn: Worn, change: EnvChange) => string

const fileFormats = {
  dotenv: (_worn, { set }) => dotenvText(set),
  docker: (_worn, { set }) => dockerText(set),
  json: worn => jsonDocument(worn),
  process: worn => processDocument(worn.credentials),
  ini: worn => iniText(worn),
} as const satisfies Record<string, Format>

const shells = ["bash", "zsh", "sh", "fish", "pwsh", "nu", "elvish", "cmd"] as const

/** Formats that are evaluated, or taken on in another way, by whoever asks. */
export const shellNames: readonly string[] = [...shells, "github"]

export const formatNames: readonly string[] = [...shells, ...Object.keys(fileFormats), "github"]

/** The format of that name; with none, that of the shell that asks. Error: `usage`, with the names there are. */
export function formatNamed(name: string | undefined, env: Env): Format {
  const lower = name?.toLowerCase() ?? ""
  if (Object.hasOwn(fileFormats, lower)) return fileFormats[lower as keyof typeof fileFormats]
  const shell = shellFor(name, env, formatNames)
  return (_worn, change) => shell.apply(change)
}

/** The shell of that name; with none, the one that asks. Error: `usage`, with the names there are. */
export function shellFor(name: string | undefined, env: Env, names: readonly string[] = shellNames): Shell {
  const shell = name?.toLowerCase() === "github" ? githubIn(env) : named(name, env)
  if (shell !== undefined) return shell
  const habit = names === shellNames ? undefined : habitOf(name ?? "", formatHabits)
  const all = `--format takes one of ${names.join(", ")}`
  throw new GuiseError(
    "usage",
    `There is no format ${JSON.stringify(name)}${names === shellNames ? " for a shell" : ""}.`,
    { hint: habit === undefined ? all : `in guise that is --format ${habit}; ${all}` },
  )
}

function named(name: string | undefined, env: Env): Shell | undefined {
  return name === undefined ? (ofAskingShell(env, shellNamed) ?? shellNamed("sh")) : shellNamed(name)
}

/** Later steps can only have a variable emptied: those that are not set here had better not become empty ones. */
function githubIn(env: Env): Shell {
  return { ...github, apply: ({ set, unset }) => github.apply({ set, unset: unset.filter(name => env[name]) }) }
}
