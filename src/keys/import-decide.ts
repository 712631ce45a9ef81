import { GuiseError } from "../errors.ts"
import { choiceNow } from "../store/choice.ts"
import { storedKey } from "../store/known.ts"
import type { StoreKind } from "../store/store.ts"
import { decide } from "./import.ts"
import { type Bearer, inheritedDecisions } from "./import-inherited.ts"
import { lineDecisions } from "./import-lines.ts"
import { mfaDecisions } from "./import-settings.ts"
import type { Decision, Holding, ImportFacts } from "./import-shapes.ts"
import { configDiff } from "./import-words.ts"
import type { KeysParts } from "./parts.ts"

/**
 * What becomes of each name that the origin holds, in its order. Nothing is written, and no choice of a store either.
 * Errors: `usage` for a store that takes no import; those of the stores' index and of the AWS files.
 */
export async function decisionsFor({ offers }: Holding, parts: KeysParts): Promise<readonly Decision[]> {
  const facts = await importFacts(
    offers.map(({ profile }) => profile),
    parts,
  )
  return offers.map(offer => checked(decide(offer, facts), facts.config))
}

/** What decisions about these profiles are made from. */
async function importFacts(profiles: readonly string[], parts: KeysParts): Promise<ImportFacts> {
  const files = parts.files()
  const known = parts.vault.known()
  const asked = new Map(profiles.map(name => [name, insistOnStore(parts.asked(name))]))
  const usual = [...asked.values()].includes(undefined) ? (await choiceNow(undefined, parts.vault)).kind : "file"
  return {
    config: files.paths.config,
    profile: name => files.profile(name),
    stored: name => storedKey(known, name),
    ownLineFor: name => parts.ownLineFor(name),
    storeFor: name => asked.get(name) ?? usual,
  }
}

function insistOnStore(place: ReturnType<KeysParts["asked"]>): StoreKind | undefined {
  if (place !== "credentials" && place !== "memory") return place
  throw new GuiseError(
    "usage",
    `Pairs are imported into a store that keeps them, and ${place === "memory" ? "memory ends with this command" : "the credentials file is none"}.`,
    { hint: "name one with --store: keyring, file, pass" },
  )
}

/** A name that the config file cannot hold is found out here, before the pair is in a store that nothing leads to. */
function checked(decision: Decision, config: string): Decision {
  try {
    if (decision.does !== "skip") configDiff(decision, config)
    return decision
  } catch (error) {
    if (!(error instanceof GuiseError) || error.code !== "usage") throw error
    return { does: "skip", profile: decision.profile, why: error.message }
  }
}

/** What only aws-vault reads in the config file, as decisions of the same kinds. Errors as `decisionsFor`. */
export async function configDecisions(imports: readonly Decision[], parts: KeysParts): Promise<readonly Decision[]> {
  const files = parts.files()
  const bearer: Bearer = ({ name, settings }) => {
    if (imports.some(each => each.profile === name && "keyId" in each)) return "keys"
    return settings.has("role_arn") ? "role" : "other"
  }
  return [
    ...lineDecisions(imports, await importFacts([], parts), parts),
    ...inheritedDecisions(files, files.paths.config, bearer),
    ...(await mfaDecisions(files, parts.env)),
  ]
}
