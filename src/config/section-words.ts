import { GuiseError } from "../errors.ts"
import { binary } from "./ini.ts"
import { nameSection } from "./section-name.ts"
import type { Subject } from "./section-standing.ts"

/**
 * What stands between the brackets of a new section, as the AWS CLI writes it: quoted where a POSIX shell would want it.
 * Binary text. Error: `usage` for a name that no header can hold.
 */
export function titleOf({ role, kind, name }: Omit<Subject, "file">): string {
  checkTitle(name)
  if (role === "credentials") return binary(credentialsTitle(name))
  if (kind === "profile" && name === "default") return name
  return `${kind} ${quotedName(binary(name))}`
}

/**
 * The title of a section that gets another name. The blanks before the name stay, and quotes that it did not need:
 * somebody writes all of theirs so. Binary text. Error: `usage`.
 */
export function retitled(title: string, subject: Omit<Subject, "file">): string {
  const fresh = titleOf(subject)
  const [, prefix = "", written = ""] = /^([\w-]+[ \t]+)(.*)$/.exec(title) ?? []
  if (subject.role === "credentials" || prefix === "" || !fresh.includes(" ")) return fresh
  const quote = /^(["'])[\w@%+=:,./-]+\1$/.exec(written)?.[1]
  const name = binary(subject.name)
  const keeps = quote !== undefined && !name.includes(quote) && !name.includes("\\")
  return `${prefix}${keeps ? `${quote}${name}${quote}` : quotedName(name)}`
}

/**
 * Refuses a value that some SDK would read differently from what was meant. Error: `usage`, without the value: it may be
 * a secret.
 */
export function checkValue(key: string, value: string): void {
  const wrong =
    value === "" || value.trim() !== value
      ? "is empty, or has blanks around it"
      : /[\r\n\0]/.test(value)
        ? "is more than one line"
        : /^[#;]|\s[#;]/.test(value)
          ? "holds what these files take for a comment"
          : undefined
  if (wrong === undefined) return
  throw new GuiseError("usage", `The value for ${key} ${wrong}, so an AWS file cannot hold it.`)
}

/** Error: `usage` for a name that no header can hold. */
export function checkTitle(name: string): void {
  // biome's rule about control characters in expressions is why these are told by their code.
  const control = Array.from(name).some(char => (char.codePointAt(0) ?? 0) < 32)
  if (!control && !/[[\]]/.test(name) && name.trim() === name && name !== "") return
  throw new GuiseError("usage", `${JSON.stringify(name)} cannot be the name of a profile in an AWS file.`)
}

/** There `[profile x]` is no section of a profile: it would be looked for in vain, and written again and again. */
function credentialsTitle(name: string): string {
  if (nameSection(name, "credentials").kind === "profile") return name
  throw new GuiseError("usage", `${JSON.stringify(name)} cannot be the name of a section in a credentials file.`)
}

function quotedName(name: string): string {
  return /^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'"'"'`)}'`
}
