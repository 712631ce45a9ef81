import type { Worn } from "../../emit/env.ts"
import { GuiseError } from "../../errors.ts"
import { isoTime } from "../../instant.ts"
import { readStsJson } from "../../source/sts-json.ts"
import { readStdin } from "../../sys/stdin.ts"
import { makeWorld } from "../../world.ts"
import { type CredentialFlagValues, flagName, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import type { Assumed } from "./wear.ts"

/** Bytes. Credentials are two or three thousand; this much is a mistake. */
const limit = 65_536

/** Flags that mean something for credentials that are there already. */
const fitting: readonly string[] = ["stdin", "format", "region", "quiet", "verbose", "json"]

/**
 * The credentials that stand on stdin as STS JSON. Nothing of what was read is ever in an error.
 * Errors: `usage` (nothing there, something else, a flag or profile that could have no effect), `credentials-expired`.
 */
export async function assumeStdin(
  profile: string | undefined,
  flags: CredentialFlagValues,
  io: Io,
): Promise<Omit<Assumed, "plan">> {
  const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly: true })
  return { worn: wornFromStdin(profile, flags, world.now()), world, flags }
}

function wornFromStdin(profile: string | undefined, flags: CredentialFlagValues, now: number): Worn {
  refuseIdle(profile, flags)
  const read = readStdin(limit)
  if (read === "terminal") throw unusable("stdin is the terminal, and --stdin wants a pipe or a file there")
  if (read === "too-long")
    throw unusable(`stdin holds more than ${limit} bytes, which cannot be one set of credentials`)
  const credentials = readStsJson(read.text)
  if ("trouble" in credentials) throw unusable(`stdin holds ${credentials.trouble}`)
  const { expiresAt } = credentials
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new GuiseError("credentials-expired", `The credentials on stdin expired at ${isoTime(expiresAt)}.`, {
      hint: "get new ones",
    })
  }
  return flags.region === undefined ? { credentials } : { credentials, region: flags.region }
}

/** Above all --read-only and --policy: whoever asks for less must not be handed all of it. */
function refuseIdle(profile: string | undefined, flags: CredentialFlagValues): void {
  if (profile !== undefined || flags.profile !== undefined) {
    throw new GuiseError("usage", "--stdin takes the credentials from stdin, and a profile was named too.", {
      hint: "leave one of them out",
    })
  }
  const idle = Object.entries(flags).find(
    ([name, value]) => !fitting.includes(name) && value !== undefined && !(name === "session" && value === true),
  )?.[0]
  if (idle === undefined) return
  const flag = flagName(idle)
  throw new GuiseError("usage", `${flag} has nothing to work on: the credentials on stdin are made already.`, {
    hint: `leave ${flag} out`,
  })
}

function unusable(what: string): GuiseError {
  return new GuiseError("usage", `${what.charAt(0).toUpperCase()}${what.slice(1)}.`, {
    hint: "aws sts assume-role … --output json | guise export --stdin",
  })
}
