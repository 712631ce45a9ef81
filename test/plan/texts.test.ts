import { describe, expect, test } from "bun:test"
import { explainJson, explainText } from "../../src/plan/explain.ts"
import { failure, type Given, keys, mfa, now, plan, role, show } from "./helper.ts"

const base = `[base]\n${keys()}`
const profile = (...lines: readonly string[]) => `[profile p]\n${lines.join("\n")}\n`
const roleLines = [`role_arn = ${role("R")}`, "source_profile = base"]
const webLines = [`role_arn = ${role("R")}`, "web_identity_token_file = /token"]

describe("what AWS would refuse is refused before a code is asked for, with its line", () => {
  test.each<[text: string, config: string, words: string]>([
    [
      "a session name with a blank",
      profile(...roleLines, "role_session_name = a b"),
      'role_session_name of profile "p" is "a b" (config:4), wanted is 2 to 64 of',
    ],
    [
      "a session name of a web identity",
      profile(...webLines, "role_session_name = a/b"),
      'role_session_name of profile "p" is "a/b" (config:4)',
    ],
    [
      "an external id",
      profile(...roleLines, "external_id = what?"),
      'external_id of profile "p" is "what?" (config:4), wanted is 2 to 1224 of',
    ],
    [
      "a device of a role",
      profile(...roleLines, "mfa_serial = alice"),
      'mfa_serial of profile "p" is "alice" (config:4), wanted is a device\'s ARN or its serial number',
    ],
    [
      "a device of a session",
      profile("mfa_device_arn = ali ce ali ce", "source_profile = base"),
      'mfa_device_arn of profile "p" is "ali ce ali ce" (config:2)',
    ],
    ["a region in words", profile(...roleLines, "region = us east"), 'region of profile "p" is "us east" (config:4)'],
    [
      "a region that would be another host",
      profile(...roleLines, "region = evil.example/x"),
      'region of profile "p" is "evil.example/x" (config:4), wanted is a region as eu-west-1',
    ],
  ])("%s", (_what, config, words) => {
    expect(failure("p", { config, credentials: base })).toStartWith(`profile-invalid: ${words}`)
  })

  test.each([
    [{ AWS_REGION: "us east" }, 'AWS_REGION is "us east", wanted is a region as eu-west-1'],
    [{ AWS_DEFAULT_REGION: "x/y" }, 'AWS_DEFAULT_REGION is "x/y"'],
  ])("the environment's %j", (env, words) => {
    const given = { config: profile(...roleLines), credentials: base, env }
    expect(failure("p", given)).toStartWith(`profile-invalid: ${words}`)
    expect(failure("p", { ...given, request: { region: "eu-west-1" } })).toStartWith("keys ")
  })

  describe("a region that is none is left out, and said, where nothing hangs on it", () => {
    const said = (line: number) =>
      `! region of profile "p" is "us east" (config:${line}), wanted is a region as eu-west-1. It is left out.`
    const pair = "keys AKIAIOSFODNN7EXAMPLE"
    test.each<[what: string, given: Given, shown: string]>([
      ["beside a pair", { config: `[profile p]\nregion = us east\n${keys()}` }, `${pair} (p)\n${said(2)}`],
      [
        "under AWS_REGION",
        { config: profile(...roleLines, "region = us east"), credentials: base, env: { AWS_REGION: "eu-west-1" } },
        `${pair} (base)\nrole R\n${said(4)}`,
      ],
    ])("%s", (_what, given, shown) => {
      expect(show(plan("p", given))).toBe(shown)
    })

    test("and where something hangs on it, it is refused", () => {
      const config = `[profile p]\nregion = us east\n${keys()}`
      const refused = 'profile-invalid: region of profile "p" is "us east"'
      expect(failure("p", { config: `${config}mfa_serial = ${mfa}\n` })).toStartWith(refused)
      expect(failure("p", { config, request: { roles: [role("R")] } })).toStartWith(refused)
    })
  })

  test("a device that is only the second try is no reason to refuse the role", () => {
    const config = profile(...roleLines)
    expect(failure("p", { config, credentials: `${base}mfa_serial = alice\n` })).toBe(
      "keys AKIAIOSFODNN7EXAMPLE (base)\nrole R",
    )
  })
})

describe("a circle of credential_process lines that run guise", () => {
  const circle = (...commands: readonly string[]) =>
    commands.map((command, index) => `[profile ${"abc"[index]}]\ncredential_process = ${command}\n`).join("")

  test.each([
    [circle("guise process b", "/usr/bin/guise process --profile=a"), "a → b → a"],
    [circle("guise process b", "guise process -pc", "guise process b"), "a → b → c → b"],
  ])("is refused with its path", (config, path) => {
    expect(failure("a", { config })).toBe(
      `profile-loop: The credential_process of profile "a" (config:2) leads in a circle: ${path}.`,
    )
  })

  test.each([
    ["one that ends in a program", circle("guise process b", "cat keys.json")],
    ["one in other files", circle("AWS_CONFIG_FILE=/x guise process b", "guise process a")],
    ["one that ends in a role", `${circle("guise process b")}[profile b]\n${roleLines.join("\n")}\n`],
  ])("is not %s", (_what, config) => {
    expect(failure("a", { config, credentials: base })).toStartWith("process ")
  })
})

describe("an explanation shows no secret that stands in a setting", () => {
  const explained = (name: string, given: Given) => {
    const facts = { now, cached: [], profile: undefined }
    return [explainText, explainJson].map(show => show(plan(name, given), facts))
  }

  test("of a credential_process, the program and how many arguments", () => {
    const config = profile("credential_process = TOKEN=hunter3 /bin/tool --password hunter2")
    for (const text of explained("p", { config })) {
      expect(text).toContain("/bin/tool (2 arguments)")
      expect(text).not.toMatch(/hunter/)
    }
  })

  test("of a credential_process, that it is run even when the role behind it is cached", () => {
    const config = `[profile r]\nrole_arn = ${role("R")}\nsource_profile = p\n${profile("credential_process = tool")}`
    const facts = { now, cached: [{ depth: 1, expiresAt: now + 60 }], profile: undefined }
    const text = explainText(plan("r", { config }), facts)
    expect(text).toStartWith("Profile r: its process is run, and AWS is not called.")
    expect(text).toContain("cached    never: it is run each time")
  })

  test.each([
    ["endpoint_url = http://user:hunter2@h:8080/x", "http://…@h:8080/x"],
    ["endpoint_url = https://hunter2@h", "https://…@h"],
    ["endpoint_url = http://h/a@b", "http://h/a@b"],
  ])("of %s, the host", (line, shown) => {
    for (const text of explained("p", {
      config: profile(...roleLines, `mfa_serial = ${mfa}`, line),
      credentials: base,
    })) {
      expect(text).toContain(shown)
      expect(text).not.toContain("hunter2")
    }
  })
})
