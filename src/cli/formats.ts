import type { Worn } from "../emit/env.ts"
import { dockerText, dotenvText, iniText } from "../emit/files.ts"
import { jsonDocument, processDocument } from "../emit/json.ts"
import { GuiseError } from "../errors.ts"
import { shellNamed } from "../shell/shell.ts"
import { parentCommand } from "../sys/parent.ts"
import type { Env, EnvChange } from "../types.ts"

/** One way to print credentials. */
type Format = (worn: Worn, change: EnvChange) => string

const fileFormats = {
  json: worn => jsonDocument(worn),
  process: worn => processDocument(worn.credentials),
  dotenv: (_worn, { set }) => dotenvText(set),
  docker: (_worn, { set }) => dockerText(set),
  ini: worn => iniText(worn),
} as const satisfies Record<string, Format>

const shells = ["bash", "zsh", "sh", "fish"] as const

export const formatNames: readonly string[] = [...shells, ...Object.keys(fileFormats)]

/** The format of that name; with none, that of the shell that asks. Error: `usage`, with the names there are. */
export function formatNamed(name: string | undefined, env: Env): Format {
  if (name === undefined) return shellFormat(askingShell(env))
  const lower = name.toLowerCase()
  if (Object.hasOwn(fileFormats, lower)) return fileFormats[lower as keyof typeof fileFormats]
  if ((shells as readonly string[]).includes(lower)) return shellFormat(lower)
  throw new GuiseError("usage", `There is no format ${JSON.stringify(name)}.`, {
    hint: `--format takes one of ${formatNames.join(", ")}`,
  })
}

function shellFormat(name: string): Format {
  const shell = shellNamed(name) ?? shellNamed("sh")
  return (_worn, change) => shell?.apply(change) ?? ""
}

/** The parent process before $SHELL: in a fish started from zsh, $SHELL still says zsh. */
function askingShell(env: Env): string {
  const candidates = [parentCommand(), env.SHELL?.split("/").at(-1)]
  return candidates.find(name => name !== undefined && shellNamed(name) !== undefined) ?? "sh"
}
