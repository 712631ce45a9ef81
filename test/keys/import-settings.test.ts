import { afterAll, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { changeSetting } from "../../src/config/settings-write.ts"
import { mfaDecisions } from "../../src/keys/import-settings.ts"
import { loaded } from "../config/files-on-disk.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-import-settings-"))
afterAll(() => rmSync(folder, { recursive: true }))
let homes = 0

const coded = "mfa_process = ykman oath code"
const left = (why: string) => expect.stringContaining(why)

/** What a section with aws-vault's command for codes becomes; `chosen` is a pattern whose way of codes is set already. */
const rows: readonly (readonly [sentence: string, section: string, chosen: string | undefined, becomes: object[]])[] = [
  ["a profile's own", `[profile dev]\n${coded}`, undefined, [{ does: "setting", profile: "dev", match: "dev" }]],
  ["default's, for all", `[default]\n${coded}`, undefined, [expect.not.objectContaining({ match: expect.anything() })]],
  ["none", "[profile dev]\nregion = eu-west-1", undefined, []],
  ["one whose setting says something already", `[profile dev]\n${coded}`, "d*", []],
  ["one beside another's setting", `[profile dev]\n${coded}`, "prod", [{ does: "setting" }]],
  ["a name that would be a pattern", `[profile dev*]\n${coded}`, undefined, [{ does: "skip", why: left("a pattern") }]],
  ["no command", "[profile dev]\nmfa_process = a\u0007b", undefined, [{ does: "skip", why: left("no command") }]],
]

test.each([...rows])("aws-vault's command for codes: %s", async (_sentence, section, chosen, becomes) => {
  const env = { HOME: join(folder, String(homes++)) }
  if (chosen !== undefined) await changeSetting(env, { key: "mfa", value: '"ask"', match: chosen })
  const decisions = await mfaDecisions(loaded({ config: `${section}\n` }), env)
  expect(decisions).toHaveLength(becomes.length)
  expect(decisions).toMatchObject(becomes)
  expect(JSON.stringify(decisions)).not.toContain("ykman")
})
