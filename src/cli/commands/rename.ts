import { followRename } from "../../fresh/follow.ts"
import { domainOf, profileIn } from "../../profiles/domain.ts"
import { rename, renameOf } from "../../profiles/rename.ts"
import { makeWorld } from "../../world.ts"
import { editCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { editingParts } from "../keys/parts.ts"
import { few } from "../lines/few.ts"
import { showOrDo } from "../profiles/change.ts"
import { answersTo } from "../profiles/missing.ts"
import { agreedName } from "../profiles/new-name.ts"
import { lostPatterns } from "../settings/patterns.ts"

/** `guise rename OLD NEW`: another name for a profile, for what names it, and for the keys that a store keeps for it. */
export function command(io: Io) {
  return editCommand(
    "rename",
    "Give a profile another name. Profiles that name it as their source follow, and so do the keys that a store keeps for it.",
    ["guise rename prod-admin production", "guise rename --domain work dev develop --dry-run"],
  )
    .argument("[old]", "its name now")
    .argument("[new]", "its name from now on")
    .action(async (old, fresh, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = await editingParts(undefined, world)
      const asked = await answersTo(
        {
          old: { given: old, word: "OLD", question: "Profile to rename: " },
          fresh: { given: fresh, word: "NEW", question: "Its new name: " },
        },
        "guise rename OLD NEW",
        world,
      )
      const from = profileIn(flags.domain, asked.old) ?? asked.old
      const to = await agreedName(profileIn(flags.domain, asked.fresh) ?? asked.fresh, looksOnly, world)
      const decided = renameOf(from, to, parts)
      const { follow, steps } = decided
      const writes = steps.flatMap(step => (step.do === "write" ? [step.write] : []))
      const following = follow.length === 0 ? "" : `; ${few(follow)} followed`
      const act = async () => {
        await rename(decided, parts)
        await followRename(from, to, io.env)
        return true
      }
      await showOrDo(
        { writes, said: `${from} is ${to} now${following}`, data: { from, to, follow }, act },
        flags,
        parts,
        io,
        world,
      )
      const lost = lostPatterns(from, to, world.settings)
      if (lost.length > 0)
        world.notice(`${world.settings.file}: what is set for ${few(lost)} does not hold for ${to}, and stays as it is`)
      if (domainOf(from) !== domainOf(to) && domainOf(from) !== undefined)
        world.notice(`${to} is not in the domain ${domainOf(from)} any more`)
    })
}
