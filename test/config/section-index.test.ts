import { describe, expect, test } from "bun:test"
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import fc from "fast-check"
import { type AwsFiles, loadProfiles } from "../../src/config/profiles.ts"
import { isGuiseError } from "../../src/errors.ts"
import { withHome } from "./files-on-disk.ts"

const many = Array.from({ length: 2000 }, (_, at) => `[profile team-${at}]\nregion = r${at}\nsource_profile = base\n`)
const large = `${many.join("")}[profile "ä ö"]\nregion = umlaut\n[default]\nregion = plain\n[profile team-7]\noutput = json\n[sso-session corp]\nsso_region = s\n[base]\n[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = CANARY\n`

interface Place {
  readonly home: string
  readonly cache: string
  load(options?: { write?: boolean; now?: number }): AwsFiles
  config(text: string): void
  index(): string
}

// Later than the change of any file written here, so that no test has to wait for the clock.
const later = () => Date.now() + 3_600_000

function withLarge(use: (place: Place) => void, text: string = large): void {
  withHome({ config: text }, home => {
    const cache = `${home}/cache/guise`
    use({
      home,
      cache,
      load: ({ write = true, now = later() } = {}) =>
        loadProfiles({ HOME: home }, { indexFolder: cache, writeIndex: write, now: () => now }),
      config: content => writeFileSync(`${home}/.aws/config`, content),
      index: () => `${cache}/${readdirSync(cache)[0]}`,
    })
  })
}

function told(files: AwsFiles): unknown {
  const names = ["team-7", "team-1999", "ä ö", "default", "base", "nobody", "toString"]
  const profiles = names.map(name => files.profile(name))
  return [
    files.names(),
    profiles,
    profiles.map(each => each?.warnings),
    files.keysOf("base"),
    files.ssoSession("corp"),
    files.warnings,
  ]
}

describe("with an index", () => {
  test("a large file says what it says without one", () => {
    withLarge(({ home, load, cache }) => {
      const plain = told(loadProfiles({ HOME: home }))
      expect(told(load())).toEqual(plain)
      expect(readdirSync(cache)).toHaveLength(1)
      expect(told(load())).toEqual(plain)
    })
  })

  test("only the sections asked for are parsed", () => {
    withLarge(({ load, index }) => {
      load()
      // Nothing but the index can tell of a name that the file does not hold.
      writeFileSync(index(), readFileSync(index(), "latin1").replace("p team-5\n", "p other-5\n"), "latin1")
      expect(load().names()).toContain("other-5")
    })
  })

  test("who asks for hundreds is answered from the file: each look-up searches the index from its start", () => {
    withLarge(({ load, index }) => {
      load()
      writeFileSync(index(), readFileSync(index(), "latin1").replace("p team-5\n", "p other-5\n"), "latin1")
      expect(load().profile("team-5")).toBeUndefined()
      const files = load()
      for (let at = 100; at < 400; at += 1) files.profile(`team-${at}`)
      expect(files.profile("team-5")?.settings.get("region")?.value).toBe("r5")
    })
  })

  test("any names and any repeats are found again", () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.constantFrom("p", "p a", "end", "1 2 3", "a,b"),
    )
    const tame = name.map(text => text.replace(/[\r\n\]\\'"]/g, "_").trim()).filter(text => /^[^\s\ufeff]/.test(text))
    fc.assert(
      fc.property(fc.array(tame, { minLength: 1 }), names => {
        const config = names.map((each, at) => `[profile "${each}"]\nregion = r${at}\n`).join("")
        withLarge(
          ({ home, load }) => {
            const plain = loadProfiles({ HOME: home })
            load()
            const indexed = load({ write: false })
            expect(indexed.names()).toEqual(plain.names())
            for (const each of names) expect(indexed.profile(each)).toEqual(plain.profile(each))
          },
          `${config}# ${"x".repeat(70_000)}\n`,
        )
      }),
      { numRuns: 30 },
    )
  })
})

