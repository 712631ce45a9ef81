import { expect, test } from "bun:test"
import { elvishHook } from "../../../src/shell/hook/elvish.ts"
import { nuHook } from "../../../src/shell/hook/nu.ts"
import { hookNamed } from "../../../src/shell/hook.ts"

test.each([
  ["Nushell", nuHook],
  ["Elvish", elvishHook],
])("%s is told what to put on as one line of JSON, names that are none left out", (_name, hook) => {
  const change = { set: { AWS_REGION: "a'\n☃" }, unset: ["AWS_PROFILE", "x;reboot"] }
  const told = hook.wear({ change, profile: "x", before: "aws|x", after: " ", until: 9.7, again: ["use", "x"], now: 1 })
  expect(told).toMatch(/^[^\n]*\n$/)
  expect(JSON.parse(told)).toEqual({
    set: { AWS_REGION: "a'\n☃" },
    unset: ["AWS_PROFILE"],
    profile: "x",
    before: "aws|x",
    after: " ",
    color: "",
    until: 9,
    folder: "",
    again: ["use", "x"],
  })
  expect(JSON.parse(hook.renew(change, undefined))).toEqual({ set: { AWS_REGION: "a'\n☃" } })
})

test("the hooks by the names of the programs and of the shells", () => {
  const lines = ["NU.EXE", "nushell", "elvish"].map(name => hookNamed(name)?.line)
  expect(lines).toEqual([nuHook.line, nuHook.line, elvishHook.line])
  // Completion comes with it.
  expect(hookNamed("nu")?.text).toMatch(/^# guise in Nushell[\s\S]*def __guise_complete /)
  expect([hookNamed("cmd"), hookNamed("constructor")]).toEqual([undefined, undefined])
})
