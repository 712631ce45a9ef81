import { followRemoval } from "../../fresh/follow.ts"
import { profileIn } from "../../profiles/domain.ts"
import { type Removal, removalOf, remove } from "../../profiles/remove.ts"
import { quoted } from "../../quoted.ts"
import { makeWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { editCommand, namedProfile, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { editingParts } from "../keys/parts.ts"
import { few } from "../lines/few.ts"
import { showOrDo } from "../profiles/change.ts"
import { answersTo } from "../profiles/missing.ts"
import { tellWritten } from "../write/orphans.ts"

/** `guise remove NAME`: a profile goes from both AWS files, and from the store that keeps its keys. */
export function command(io: Io) {
  return editCommand(
    "remove",
    "Take a profile out of both AWS files, and its keys out of the store that keeps them. AWS still knows the user, the role and the key.",
    ["guise remove prod-admin", "guise remove --domain work dev --yes"],
  )
    .argument("[name]", "name of the profile")
    .option("-p, --profile <name>", "the same, as a flag")
    .option("-y, --yes", "do not ask first")
    .action(async (argument, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = await editingParts(undefined, world)
      const given = { given: namedProfile(argument, flags), word: "NAME", question: "Profile to remove: " }
      const { name } = await answersTo({ name: given }, "guise remove NAME", world)
      const profile = profileIn(flags.domain, name) ?? name
      const removal = removalOf(profile, parts)
      if (!looksOnly && flags.yes !== true)
        await agree(questionOf(removal), `${profile} is still there`, `guise remove ${quoted(profile)} --yes`, world)
      const { writes, dependents, stored } = removal
      let orphans: readonly string[] = []
      const act = async () => {
        await remove(removal, parts)
        orphans = await followRemoval(profile, io.env)
        return true
      }
      const data = { profile, removed: !looksOnly, dependents }
      await showOrDo({ writes, said: `${profile} is removed`, data, act }, flags, parts, io, world)
      if (looksOnly && stored !== undefined)
        world.notice(`its key ${stored.keyId} in the ${stored.store} store would go too`)
      tellWritten(orphans, profile, world)
      for (const line of remarks(removal, looksOnly, parts.files().paths.credentials)) world.notice(line)
    })
}

function questionOf({ profile, dependents, keyId, stored }: Removal): string {
  const pairs = [keyId, stored && `${stored.keyId} (${stored.store} store, nothing here can bring its secret back)`]
  const keys = pairs.filter(pair => pair !== undefined).join(" and ")
  const without = dependents.length === 0 ? "" : ` ${few(dependents)} would be left without a source.`
  return `${without === "" ? "" : `${without.trim()} `}Remove ${profile}${keys === "" ? "" : ` and its key ${keys}`}?`
}

function remarks({ profile, dependents, keyId, idleSession }: Removal, looksOnly: boolean, file: string): string[] {
  const [are, their] = dependents.length === 1 ? ["is", "its"] : ["are", "their"]
  const would = looksOnly ? "would be" : are
  return [
    ...(dependents.length === 0 ? [] : [`${few(dependents)} ${would} left without ${their} source ${profile}`]),
    ...(idleSession === undefined ? [] : [`nobody else uses [sso-session ${idleSession}], which stays`]),
    ...(keyId === undefined || looksOnly
      ? []
      : [`${file}.guise-backup still holds ${keyId} until the file changes again`]),
  ]
}
