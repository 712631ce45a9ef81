import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { pwshHook } from "../../../src/shell/hook/pwsh.ts"
import { hookNamed } from "../../../src/shell/hook.ts"
import type { EnvChange } from "../../../src/types.ts"

/** Reads lines as the hook does: a word, a name, a value in base64. */
function read(text: string) {
  const lines = text.split("\n").slice(0, -1)
  return lines.map(line => {
    const [word = "", name, value] = line.split(" ")
    return [word, name, value === undefined ? undefined : Buffer.from(value, "base64").toString()] as const
  })
}

const shown = { profile: "prod", before: "aws|prod", after: " ", color: "red", until: 1_700_000_000.9 } as const
const wearing = (change: EnvChange) => ({ ...shown, change, again: ["use", "prod"], folder: "C:\\a b", now: 1 })

describe("what PowerShell is told to put on", () => {
  test("is lines of data, and the last says that this was all", () => {
    const told = pwshHook.wear(wearing({ set: { AWS_REGION: "eu-west-1" }, unset: ["AWS_PROFILE", "x;reboot"] }))
    expect(read(told)).toEqual([
      ["unset", "AWS_PROFILE", undefined],
      ["set", "AWS_REGION", "eu-west-1"],
      ["shown", "Profile", "prod"],
      ["shown", "Before", "aws|prod"],
      ["shown", "After", " "],
      ["shown", "Color", "31"],
      ["until", "-", "1700000000"],
      ["shown", "Folder", "C:\\a b"],
      ["again", "-", "use"],
      ["again", "-", "prod"],
      ["guise", "has", expect.any(String)],
    ])
    expect(told).toEndWith("\nguise has said all\n")
  })

  test("carries any value, as ASCII that no console changes, and shows none of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), text => {
        const value = text.toWellFormed()
        const told = pwshHook.renew({ set: { AWS_SECRET_ACCESS_KEY: value }, unset: [] }, undefined)
        expect(told).toMatch(/^[\x20-\x7e\n]*$/)
        expect(read(told)[0]).toEqual(["set", "AWS_SECRET_ACCESS_KEY", value])
      }),
    )
  })

  test("who is inherited is shown by a statement without a word of theirs in it", () => {
    const text = pwshHook.show?.({ before: "'; exit #", after: "", now: 0 }) ?? ""
    expect(text).toMatch(/^__guise_tell @\(('[\w +/=-]*'(, )?)+\)\n$/)
  })
})

/** PowerShell cannot be run where these tests run, so its hook is read instead. */
describe("the hook of PowerShell", () => {
  const code = pwshHook.text.replace(/^\s*#.*$/gm, "")

  test("calls only functions that it defines, and knows only what it keeps", () => {
    const defined = new Set([...code.matchAll(/^function global:([\w]+)/gm)].map(([, name]) => name))
    const called = new Set([...code.matchAll(/(?<![$:])\b__guise_\w+/g)].map(([name]) => name))
    called.delete("__guise_prompt")
    expect([...called].filter(name => !defined.has(name))).toEqual([])
    const [, kept = ""] = /\$global:__guise = @\{\n(.*?)\n {2}\}/s.exec(code) ?? []
    const names = new Set([...kept.matchAll(/(\w+) = /g)].map(([, name]) => name))
    const used = [...code.matchAll(/\$(?:state|global:__guise)\.(\w+)/g)].map(([, name]) => name)
    expect(used.length).toBeGreaterThan(20)
    expect(used.filter(name => !names.has(name))).toEqual([])
  })

  test("closes what it opens", () => {
    const bare = code.replace(/'[^'\n]*'|"[^"\n]*"/g, "''")
    for (const [open, close] of [
      ["{", "}"],
      ["(", ")"],
      ["[", "]"],
    ] as const)
      expect([open, bare.split(open).length]).toEqual([open, bare.split(close).length])
  })

  test("compiles nothing with a secret in it, and passes none from one cmdlet to the next", () => {
    const compiled = code.split("\n").filter(line => line.includes("Invoke-Expression"))
    // Both take off: names, and the user's own files.
    expect(compiled.map(line => line.trim())).toEqual([
      `if ($lines) { Invoke-Expression ($lines -join "\`n") }`,
      `if ($lines) { Invoke-Expression ($lines -join "\`n") }`,
    ])
    const piped = code.split("\n").filter(line => / \| /.test(line) && !/(@\(\)|\$input) \| & /.test(line))
    expect(piped.map(line => line.trim())).toEqual([
      "$elements = @($command.CommandElements | ForEach-Object { $_.Extent.Text })",
    ])
    expect(code).not.toMatch(/Set-Item|Set-Content|Out-File|ConvertFrom|Write-Host|\$env:\w+ = /)
  })

  test("takes nothing for its own that only PowerShell 7 reads", () => {
    expect(code).not.toMatch(/\?\?|\?\.|&&|\|\||\? .* : /)
    expect(code).toMatch(/^[\x20-\x7e\n]*$/)
  })

  test("runs guise in one way, which is exchanged where another guise is first on PATH", () => {
    expect(code.split(`& ${pwshHook.call} @words`).length - 1).toBe(5)
    expect(pwshHook.reach(["C:\\it's\\guise.exe"])).toBe("'C:\\it''s\\guise.exe'")
    expect(code).not.toMatch(/& guise/)
  })

  test.each(["pwsh", "PowerShell", "powershell.exe", "PWSH"])("is that of %s", name => {
    expect(hookNamed(name)?.text).toStartWith(pwshHook.text)
  })
})
