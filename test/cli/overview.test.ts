import { describe, expect, test } from "bun:test"
import { formatNames } from "../../src/cli/formats.ts"
import { flagHabits, formatHabits, profileHabits, wordHabits } from "../../src/cli/habits.ts"
import { firstScreen, groups, overview } from "../../src/cli/overview.ts"
import { verbs } from "../../src/cli/program.ts"
import { silent } from "../../tools/commands.ts"

const flags = await flagsOfAll()

describe("what guise says of itself", () => {
  test("each command stands in one group, and all of them in the overview", () => {
    expect(groups.flatMap(([, commands]) => commands).toSorted()).toEqual(Object.keys(verbs).toSorted())
    for (const [verb, { summary }] of Object.entries(verbs))
      expect(overview()).toMatch(`  ${verb.padEnd(12)} ${summary}\n`)
  })

  test("its first screen fits a terminal of 80 columns and 24 lines, the prompt below it too", () => {
    const lines = firstScreen().split("\n")
    expect(lines.length).toBeLessThan(24)
    expect(lines.filter(line => line.length > 79)).toEqual([])
    for (const words of commandsIn(firstScreen().split("\n").slice(1).join("\n")))
      expect(Object.keys(verbs)).toContain(words)
  })
})

describe("habits from elsewhere lead to something that is there", () => {
  const texts = [
    ...new Set([...Object.values(wordHabits), ...Object.values(flagHabits), ...Object.values(profileHabits)]),
  ]

  test.each(texts.map(text => [text] as const))("%s", text => {
    for (const words of commandsIn(text)) expect(Object.keys(verbs)).toContain(words)
    for (const [flag] of text.matchAll(/--[a-z-]+/g)) expect([...flags, "--version", "--help"]).toContain(flag)
  })

  test("no habit is a command of guise's, and every format is one", () => {
    expect(Object.keys(wordHabits).filter(word => Object.hasOwn(verbs, word))).toEqual([])
    for (const name of Object.values(formatHabits)) expect(formatNames).toContain(name)
  })
})

/** Each `guise WORD` of a text, with its second word where the first is of two. */
function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/guise ([a-z]+)( [a-z]+)?/g)].map(([, first = "", second = ""]) =>
    Object.hasOwn(verbs, first) ? first : `${first}${second}`,
  )
}

async function flagsOfAll(): Promise<readonly string[]> {
  const built = await Promise.all(Object.values(verbs).map(async ({ load }) => (await load()).command(silent)))
  return built.flatMap(({ options }) => options.flatMap(({ long }) => long ?? []))
}
