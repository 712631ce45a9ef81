import { isoTime } from "../instant.ts"
import type { Outcome } from "./refresh.ts"
import type { Entry } from "./written.ts"

/** One line for what happened to an entry; undefined where nothing did, or nothing that anybody need know yet. */
export function outcomeText(outcome: Outcome): string | undefined {
  const { entry } = outcome
  switch (outcome.does) {
    case "stays":
    case "waits":
      return undefined
    case "renewed":
      return `renewed ${nameOf(entry)}${entry.expiresAt === undefined ? "" : `: good until ${isoTime(entry.expiresAt)}`}`
    case "let-go":
      return `let go of ${nameOf(entry)}: the section is gone, or somebody else's by now`
    case "failed": {
      const { trouble, pressing } = outcome
      if (trouble.person && !pressing) return undefined
      return `${trouble.person ? "somebody is needed" : "no new credentials"} for ${nameOf(entry)}: ${trouble.message}`
    }
  }
}

/** `[admin_mfa], from admin`. */
export function nameOf({ section, source }: Entry): string {
  return section === source ? `[${section}]` : `[${section}], from ${source}`
}
