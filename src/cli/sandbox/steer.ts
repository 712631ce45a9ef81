import { GuiseError } from "../../errors.ts"
import type { Io } from "../io.ts"
import { parseDuration } from "../lines/duration.ts"

/** What may be asked of a sandbox that runs already, in whose environment this command was started. */
export interface Steering {
  readonly code?: string | true | undefined
  readonly calls?: true | undefined
  readonly advance?: string | undefined
  /** An address that somebody was told to open. */
  readonly browse?: string | undefined
  readonly user?: string | undefined
  readonly deny?: true | undefined
  readonly json?: true | undefined
  readonly run?: true | undefined
  readonly port?: string | undefined
  readonly state?: string | undefined
}

/** The device of the built-in user, whose code is the one wanted as a rule. */
const usualDevice = "arn:aws:iam::111122223333:mfa/alice"

/**
 * Carries out what was asked, and answers whether anything was.
 * Errors: `usage` when there is no sandbox around, or when it says no; `aws-unreachable` when it does not answer.
 */
export async function steer(steering: Steering, io: Io): Promise<boolean> {
  const { code, calls, advance, browse, user, deny, json } = steering
  if (browse === undefined && (user !== undefined || deny === true)) {
    throw new GuiseError(
      "usage",
      "--user and --deny say what to do with an address, and --browse does not stand here.",
      {
        hint: "guise sandbox --browse URL --user bob",
      },
    )
  }
  const steers = browse !== undefined || code !== undefined || advance !== undefined || calls === true
  if (steers && (steering.run ?? steering.port ?? steering.state ?? io.child) !== undefined) {
    throw new GuiseError(
      "usage",
      "--run, --port, --state and -- CMD start a sandbox; the other flags ask one that runs.",
      {
        hint: "guise sandbox --run -- bash, and in it guise sandbox --code",
      },
    )
  }
  if (code !== undefined) {
    const serial = code === true ? usualDevice : code
    const answer = (await control(io, "GET", `code?serial=${encodeURIComponent(serial)}`)) as { readonly code: string }
    io.out(`${json === true ? JSON.stringify({ serial, code: answer.code }) : answer.code}\n`)
  }
  if (advance !== undefined) await control(io, "POST", "clock", { advance: parseDuration(advance, "--advance") })
  if (calls === true) {
    const answer = (await control(io, "GET", "calls")) as readonly unknown[]
    io.out(answer.map(call => `${JSON.stringify(call)}\n`).join(""))
  }
  if (browse !== undefined) {
    const text = await visit(io, { url: browse, user, allow: deny !== true })
    if (json === true) io.out(`${JSON.stringify({ text })}\n`)
    else if (text !== "") io.out(`${text}\n`)
  }
  return steers
}

/** Signs in as a person would, and answers what the browser would show in the end. */
async function visit(io: Io, words: object): Promise<string> {
  const outcome = (await control(io, "POST", "browse", words)) as { kind: string; to: string; text: string }
  if (outcome.kind !== "redirect") return outcome.text
  // The client listens there, on this machine, and waits for its code.
  const answer = await fetch(outcome.to).catch(() => undefined)
  if (answer !== undefined) return ""
  throw new GuiseError("usage", `Nobody listens at ${new URL(outcome.to).origin}, where the code was to be brought.`)
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
