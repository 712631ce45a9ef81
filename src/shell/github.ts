import type { EnvChange } from "../types.ts"
import { bash } from "./bash.ts"
import { isVariableName, type Shell } from "./interface.ts"

/**
 * A step of GitHub Actions, whose `run:` is bash or sh: the change holds in this step and in those after it, and its
 * secrets are masked in the log before anything else happens.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const github: Shell = { quote: bash.quote, apply, take: bash.take }

const secrets = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const

/** boto3 takes an empty profile for the name of one, and fails; keys in the environment come before a profile anyway. */
const neverEmpty: readonly string[] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]

/**
 * Masks are commands on stdout; variables are lines of the file $GITHUB_ENV, where nothing can be removed, so what is to
 * be unset becomes empty, as AWS's own action does it. Elsewhere nothing is done: a mask would print the secret.
 */
function apply({ set, unset }: EnvChange): string {
  const guard = `: "\${GITHUB_ENV:?is set by GitHub Actions only}";\n`
  const masks = secrets.flatMap(name =>
    set[name] === undefined ? [] : [`printf '%s\\n' ${bash.quote(maskCommand(set[name]))};\n`],
  )
  const emptied = unset
    .filter(name => isVariableName(name) && !neverEmpty.includes(name))
    .map(name => [name, ""] as const)
  const lines = [...emptied, ...Object.entries(set)].flatMap(([name, value]) => fileLines(name, value))
  const append = `printf '%s\\n' ${lines.map(bash.quote).join(" ")} >> "$GITHUB_ENV";\n`
  return [guard, ...masks, lines.length === 0 ? "" : append, bash.apply({ set, unset })].join("")
}

/** The runner reads a command's text with these three escaped. */
function maskCommand(secret: string): string {
  return `::add-mask::${secret.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")}`
}

/** `NAME=value`, or between delimiters when there are several lines; a delimiter that is one of them would end the value. */
function fileLines(name: string, value: string): readonly string[] {
  if (!/[\r\n]/.test(value)) return [`${name}=${value}`]
  const lines = value.split(/\r\n|\r|\n/)
  let delimiter = "guise"
  while (lines.includes(delimiter)) delimiter += "_"
  return [`${name}<<${delimiter}`, ...value.split("\n"), delimiter]
}
