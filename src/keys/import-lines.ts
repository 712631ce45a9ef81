import { surroundingsOf } from "../config/endpoint.ts"
import { GuiseError } from "../errors.ts"
import { resolve } from "../plan/resolve.ts"
import { storedKey } from "../store/known.ts"
import { vaultLine } from "./aws-vault-line.ts"
import type { Decision, ImportFacts, LineStep, Skipped } from "./import-shapes.ts"
import type { KeysParts } from "./parts.ts"

/**
 * The `credential_process` lines of the config file that run aws-vault for another profile, and would run guise. One
 * whose profile guise would have no credentials for stays, and is said to.
 */
export function lineDecisions(
  imports: readonly Decision[],
  facts: ImportFacts,
  parts: KeysParts,
): readonly (LineStep | Skipped)[] {
  const decisionOf = (name: string) => lineDecision(name, imports, facts, parts)
  return parts
    .files()
    .names()
    .flatMap(name => decisionOf(name) ?? [])
}

function lineDecision(
  profile: string,
  imports: readonly Decision[],
  facts: ImportFacts,
  parts: KeysParts,
): LineStep | Skipped | undefined {
  const process = facts.profile(profile)?.settings.get("credential_process")
  const line = process && vaultLine(process.value)
  if (line === undefined || line.profile === profile || process?.place.file !== facts.config) return undefined
  const why = unreached(line.profile, imports, parts)
  if (why !== undefined)
    return { does: "skip", profile, why: `its credential_process goes on running aws-vault: ${why}` }
  const words = [facts.ownLineFor(line.profile), ...line.flags].join(" ")
  const asks = `profile ${profile}: let its credential_process run guise, where it runs aws-vault now`
  return { does: "line", profile, config: { credential_process: words }, asks }
}

/** Why guise would have no credentials for a profile once the imports are done; undefined when it would. */
function unreached(
  name: string,
  imports: readonly Decision[],
  { env, files, vault, host }: KeysParts,
): string | undefined {
  const imported = imports.flatMap(each => (each.does === "import" ? [each] : []))
  const profiles = files()
  if (imported.some(({ profile }) => profile === name)) return undefined
  const known = vault.known()
  const stored = (profile: string) => imported.find(each => each.profile === profile) ?? storedKey(known, profile)
  try {
    resolve(name, {}, { ...surroundingsOf(env, profiles), stored, now: host.now() })
    return undefined
  } catch (error) {
    if (error instanceof GuiseError) return error.message
    throw error
  }
}
