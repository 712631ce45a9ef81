import type { Permission } from "../../config/allowed.ts"
import type { FolderRules } from "../../config/folder-rules.ts"
import { onOneLine, printable } from "../../printable.ts"

/** A file's content for the person who is to allow it: nothing in it is taken for a line of ours. */
export function contentLines(content: string): string {
  const lines = content
    .replace(/^\ufeff/, "")
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
  return lines.map(line => `  | ${printable(line)}`.trimEnd()).join("\n")
}

/** How a file stands, in a few words. */
export function folderWords({ state, profile }: { readonly state: Permission; readonly profile?: string }): string {
  return state === "allowed" ? `allowed: ${onOneLine(profile ?? "")} where no profile is named` : standings[state]
}

const standings = {
  unknown: "never allowed (guise allow shows it)",
  changed: "changed since it was allowed (guise allow shows it)",
  denied: "denied",
} as const

/** What a file does once it is allowed, in a sentence. */
export function effectOf({ profile, region, as, auto, env }: FolderRules): string {
  const names = Object.keys(env)
  const more = [
    region === undefined ? undefined : `in ${region}`,
    as === undefined ? undefined : `by --as ${as}`,
    names.length === 0 ? undefined : `with ${names.join(", ")} set`,
  ].filter(word => word !== undefined)
  const whom = [onOneLine(profile), ...more].join(", ")
  const hook = auto ? " The shell hook wears it on entering and takes it off on leaving." : ""
  return `Here and below, guise use, exec and export without a profile are ${whom}.${hook}`
}