describe("the index", () => {
  test("is the owner's alone, and tells no secret and no name of a profile by its own name", () => {
    withLarge(({ load, cache, index }) => {
      load()
      expect([statSync(cache).mode & 0o777, statSync(index()).mode & 0o777]).toEqual([0o700, 0o600])
      expect(index()).toMatch(/\/sections-config-[0-9a-f]{14}$/)
      expect(readFileSync(index(), "utf8")).not.toContain("CANARY")
      expect(readFileSync(index(), "utf8")).not.toContain("AKIA")
    })
  })

  test("is not made by a command that only looks, nor for a small file", () => {
    withLarge(({ load, cache }) => {
      load({ write: false })
      expect(existsSync(cache)).toBe(false)
    })
    withLarge(({ load, cache }) => {
      load()
      expect(existsSync(cache)).toBe(false)
    }, "[profile a]\n")
  })

  test("is not made of a file that changed this very moment", () => {
    withLarge(({ home, load, cache }) => {
      const changed = Math.floor(statSync(`${home}/.aws/config`).ctimeMs)
      for (const now of [changed, changed + 99, changed - 50]) load({ now })
      expect(existsSync(cache)).toBe(false)
      load({ now: changed + 200 })
      expect(readdirSync(cache)).toHaveLength(1)
    })
  })

  test("is not used once the file has changed, and is replaced", () => {
    withLarge(({ load, config, cache }) => {
      load()
      config(large.replaceAll("r1999", "r2999"))
      expect(load().profile("team-1999")?.settings.get("region")?.value).toBe("r2999")
      expect(load().profile("team-1999")?.settings.get("region")?.value).toBe("r2999")
      expect(readdirSync(cache)).toHaveLength(1)
    })
  })

  test("does not hide a line that has become malformed", () => {
    withLarge(({ load, config }) => {
      load()
      config(large.replace("region = r1000\n", "region : r1000\n"))
      let refusal: unknown
      try {
        load()
      } catch (error) {
        refusal = error
      }
      expect(isGuiseError(refusal, "file-malformed") && refusal.message).toContain("config, line 3002 ")
    })
  })

  const damages: readonly (readonly [what: string, damage: (text: string) => string])[] = [
    ["empty", () => ""],
    ["cut off", text => text.slice(0, -200)],
    ["of another file", text => text.replace("config", "elsewhere")],
    ["of another version", text => text.replace("index 1", "index 2")],
    ["garbage", () => "\u0000".repeat(5000)],
    ["pointing to other sections", text => text.replace(/(p team-7\n)\d+ \d+/, "$10 48")],
    [
      "stopping short of a section's end",
      text => text.replace(/(p team-7\n)(\d+) (\d+)/, (_all, entry, start) => `${entry}${start} ${Number(start) + 17}`),
    ],
    ["pointing nowhere", text => text.replace(/(p team-7\n).*/, "$1nonsense")],
  ]
  for (const [what, damage] of damages) {
    test(`is ignored when it is ${what}, and replaced`, () => {
      withLarge(({ home, load, index }) => {
        load()
        const good = readFileSync(index(), "latin1")
        writeFileSync(index(), damage(good), "latin1")
        expect(readFileSync(index(), "latin1")).not.toBe(good)
        const plain = loadProfiles({ HOME: home })
        expect(load().profile("team-7")).toEqual(plain.profile("team-7"))
        expect(readFileSync(index(), "latin1")).toBe(good)
      })
    })
  }

  test("is ignored when others may write to it", () => {
    withLarge(({ load, index }) => {
      load()
      writeFileSync(index(), readFileSync(index(), "latin1").replace("p team-5\n", "p other-5\n"), "latin1")
      chmodSync(index(), 0o622)
      expect(load({ write: false }).names()).toContain("team-5")
    })
  })

  test("is gone without where it cannot be written", () => {
    withLarge(({ home, load }) => {
      mkdirSync(`${home}/cache`)
      writeFileSync(`${home}/cache/guise`, "a file where the folder should be")
      expect(load().profile("team-7")?.settings.get("output")?.value).toBe("json")
      expect(readdirSync(`${home}/cache`)).toEqual(["guise"])
    })
  })
})
