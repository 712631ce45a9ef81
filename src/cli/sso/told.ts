import type { Accounts } from "../../config/sso-accounts.ts"
import type { Synced } from "../../profiles/sso-sections.ts"
import type { SyncPlan } from "../../profiles/sso-sync.ts"
import { few } from "../lines/few.ts"
import type { Listed } from "./listings.ts"

/** What a run comes to, in a few lines for a person. */
export function sentencesOf(plan: SyncPlan, { accounts, roles }: Listed, prune: boolean): readonly string[] {
  const { session, added, changed, gone, unchanged, unlisted, odd, nothingListed } = plan
  const listed = [...roles.values()].reduce((sum, names) => sum + (names?.length ?? 0), 0)
  const asked = roles.size < accounts.length ? `${roles.size} of ` : ""
  const counts = `${added.length} new, ${changed.length} changed, ${gone.length} gone, ${unchanged} as they were`
  return [
    `${session.name} (${session.startUrl}): ${asked}${counted(accounts.length, "account")}, ${counted(listed, "role")}: ${counts}`,
    ...(roles.size > 0 || accounts.length === 0
      ? []
      : [`no account fits: there are ${few(accounts.map(({ accountId, name }) => name ?? accountId))}`]),
    ...(added.length === 0 ? [] : [`new: ${namesOf(added)}`]),
    ...(changed.length === 0 ? [] : [`changed: ${namesOf(changed)}`]),
    ...(gone.length === 0 ? [] : [`gone: ${namesOf(gone)}${prune ? "" : " (they stay: --no-prune)"}`]),
    ...(unlisted.length === 0
      ? []
      : [`AWS would not list the roles of ${few(unlisted)}: what profiles there are of those stay`]),
    ...(odd.length === 0
      ? []
      : [
          `passed over, since nothing of AWS's can be called so: ${few(odd.map(({ accountId, roleName }) => shortened(`${accountId}/${roleName}`)))}`,
        ]),
    ...(nothingListed ? ["AWS lists no account at all: nothing is removed for that"] : []),
  ]
}

/** The same for programs. */
export function dataOf(plan: SyncPlan, { accounts, roles }: Listed, prune: boolean, called: Accounts): object {
  const shown = (each: Synced) => {
    const { name, email } = called.get(each.accountId) ?? {}
    return {
      ...each,
      ...(name === undefined ? {} : { accountName: name }),
      ...(email === undefined ? {} : { accountEmail: email }),
    }
  }
  return {
    session: plan.session.name,
    startUrl: plan.session.startUrl,
    accounts: accounts.length,
    roles: [...roles.values()].reduce((sum, names) => sum + (names?.length ?? 0), 0),
    new: plan.added.map(shown),
    changed: plan.changed.map(shown),
    gone: plan.gone.map(shown),
    pruned: prune && plan.gone.length > 0,
    unchanged: plan.unchanged,
    unlisted: plan.unlisted,
    odd: plan.odd,
  }
}

/** What is asked before profiles are removed. */
export function questionOf(gone: readonly Synced[], orphans: readonly string[]): string {
  const without = orphans.length === 0 ? "" : `${few(orphans)} would be left without a source. `
  const what = gone.length === 1 ? "profile, whose account or role is" : "profiles, whose accounts or roles are"
  return `${without}Remove ${gone.length} ${what} no more to be had (${namesOf(gone)})?`
}

function namesOf(profiles: readonly Synced[]): string {
  return few(profiles.map(({ profile }) => profile))
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ")
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`
}
