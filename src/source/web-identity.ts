import { readFile } from "node:fs/promises"
import { assumeRoleWithWebIdentity } from "../aws/sts.ts"
import { GuiseError } from "../errors.ts"
import type { WebIdentityRoot } from "../plan/plan.ts"
import type { Credentials, World } from "../types.ts"
import { defaultSessionName } from "./session-name.ts"

/**
 * A role for the token in a file, which is read at each use: whoever issues it replaces it.
 * Errors: `file-unreadable` (missing, or empty), and those of `assumeRoleWithWebIdentity`.
 */
export async function fromWebIdentity(root: WebIdentityRoot, world: World): Promise<Credentials> {
  const { kind: _kind, tokenFile, sts, sessionName = defaultSessionName(world.env), ...rest } = root
  const token = await readToken(tokenFile)
  return assumeRoleWithWebIdentity({ ...rest, sessionName, token }, sts, world)
}

/** Without the line end that many issuers put after it: AWS takes that for a part of the token. */
async function readToken(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw tokenError(path, cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`, cause)
  })
  const token = text.trim()
  if (token === "") throw tokenError(path, "is empty")
  return token
}

function tokenError(path: string, trouble: string, cause?: unknown): GuiseError {
  return new GuiseError("file-unreadable", `The web identity token file ${path} ${trouble}.`, {
    hint: "correct web_identity_token_file (AWS_WEB_IDENTITY_TOKEN_FILE), or have the token issued again",
    cause,
  })
}
