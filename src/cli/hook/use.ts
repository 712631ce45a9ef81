import { chosenFor, loadSettings } from "../../config/settings.ts"
import { bareEnv } from "../../emit/off.ts"
import { codes, GuiseError } from "../../errors.ts"
import { noticeLine } from "../../printable.ts"
import { profileIn } from "../../profiles/domain.ts"
import { quoted } from "../../quoted.ts"
import { askNobody } from "../../sys/foreground.ts"
import { plannerFor } from "../as/as.ts"
import { assume, sayBearerTokens } from "../assume/wear.ts"
import { type CredentialFlagValues, namedProfile } from "../flags.ts"
import { folderChoice } from "../folder/choice.ts"
import { placeOf } from "../folder/place.ts"
import { sayIdentity } from "../guard.ts"
import type { Io } from "../io.ts"
import { sayPassedOver } from "../who.ts"
import type { Hooked } from "./hooked.ts"
import { inTime } from "./in-time.ts"
import { readSource, type Sourced } from "./source-file.ts"
import { noEndpoint, wearingOf, wearingSourced } from "./wearing.ts"

export interface UseFlags extends CredentialFlagValues {
  readonly as?: string | undefined
  readonly source?: string | undefined
  readonly label?: string | undefined
  readonly domain?: string | undefined
}

/**
 * Text for the hook that asks, to put the profile on in its shell; or, with a file of variables and no profile named,
 * these alone. SECRET. Errors: those of getting credentials, and of `readSource`.
 */
export async function putOn(profile: string | undefined, flags: UseFlags, hooked: Hooked, io: Io): Promise<string> {
  const { as, source, label, domain, profile: _named, ...request } = flags
  const name = profileIn(domain, namedProfile(profile, flags))
  refuseOdd(name, flags)
  // What a parent shell wears is not what this one was before.
  const bare = { ...io, env: bareEnv(io.env, {}) }
  const sourced = source === undefined ? undefined : readSource(source, label)
  if (sourced !== undefined && name === undefined) return putOnSource(sourced, hooked, bare)
  const assumed = await assume(name, request, "subshell", "guise use PROFILE", bare, plannerFor(as, request))
  sayBearerTokens(assumed)
  sayIdentity(assumed.plan, assumed.worn.credentials, assumed.world, assumed.from)
  return hooked.hook.wear(await wearingOf(assumed, { as, sourced, pid: hooked.pid }))
}

/**
 * The same for a folder that was entered, whose `.guise` file wants that (`auto`) and was allowed; nothing for any other.
 * Nobody is asked anything: where that is wanted, what to type is said instead. SECRET.
 * Errors: those of getting credentials; `aws-unreachable` when it takes too long for somebody who went to a folder.
 */
export async function enter(profile: string | undefined, flags: UseFlags, hooked: Hooked, io: Io): Promise<string> {
  askNobody()
  const notice = (text: string) => io.say(noticeLine(text))
  const folder = await folderChoice(io.env)
  sayPassedOver(folder, { env: io.env, notice })
  if (folder.kind !== "allowed" || !folder.auto) return ""
  const who = `${folder.profile} (from ${placeOf(folder.file, io.env)})`
  const byHand = "to wear it here: guise use"
  try {
    return await inTime(putOn(profile, flags, hooked, io), `${who} was not to be had`, byHand)
  } catch (error) {
    if (!(error instanceof GuiseError) || error.exitStatus !== codes["nobody-to-ask"].exit) throw error
    notice(`${who} needs you; ${byHand}`)
    return ""
  }
}

/** Flags that only mean something together with others, or that mean nothing in a shell. */
function refuseOdd(name: string | undefined, { as, source, label, domain }: UseFlags): void {
  if (label !== undefined && source === undefined)
    throw new GuiseError("usage", "--label is the name of a file in the prompt, and none was given.", {
      hint: "guise use --source FILE --label NAME",
    })
  if (as === "server") throw noEndpoint("usage")
  if (domain !== undefined && name === undefined)
    throw new GuiseError("usage", "--domain wants the name of a profile in it.", {
      hint: `guise use --domain ${quoted(domain)} NAME; guise list --domain ${quoted(domain)} shows which there are`,
    })
}

async function putOnSource(sourced: Sourced, { hook }: Hooked, { env }: Io): Promise<string> {
  return hook.wear(wearingSourced(sourced, chosenFor(await loadSettings(env), undefined), env))
}
