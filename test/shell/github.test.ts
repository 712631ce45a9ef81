import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { github } from "../../src/shell/github.ts"
import type { EnvChange } from "../../src/types.ts"

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "guise-github-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** One step: its bash evaluates the text; what the runner sees is stdout and the file. */
function step(change: EnvChange, env: Readonly<Record<string, string>> = {}) {
  const file = join(folder, "env")
  writeFileSync(file, "BEFORE=1\n")
  const { stdout, exitCode } = Bun.spawnSync(["bash", "-euo", "pipefail", "-c", 'eval "$TEXT"; env -0 >&2'], {
    env: { PATH: process.env.PATH, GITHUB_ENV: file, TEXT: github.apply(change), ...env },
    stderr: "pipe",
  })
  return { exitCode, log: stdout.toString(), variables: variablesIn(readFileSync(file, "utf8")) }
}

/** Reads the file as the documentation says: `NAME=value`, or `NAME<<DELIMITER`, lines, `DELIMITER`. */
function variablesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const lines = text.split("\n").slice(0, -1)
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, mark, rest] = /^([^=<]+)(=|<<)(.*)$/s.exec(line) ?? []
    if (name === undefined || rest === undefined) throw new Error(`the runner would refuse ${line}`)
    if (mark === "=") found.set(name, rest)
    else {
      const end = lines.indexOf(rest)
      if (end === -1) throw new Error("a delimiter is missing")
      found.set(
        name,
        lines
          .splice(0, end + 1)
          .slice(0, -1)
          .join("\n"),
      )
    }
  }
  return found
}

const keys = {
  AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  AWS_SESSION_TOKEN: "100%token",
}

describe("GitHub Actions", () => {
  test("masks the three secrets and prints nothing else; % is escaped as in every workflow command", () => {
    expect(step({ set: { ...keys, GUISE_PROFILE: "prod" }, unset: [] }).log).toBe(
      [
        "::add-mask::ASIAIOSFODNN7EXAMPLE",
        "::add-mask::wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "::add-mask::100%25token",
        "",
      ].join("\n"),
    )
  })

  test("hands any value to the steps after it, several lines too, beside what was there", () => {
    const line = fc.constantFrom("guise", "guise_", "$(id)", "'", '"', "`", "a=b", "A<<B", "%0A", "☃", "")
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), lines => {
        const value = lines.join("\n")
        const { variables, exitCode } = step({ set: { FIRST: value, SECOND: "2" }, unset: [] })
        expect([exitCode, variables.get("BEFORE"), variables.get("FIRST"), variables.get("SECOND")]).toEqual([
          0,
          "1",
          value,
          "2",
        ])
      }),
      { numRuns: 40 },
    )
  })

  test("empties what is to be unset, a profile's name excepted, which boto3 would look for when empty", () => {
    const { variables } = step({ set: {}, unset: ["AWS_SESSION_TOKEN", "AWS_PROFILE", "x;id"] })
    expect([...variables]).toEqual([
      ["BEFORE", "1"],
      ["AWS_SESSION_TOKEN", ""],
    ])
  })

  test("does nothing outside GitHub Actions: a mask would show the secret", () => {
    const { exitCode, log, variables } = step({ set: keys, unset: [] }, { GITHUB_ENV: "" })
    expect([exitCode === 0, log, variables.size]).toEqual([false, "", 1])
  })

  test("holds in this step as well", () => {
    const { stdout } = Bun.spawnSync(["bash", "-c", 'eval "$TEXT" >/dev/null; printf %s "$AWS_SESSION_TOKEN"'], {
      env: { PATH: process.env.PATH, GITHUB_ENV: "/dev/null", TEXT: github.apply({ set: keys, unset: [] }) },
    })
    expect(stdout.toString()).toBe("100%token")
  })
})
