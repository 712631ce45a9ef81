import { chosenFor } from "../../config/settings.ts"
import { settingsTable } from "../../config/settings-table.ts"
import { checkText } from "../../config/settings-values.ts"
import { GuiseError } from "../../errors.ts"
import { ssoRegions } from "../../plan/sso.ts"
import type { SyncedSession } from "../../profiles/sso-sections.ts"
import type { SyncWish } from "../../profiles/sso-sync.ts"
import { settingValue } from "../../profiles/values.ts"
import type { RealWorld } from "../../world.ts"

export interface WishFlags {
  readonly template?: string | undefined
  readonly region?: string | undefined
  readonly prune: boolean
}

/** What is wished for the profiles of any sign-in, by flags and settings. Error: `usage` for a flag that does not fit. */
export function wishOf(
  { template, region, prune }: WishFlags,
  takes: SyncWish["takes"],
  { settings }: Pick<RealWorld, "settings">,
): (session: SyncedSession) => SyncWish {
  const chosen = chosenFor(settings, undefined)
  const names = template === undefined ? chosen["sso-template"] : checkedTemplate(template)
  const home = region === undefined ? chosen["sso-profile-region"] : settingValue("region", region, "--region")
  return ({ ssoRegion }) => ({
    template: names ?? settingsTable["sso-template"].fallback ?? "",
    region: home ?? ssoRegions(ssoRegion)[0] ?? ssoRegion,
    prune,
    takes,
  })
}

function checkedTemplate(text: string): string {
  const checked = checkText("sso-template", text)
  if ("value" in checked) return text
  throw new GuiseError("usage", `--template: ${checked.fault}.`, {
    hint: "guise sso sync --template '{account}-{role}' --diff",
  })
}
