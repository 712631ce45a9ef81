import { readFile } from "node:fs/promises"
import { GuiseError } from "../errors.ts"
import type { Env } from "../types.ts"

/**
 * What is sent as `Authorization`, as it stands: the content of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, else of
 * AWS_CONTAINER_AUTHORIZATION_TOKEN. A line end at the file's end is none of the token's. SECRET.
 * Errors: `file-unreadable`, `profile-invalid` for a token that no header can hold.
 */
export async function containerToken(env: Env): Promise<string | undefined> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  if (file) return headerOf(await contentOf(file), `The token in ${file} (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)`)
  const token = env.AWS_CONTAINER_AUTHORIZATION_TOKEN
  return token ? headerOf(token, "AWS_CONTAINER_AUTHORIZATION_TOKEN") : undefined
}

async function contentOf(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`, cause)
  })
  const token = text.replace(/[\r\n]+$/, "")
  if (token === "") throw unreadable(path, "is empty")
  return token
}

/** A line end inside would begin another header. */
function headerOf(token: string, whose: string): string {
  if (/^[\x20-\x7e]+$/.test(token)) return token
  throw new GuiseError("profile-invalid", `${whose} holds characters that no HTTP header can: line ends, or others.`, {
    hint: "have it issued again, as one line of plain characters",
  })
}

function unreadable(path: string, trouble: string, cause?: unknown): GuiseError {
  return new GuiseError(
    "file-unreadable",
    `The file ${path} that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names ${trouble}.`,
    { hint: "check that the token is mounted into this container, or unset the variable", cause },
  )
}
