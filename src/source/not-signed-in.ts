import { GuiseError } from "../errors.ts"

/** The person said no. */
export function deniedInBrowser(cause?: unknown): GuiseError {
  const hint = "type the same command again, and allow it in the browser"
  return new GuiseError("sign-in-needed", "The sign-in was denied in the browser.", { hint, cause })
}

/** Nobody came; `seconds` is how long that was waited for. */
export function nobodyCame(seconds: number, hint = "type the same command again"): GuiseError {
  return new GuiseError("sign-in-needed", `Nobody signed in within ${Math.round(seconds / 60)} minutes.`, { hint })
}
