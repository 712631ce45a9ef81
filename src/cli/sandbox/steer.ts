import { GuiseError } from "../../errors.ts"
import { parseDuration } from "../duration.ts"
import type { Io } from "../io.ts"

/** What may be asked of a sandbox that runs already, in whose environment this command was started. */
export interface Steering {
  readonly code?: string | true | undefined
  readonly calls?: true | undefined
  readonly advance?: string | undefined
}

/** The device of the built-in user, whose code is the one wanted as a rule. */
const usualDevice = "arn:aws:iam::111122223333:mfa/alice"

/**
 * Carries out what was asked, and answers whether anything was.
 * Errors: `usage` when there is no sandbox around, or when it says no; `aws-unreachable` when it does not answer.
 */
export async function steer({ code, calls, advance }: Steering, io: Io): Promise<boolean> {
  if (code !== undefined) {
    const serial = code === true ? usualDevice : code
    const answer = await control(io, "GET", `code?serial=${encodeURIComponent(serial)}`)
    io.out(`${String((answer as { code: unknown }).code)}\n`)
  }
  if (advance !== undefined) await control(io, "POST", "clock", { advance: parseDuration(advance, "--advance") })
  if (calls === true) {
    const answer = (await control(io, "GET", "calls")) as readonly unknown[]
    io.out(answer.map(call => `${JSON.stringify(call)}\n`).join(""))
  }
  return code !== undefined || advance !== undefined || calls === true
}

async function control(io: Io, method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
  const { GUISE_SANDBOX_URL: url, GUISE_SANDBOX_TOKEN: token } = io.env
  if (!url || !token) {
    throw new GuiseError("usage", "No sandbox is around: GUISE_SANDBOX_URL and GUISE_SANDBOX_TOKEN are not set.", {
      hint: "guise sandbox --run -- bash",
    })
  }
  const response = await fetch(`${url}/_sandbox/${path}`, {
    method,
    headers: { "x-sandbox-token": token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new GuiseError(
      "aws-unreachable",
      `The sandbox at ${url} does not answer: it has ended, or it is another one.`,
      {
        hint: "guise sandbox --run -- bash",
      },
    )
  })
  const answer: unknown = await response.json()
  if (response.ok) return answer
  throw new GuiseError("usage", `The sandbox says: ${String((answer as { error: unknown }).error)}`)
}
