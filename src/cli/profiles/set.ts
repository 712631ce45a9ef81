import { GuiseError } from "../../errors.ts"
import { profileIn } from "../../profiles/domain.ts"
import { settingChange } from "../../profiles/set.ts"
import { likelyKey } from "../../profiles/values.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
import { worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { editingParts } from "../keys/parts.ts"
import { atMost, refuseSetting } from "../settings/words.ts"
import { showOrDo } from "./change.ts"
import { answersTo } from "./missing.ts"

/** What `set` takes, for a profile or with --settings. */
export interface SetFlags {
  readonly profile?: string | undefined
  readonly domain?: string | undefined
  readonly unset?: true | undefined
  readonly dryRun?: true | undefined
  readonly match?: string | undefined
  readonly init?: true | undefined
  readonly quiet?: true
  readonly verbose?: true
  readonly json?: true
}

/** `guise set NAME KEY VALUE`. Errors: `usage`, and those of `settingChange` and of writing. */
export async function set(words: readonly string[], flags: SetFlags, io: Io): Promise<void> {
  if (flags.match !== undefined || flags.init === true)
    throw new GuiseError("usage", "--match and --init are about guise's own settings: say --settings.")
  const looksOnly = flags.dryRun === true
  const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
  const parts = await editingParts(undefined, world)
  const given = await givenIn(words, flags, world)
  const profile = profileIn(flags.domain, given.name) ?? given.name
  const { writes, key, value } = settingChange(profile, given.key, given.value, parts.files())
  const likely = likelyKey(key)
  if (likely !== undefined) world.notice(`no AWS tool reads ${key}; ${likely} is one that they read`)
  const said = `profile ${profile}: ${value === undefined ? `${key} is out` : `${key} = ${value}`}`
  await showOrDo({ writes, said, data: { profile, key, value: value ?? null } }, flags, parts, io, world)
}

/** The words by what they are, and what is missing asked for. `value` is absent under --unset. */
async function givenIn(words: readonly string[], { profile, unset }: SetFlags, world: RealWorld) {
  const all = profile === undefined ? words : [profile, ...words]
  refuseSetting("set", all, name => world.files.profile(name) !== undefined)
  const line = `guise set NAME KEY ${unset === true ? "--unset" : "VALUE"}`
  atMost(all, unset === true ? 2 : 3, line)
  const [name, key, value] = all
  const which = {
    name: { given: name, word: "NAME", question: "Profile: " },
    key: { given: key, word: "KEY", question: "Key (as region): " },
  }
  if (unset === true) return { ...(await answersTo(which, line, world)), value: undefined }
  const question = `Value${key === undefined ? "" : ` of ${key}`}: `
  return answersTo({ ...which, value: { given: value, word: "VALUE", question } }, line, world)
}
