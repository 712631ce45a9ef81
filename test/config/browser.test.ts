import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { commandWords, filled, parseBrowser } from "../../src/config/browser.ts"

describe("the setting browser", () => {
  test.each([
    ["default", { kind: "default" }],
    ["firefox-container", { kind: "firefox-container", name: "{profile}" }],
    ["firefox-container:{account} work", { kind: "firefox-container", name: "{account} work" }],
    ["chromium-profile", { kind: "chromium-profile" }],
    ["chromium-profile: Profile 2", { kind: "chromium-profile", name: "Profile 2" }],
    ["firefox", { kind: "command", words: ["firefox"] }],
    ["chromium --x='a b' {url}", { kind: "command", words: ["chromium", "--x=a b", "{url}"] }],
    [
      String.raw`"C:\Program Files\Firefox\firefox.exe" {url}`,
      { kind: "command", words: [String.raw`C:\Program Files\Firefox\firefox.exe`, "{url}"] },
    ],
    ["browse; rm -rf $HOME {url}", { kind: "command", words: ["browse;", "rm", "-rf", "$HOME", "{url}"] }],
    ["firefox {ulr}", { fault: "{ulr} stands for nothing here: there are {url}, {profile}, {account}" }],
    ["chromium-profile:{url}", { fault: "{url} stands for nothing here: there are {profile}, {account}" }],
    ["firefox-container:", { fault: "no name stands after firefox-container:" }],
    ["default:x", { fault: "default takes no name" }],
    ["firefox 'a", { fault: "a quote in it is never closed" }],
    [' "" {url}', { fault: "it names no program" }],
    ["  ", { fault: "it names no program" }],
  ])("%p", (text, choice) => {
    expect<unknown>(parseBrowser(text)).toEqual(choice)
  })

  test("any words come back out of their quotes", () => {
    const quote = (word: string) => `"${word.replace(/["\\]/g, "\\$&")}"`
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (program, args) => {
        expect<unknown>(commandWords([program, ...args].map(quote).join(" "))).toEqual({ words: [program, ...args] })
      }),
    )
  })

  test("what stands for one placeholder is not looked through for another", () => {
    expect(filled("{profile}/{account}/{x}", { profile: "{account}$&", account: "1" })).toBe("{account}$&/1/{x}")
  })
})
