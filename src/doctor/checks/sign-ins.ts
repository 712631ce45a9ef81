import { glanceAtToken } from "../../config/sso-files.ts"
import { tokenPath } from "../../config/sso-paths.ts"
import { isGuiseError } from "../../errors.ts"
import type { SsoRoot } from "../../plan/roots.ts"
import { ssoRegions } from "../../plan/sso.ts"
import { quoted } from "../../quoted.ts"
import type { Check, Finding } from "../check.ts"
import type { Facts } from "../facts.ts"
import { privacyOf } from "../private.ts"

/** The sign-ins to IAM Identity Center, by the files of them alone. */
export const signIns: Check = {
  id: "sign-ins",
  group: "Profiles",
  title: "whoever is to be signed in is, and may be for every role",
  needsNetwork: false,
  needsBothFiles: true,
  aboutProfiles: true,
  run(facts) {
    const roots = new Map<string, { readonly root: SsoRoot; readonly profile: string }>()
    for (const { name } of facts.profiles) {
      const plan = facts.planOf(name)
      if (isGuiseError(plan) || plan.root.kind !== "sso") continue
      const path = tokenPath(plan.root, facts.env)
      if (!roots.has(path)) roots.set(path, { root: plan.root, profile: name })
    }
    return Array.from(roots, ([path, { root, profile }]) => findingsOf(path, root, profile, facts)).flat()
  },
}

/** What AWS wants of a token that gives role credentials. */
const accessScope = "sso:account:access"

function findingsOf(path: string, root: SsoRoot, profile: string, facts: Facts): readonly Finding[] {
  const about = root.session ?? root.startUrl
  const found: Finding[] = []
  const place = root.session === undefined ? undefined : facts.files.ssoSession(root.session)
  const scopes = place?.get("sso_registration_scopes")
  if (root.scopes !== undefined && scopes !== undefined && !root.scopes.includes(accessScope))
    found.push({
      verdict: "fault",
      text: `its sso_registration_scopes lack ${accessScope}, without which AWS gives no role`,
      about,
      place: scopes.place,
      remedy: `add ${accessScope} to that line, then guise login ${quoted(profile)} --force`,
    })
  const regions = place?.get("sso_region")
  if (ssoRegions(root.ssoRegion).length > 1)
    found.push({
      verdict: "note",
      text: "its sso_region names several regions, which guise alone understands: the AWS CLI and the SDKs want one",
      about,
      ...(regions === undefined ? {} : { place: regions.place }),
    })
  // Whoever reads it is the person, at every account, until the sign-in ends.
  const open = privacyOf(path, { readable: "fault", writable: "fault" }, facts)
  return [...found, ...open, ...tokenFindings(path, about, profile, facts)]
}

function tokenFindings(path: string, about: string, profile: string, { now }: Facts): readonly Finding[] {
  const remedy = `guise login ${quoted(profile)}`
  try {
    const kept = glanceAtToken(path, now)
    if (kept === undefined) return [{ verdict: "note", text: "nobody is signed in", about, remedy }]
    const renewable = kept.refresh !== undefined
    return kept.expiresAt > now || renewable ? [] : [{ verdict: "note", text: "the sign-in is over", about, remedy }]
  } catch (error) {
    if (!isGuiseError(error)) throw error
    return [{ verdict: "fault", text: error.message, about, place: { file: path } }]
  }
}
