import { expect, test } from "bun:test"
import fc from "fast-check"
import { withEdits } from "../../src/config/file-edit.ts"
import type { ProfileDeed } from "../../src/config/file-sections.ts"

const names = ["a", "b c", "ö", "default"] as const

const deed = (name: string): fc.Arbitrary<ProfileDeed> =>
  fc.oneof(
    fc.constant<ProfileDeed>({ do: "remove", name }),
    fc.constant<ProfileDeed>({ do: "change", name, change: { set: { region: "eu-west-1", new: "ü" } } }),
    fc.constant<ProfileDeed>({ do: "change", name, change: { unset: ["region"] } }),
  )
const deeds = fc.tuple(...names.map(name => fc.option(deed(name), { nil: undefined })))

/** A file with some of those profiles, a stranger, line ends of one kind, and a last line that may have none. */
const text = fc
  .tuple(fc.subarray([...names]), fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.boolean())
  .map(([standing, end, isOpen, hasGap]) => {
    const sections = [...standing.map(name => (name === "default" ? "default" : `profile "${name}"`)), "services x"]
    const lines = sections.flatMap(title => [`[${title}]`, "# why", "region = x  # y", ...(hasGap ? [""] : [])])
    const whole = Buffer.from(lines.join(end), "utf8").toString("latin1")
    return isOpen ? whole : `${whole}${end}`
  })

test("many sections at once are changed and removed as one after the other", () => {
  fc.assert(
    fc.property(text, deeds, (before, all) => {
      const given = all.filter(each => each !== undefined)
      const standing = (name: string) => before.includes(Buffer.from(name).toString("latin1"))
      const singly = given
        .filter(({ name }) => standing(name === "default" ? "[default]" : `"${name}"`))
        .flatMap(({ name, ...rest }) => (rest.do === "add" ? [] : [{ kind: "profile" as const, name, ...rest }]))
      const inTurn = [...singly.filter(each => each.do === "change"), ...singly.filter(each => each.do === "remove")]
      const atOnce = withEdits(before, "config", "config", [{ do: "sections", sections: given }])
      expect(atOnce).toBe(withEdits(before, "config", "config", inTurn))
    }),
  )
})

test("new ones stand at the end, a blank line before each; twice is as once", () => {
  const add = ["b c", "a"].map(name => ({ do: "add", name, set: { region: "x" } }) as const)
  const edits = [{ do: "sections", sections: add }] as const
  for (const [before, after] of [
    ["", "[profile 'b c']\nregion = x\n\n[profile a]\nregion = x\n"],
    ["[default]\n", "[default]\n\n[profile 'b c']\nregion = x\n\n[profile a]\nregion = x\n"],
    ["[default]\r\na = 1", "[default]\r\na = 1\r\n\r\n[profile 'b c']\r\nregion = x\r\n\r\n[profile a]\r\nregion = x"],
  ] as const) {
    expect(withEdits(before, "config", "config", edits)).toBe(after)
    expect(withEdits(after, "config", "config", edits)).toBe(after)
  }
})

test("a section that says something else is left alone, with an error", () => {
  const sections = [{ do: "add", name: "a", set: { region: "x" } }] as const
  expect(() => withEdits("[profile a]\nregion = y\n", "config", "config", [{ do: "sections", sections }])).toThrow(
    'There is a profile "a" already (config:1).',
  )
})
