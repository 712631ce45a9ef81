import { GuiseError } from "../errors.ts"
import type { StoredKeys } from "../store/vault.ts"
import { longLivedPair } from "./pair.ts"

/** One line of a file of keys. */
export interface CsvKeys {
  /** The IAM user, where the file says it. */
  readonly user?: string
  readonly keys: StoredKeys
}

/**
 * The key pairs in a file that AWS's console gave: the two columns of an access key, or the five of a new user, with
 * either spelling of their headings, quoted or not, with a byte order mark or without. Error: `usage`.
 */
export function keysInCsv(text: string, file: string): readonly [CsvKeys, ...CsvKeys[]] {
  const [headings, ...rows] = rowsOf(text.replace(/^\uFEFF/, ""))
  const column = (name: RegExp) => headings?.findIndex(heading => name.test(heading.trim())) ?? -1
  const [id, secret, user] = [column(/^access key id$/i), column(/^secret access key$/i), column(/^user ?name$/i)]
  if (id < 0 || secret < 0)
    throw refused(file, "its first line does not name the columns “Access key ID” and “Secret access key”")
  const [first, ...more] = rows.map((row): CsvKeys => {
    const keys = longLivedPair(row[id] ?? "", row[secret] ?? "", file)
    const name = user < 0 ? undefined : row[user]?.trim()
    return name ? { user: name, keys } : { keys }
  })
  if (first === undefined) throw refused(file, "it has no line below its headings")
  return [first, ...more]
}

/** RFC 4180: quotes around a field, doubled inside it. Empty lines count for nothing. */
function rowsOf(text: string): readonly (readonly string[])[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter(line => line.trim() !== "")
    .map(line => Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), fieldOf))
}

function fieldOf([, quoted, plain]: RegExpMatchArray): string {
  return quoted?.replaceAll('""', '"') ?? plain ?? ""
}

function refused(file: string, why: string): GuiseError {
  return new GuiseError("usage", `${file} is not a file of keys as AWS's console gives it: ${why}.`, {
    hint: "guise keys add PROFILE --access-key-id ID asks for the secret instead",
  })
}
