import { GuiseError } from "../errors.ts"

/**
 * A `credential_process` line that runs these words, in every SDK: some hand it to `sh -c` (JavaScript, Go, Rust), some
 * split it by POSIX quoting and run it without a shell (the AWS CLI, boto3). On Windows it is `cmd.exe`, or the C
 * runtime's rules. Error: `not-supported` for a word that no line can carry.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export function processLine(words: readonly string[], platform: NodeJS.Platform = process.platform): string {
  const quote = platform === "win32" ? quoteForCmd : quoteForPosix
  return words.map((word, index) => quoted(word, index === 0, platform, quote)).join(" ")
}

/** True when `processLine` can carry this word. */
export function fitsProcessLine(word: string, platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32" ? !/["%!\p{Cc}]/u.test(word) && !word.endsWith("\\") : !/\p{Cc}/u.test(word)
}

const plainText = { posix: /^[\w@%+=:,./-]*/, win32: /^[\w@+=:,./\\-]*/ } as const

/** The SDK for Go takes off quotes that enclose a whole line: so the program's path begins outside of them. */
function quoted(word: string, first: boolean, platform: NodeJS.Platform, quote: (text: string) => string): string {
  insist(word, platform)
  const [plain = ""] = plainText[platform === "win32" ? "win32" : "posix"].exec(word) ?? []
  if (word !== "" && plain === word) return word
  return first ? `${plain}${quote(word.slice(plain.length))}` : quote(word)
}

/** A blank before # or ; begins a comment for the SDKs that know those, inside quotes as well: so quotes come between. */
function quoteForPosix(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replace(/(\s)(?=[#;])/gu, "$1''")}'`
}

function quoteForCmd(text: string): string {
  return `"${text}"`
}

function insist(word: string, platform: NodeJS.Platform): void {
  if (fitsProcessLine(word, platform)) return
  throw new GuiseError(
    "not-supported",
    `A credential_process line cannot carry the word ${JSON.stringify(word)}: it has characters that no quoting keeps.`,
    { hint: "guise exec PROFILE --as env -- CMD" },
  )
}
