import { createHash } from "node:crypto"
import { join } from "node:path"
import type { Env } from "../types.ts"
import { awsHome } from "./files.ts"

/** What a sign-in's files are named after. */
export interface SignInName {
  readonly session?: string
  readonly startUrl: string
  readonly scopes?: readonly string[]
}

/** The folder; no SDK has a variable for it. */
export function ssoFolder(env: Env): string {
  return join(awsHome(env), ".aws", "sso", "cache")
}

/** Where the token of a sign-in lies: a name for each session, so that two people on one start URL stay apart. */
export function tokenPath({ session, startUrl }: SignInName, env: Env): string {
  return join(ssoFolder(env), `${sha1(session ?? startUrl)}.json`)
}

/** Where the client's registration lies. The text that is hashed is what Python's `json.dumps` makes of these words. */
export function registrationPath({ session, startUrl, scopes }: SignInName, region: string, env: Env): string {
  const list = scopes === undefined ? "null" : `[${scopes.map(pythonText).join(", ")}]`
  const name = session === undefined ? "null" : pythonText(session)
  const text = `{"region": ${pythonText(region)}, "scopes": ${list}, "session_name": ${name}, "startUrl": ${pythonText(startUrl)}, "tool": "botocore"}`
  return join(ssoFolder(env), `${sha1(text)}.json`)
}

/** Everything but printable ASCII is escaped there, by UTF-16 units. */
function pythonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

function sha1(text: string): string {
  return createHash("sha1").update(text, "utf8").digest("hex")
}
