import { expect, test } from "bun:test"
import { addToConfig, binary, run, stage } from "./harness.ts"

const { newHome } = await stage()
const home = newHome()
addToConfig(
  home,
  "[profile e\x1b[31mvil]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/R\nmfa_serial = \x1b]0;PWNED\x07arn:aws:iam::111122223333:mfa/x\n" +
    "[profile turned]\nregion = \u202eeu-west-1\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n",
)

test.each([
  [["list"]],
  [["list", "--verbose"]],
  [["explain", "e\x1b[31mvil"]],
  [["explain", "turned"]],
  [["whoami", "turned"]],
  [["exec", "e\x1b[31mvi", "--", "true"]],
  [["doctor", "--offline"]],
  [["status"]],
])("what %p prints moves no cursor and turns no text round", async words => {
  const { stdout, stderr } = await run(binary, home, words, { env: { GUISE_PROFILE: "\x1b[31mworn", NO_COLOR: "1" } })
  const shown = stdout + stderr
  expect(shown).not.toBe("")
  for (const mark of ["\x1b", "\x07", "\u202e"]) expect(shown).not.toContain(mark)
})
