import { verbs } from "./program.ts"

/**
 * Every command once, under what it is for. The first group is all that most days need, and stands alone on the first
 * screen: forty lines scroll away what one looks for.
 */
export const groups: readonly (readonly [heading: string, commands: readonly string[]])[] = [
  ["Every day", ["use", "off", "exec", "list", "status", "login", "console", "whoami"]],
  ["Credentials for programs", ["export", "auth", "process", "serve", "write", "refresh"]],
  ["Profiles", ["add user", "add mfa", "add role", "add sso", "sso sync", "set", "get", "rename", "remove"]],
  [
    "Keys and codes",
    ["keys list", "keys add", "keys move", "keys rotate", "keys remove", "import", "mfa", "store", "logout", "clear"],
  ],
  ["When something is odd", ["explain", "doctor"]],
  ["Set-up", ["hook", "completion", "allow", "deny", "sandbox"]],
]

const title = "guise: many AWS identities, one person. Put one on, do the work, take it off."

/** What `guise` alone says: it fits a small terminal. */
export function firstScreen(): string {
  return [
    title,
    "",
    ...linesOf(groups[0]?.[1] ?? []),
    "",
    "  $ guise exec prod-admin -- aws s3 ls",
    "",
    "No profiles yet?   guise add user, guise add sso, guise import --from aws-vault",
    "No AWS account?    guise sandbox --run",
    "Something is odd?  guise doctor",
    "",
    "guise --help lists all commands; guise COMMAND --help says more of one.",
    "",
  ].join("\n")
}

/** `guise --help`: every command. */
export function overview(): string {
  return [
    title,
    "",
    "Usage: guise COMMAND [PROFILE] [flags] [-- CMD ARGS…]",
    "",
    ...groups.flatMap(([heading, commands]) => [`${heading}:`, ...linesOf(commands), ""]),
    "Examples:",
    "  $ guise exec prod-admin -- aws s3 ls",
    "  $ guise explain prod-admin",
    "",
    "guise COMMAND --help says more. guise --version says which one this is.",
    "",
  ].join("\n")
}

function linesOf(commands: readonly string[]): readonly string[] {
  const width = Math.max(...Object.keys(verbs).map(verb => verb.length))
  return commands.map(verb => `  ${verb.padEnd(width)}  ${verbs[verb]?.summary}`)
}
