import { readFileSync, readlinkSync } from "node:fs"

/** A file of /proc, one character a byte; empty when it is not there or not ours to read. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}

/** What a link points to, if it is there and ours to read. */
export function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** What follows a name at the beginning of a line, or nothing. */
export function fieldOf(text: string, name: string): string {
  const at = text.startsWith(name) ? 0 : text.indexOf(`\n${name}`) + 1
  if (at === 0 && !text.startsWith(name)) return ""
  const end = text.indexOf("\n", at)
  return text.slice(at + name.length, end === -1 ? undefined : end).trim()
}
