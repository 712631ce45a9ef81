import { expect, test } from "bun:test"
import { dependentsOf } from "../../src/profiles/mentions.ts"
import { mfa, role, withFacts } from "../plan/helper.ts"

const files = {
  config: `
[profile by-source]
role_arn = ${role("R")}
source_profile = gone
[profile by-include]
include_profile = gone
[profile by-hook]
credential_process = guise process gone
[profile x:mfa]
mfa_serial = ${mfa}
[profile goes-too]
role_arn = ${role("R")}
source_profile = gone
[profile of-another]
role_arn = ${role("R")}
source_profile = stays
[profile stays]
region = eu-west-1
`,
}

test("whoever leans on one that goes, in whatever words, is left without a source", () => {
  withFacts(files, ({ profiles }) => {
    const left = dependentsOf(new Set(["gone", "goes-too", "x:iam"]), profiles)
    expect([...left].sort()).toEqual(["by-hook", "by-include", "by-source", "x:mfa"])
    expect(dependentsOf(new Set(), profiles)).toEqual([])
  })
})
