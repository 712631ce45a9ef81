import { GuiseError } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { ProcessRoot } from "../plan/roots.ts"
import { runShell, type ShellResult } from "../sys/spawn.ts"
import type { Credentials, World } from "../types.ts"
import { processEnvironment } from "./guise-chain.ts"
import { readProcessOutput } from "./process-output.ts"

const timeoutSeconds = 60

/**
 * What a `credential_process` prints: run by the shell as most SDKs do, for a minute at most, its stderr left to the
 * person. Its output is never in an error, nor is the command line, which may hold a secret.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 * Errors: `process-failed` (failed, timed out, printed something else, or credentials that expired), `profile-loop`.
 */
export async function fromProcess(root: ProcessRoot, world: World): Promise<Credentials> {
  const env = processEnvironment(root.profile, world.env)
  const result = await runShell(root.command, { env, timeoutSeconds })
  if (result.end !== "exited") throw failed(root, howItEnded(result))
  if (result.status !== 0) throw failed(root, `ended with status ${result.status}${shellsWord(result.status)}`)
  const made = readProcessOutput(result.stdout.toString("utf8"))
  if ("trouble" in made) throw failed(root, `printed ${made.trouble}`)
  if (made.expiresAt !== undefined && made.expiresAt <= world.now() + world.skew)
    throw failed(root, `printed credentials that expired at ${isoTime(made.expiresAt)}`)
  return made.accountId === undefined && root.accountId !== undefined ? { ...made, accountId: root.accountId } : made
}

/** What `sh` means by it; its own sentence went to stderr, which an SDK may have kept to itself. */
function shellsWord(status: number): string {
  if (status === 127) return ": its program was not found, by the PATH of whoever ran guise"
  return status === 126 ? ": its program is there and may not be run" : ""
}

function howItEnded(result: Exclude<ShellResult, { end: "exited" }>): string {
  switch (result.end) {
    case "timed-out":
      return `gave no answer within ${timeoutSeconds} s, and was ended`
    case "signalled":
      return `was ended by ${result.signal}`
    case "too-long":
      return "printed far more than credentials, and was ended"
    case "not-started":
      return `could not be started (${result.reason})`
  }
}

function failed({ profile }: ProcessRoot, what: string): GuiseError {
  return new GuiseError("process-failed", `The credential_process of profile ${profile} ${what}.`, {
    hint: `run the line of credential_process in profile ${profile} by hand to see why`,
  })
}
