import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { GuiseError } from "../errors.ts"

/**
 * The token in a file, without the line end that many issuers put after it: AWS takes that for a part of the token.
 * SECRET. Error: `file-unreadable` (missing, or empty).
 */
export async function readToken(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw tokenError(path, cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`, cause)
  })
  const token = text.trim()
  if (token === "") throw tokenError(path, "is empty")
  return token
}

/** What tells one token from another, and from which it cannot be made again: SHA-256, in hexadecimal digits. */
export async function markOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, "0")).join("")
}

/** A relative path is one from the working directory, as for every SDK. */
export function absolute(path: string): string {
  return resolve(path)
}

/** The file holds another token than the one that this run began with. */
export function replaced(path: string): GuiseError {
  return tokenError(path, "was rewritten a moment ago")
}

function tokenError(path: string, trouble: string, cause?: unknown): GuiseError {
  return new GuiseError("file-unreadable", `The web identity token file ${path} ${trouble}.`, {
    hint: "correct web_identity_token_file (AWS_WEB_IDENTITY_TOKEN_FILE), or have the token issued again",
    cause,
  })
}
