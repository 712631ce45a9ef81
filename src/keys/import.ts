import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { vaultLine } from "./aws-vault-line.ts"
import type { ImportFacts, Offer, OfferedPair, PairStep, Skipped } from "./import-shapes.ts"
import { checkReachable } from "./own-line.ts"

/** What becomes of one offer. Pure: the same facts always give the same answer. */
export function decide(offer: Offer, facts: ImportFacts): PairStep | Skipped {
  if ("why" in offer) return { does: "skip", ...offer }
  const { profile, keys, inPlace } = offer
  const keyId = keys.accessKeyId
  const skip = (why: string): Skipped => ({ does: "skip", profile, keyId, why })
  const section = facts.profile(profile)
  const rival = inPlace === true ? undefined : rivalOf(keyId, section)
  if (rival !== undefined) return skip(rival)
  const lines = linesFor(offer, section, facts)
  if (typeof lines === "string") return skip(lines)
  const stored = facts.stored(profile)
  const keeps = stored?.keyId !== keyId
  if (!keeps && Object.keys(lines.config).length === 0) return skip(`the ${stored.store} store has it already`)
  const replaces = keeps && stored !== undefined ? stored.keyId : undefined
  const asks = [
    ...(replaces === undefined ? [] : [`replace ${replaces}, which the ${stored?.store} store keeps, by ${keyId}`]),
    ...(lines.asks === undefined ? [] : [lines.asks]),
  ]
  return {
    does: "import",
    profile,
    keyId,
    store: keeps ? facts.storeFor(profile) : stored.store,
    keeps,
    config: lines.config,
    ...(replaces === undefined ? {} : { replaces }),
    ...(asks.length === 0 ? {} : { asks: `profile ${profile}: ${asks.join(", and ")}` }),
  }
}

/** Another pair under that name in the AWS files comes first for every tool, so the import would lead nowhere. */
function rivalOf(keyId: string, section: Profile | undefined): string | undefined {
  const keys = section?.keys
  if (keys === undefined || keys.hasToken || keys.keyId === keyId) return undefined
  const { file, line } = keys.place
  return `the profile has another key in the AWS files, ${keys.keyId ?? "half a pair"} (${file}:${line}), which comes first for every tool`
}

interface Lines {
  readonly config: Readonly<Record<string, string>>
  readonly asks?: string
}

/** The lines that lead every tool to the pair, or why there are none that would. */
function linesFor(offer: OfferedPair, section: Profile | undefined, facts: ImportFacts): Lines | string {
  const process = section?.settings.get("credential_process")
  const vault = process && vaultLine(process.value)
  const runsVault = vault?.profile === offer.profile
  try {
    if (section !== undefined) checkReachable(runsVault ? withoutProcess(section) : section)
    if (offer.inPlace === true) return { config: {} }
    if (runsVault && process?.place.file !== facts.config)
      return "its credential_process runs aws-vault, and stands in the credentials file: take that line out first"
    const device = section?.settings.has("mfa_serial") === true ? undefined : offer.mfaSerial
    const config = {
      ...(process === undefined || runsVault
        ? { credential_process: [facts.ownLineFor(offer.profile), ...(vault?.flags ?? [])].join(" ") }
        : {}),
      ...(device === undefined ? {} : { mfa_serial: device }),
    }
    return runsVault
      ? { config, asks: `let its credential_process run guise, where it runs aws-vault now` }
      : { config }
  } catch (error) {
    if (!(error instanceof GuiseError)) throw error
    return `${error.message} Give its keys a name of their own: --rename ${quoted(offer.profile)}=NAME`
  }
}

function withoutProcess(section: Profile): Profile {
  return { ...section, settings: new Map([...section.settings].filter(([key]) => key !== "credential_process")) }
}
