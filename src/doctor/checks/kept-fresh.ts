import { type GuiseError, isGuiseError } from "../../errors.ts"
import { isLeftAlone, leftOf } from "../../fresh/due.ts"
import { timersThere } from "../../fresh/install.ts"
import { needsPerson } from "../../fresh/refresh.ts"
import { type Entry, readWritten, writtenFile } from "../../fresh/written.ts"
import { quoted } from "../../quoted.ts"
import type { Check, Finding } from "../check.ts"
import type { Facts } from "../facts.ts"

/** Whether what `guise write` wrote is as its readers expect it. */
export const keptFresh: Check = {
  id: "kept-fresh",
  group: "guise itself",
  title: "what guise write keeps in the credentials file is fresh, and a timer sees to it",
  needsNetwork: false,
  needsBothFiles: false,
  aboutProfiles: false,
  async run({ env, now }) {
    const entries = listed(env)
    if (isGuiseError(entries)) return [unreadable(entries, env)]
    const stale = entries.flatMap(entry => findingsOf(entry, now))
    const kept = entries.filter(({ keep }) => keep)
    if (kept.length === 0) return stale
    if ((await timersThere(env)).length === 0) return [...stale, ...kept.map(withoutTimer)]
    return [...stale, ...kept.filter(entry => isLeftAlone(entry, now)).map(leftAlone)]
  },
}

function listed(env: Facts["env"]): readonly Entry[] | GuiseError {
  try {
    return readWritten(env)
  } catch (error) {
    if (isGuiseError(error)) return error
    throw error
  }
}

function unreadable({ message: text, hint }: GuiseError, env: Facts["env"]): Finding {
  return { verdict: "fault", text, place: { file: writtenFile(env) }, ...(hint === undefined ? {} : { remedy: hint }) }
}

function findingsOf(entry: Entry, now: number): readonly Finding[] {
  const about = entry.section
  if (needsPerson(entry, now))
    return [{ verdict: "warning", text: "somebody is needed before it can be renewed", about, remedy: remedyOf(entry) }]
  if ((leftOf(entry, now) ?? 1) > 0) return []
  return [{ verdict: "warning", text: "what guise wrote there has ended", about, remedy: "guise refresh" }]
}

function remedyOf({ trouble, source }: Entry): string {
  return trouble?.hint ?? `guise login ${quoted(source)}`
}

function leftAlone({ section: about, source }: Entry): Finding {
  const text = "it was due for new credentials, and the timer that is there has not tried"
  return {
    verdict: "warning",
    text,
    about,
    remedy: `guise write ${quoted(source)} --keep-fresh, which installs it anew`,
  }
}

function withoutTimer({ section: about, source }: Entry): Finding {
  const text = "it is to be kept fresh, and no timer runs guise refresh"
  return {
    verdict: "warning",
    text,
    about,
    remedy: `guise write ${quoted(source)} --keep-fresh (or guise refresh --watch)`,
  }
}
