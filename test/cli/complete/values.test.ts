import { afterAll, beforeAll, expect, test } from "bun:test"
import { rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { wordsOf } from "../../../src/cli/complete/lists.ts"
import {
  argumentsOf,
  argumentValues,
  families,
  listKinds,
  valueOfFlag,
  wordLists,
} from "../../../src/cli/complete/values.ts"
import { verbs } from "../../../src/cli/program.ts"
import { regions } from "../../../src/config/regions.ts"
import { silent } from "../../../tools/commands.ts"

const built = await Promise.all(
  Object.entries(verbs).map(async ([verb, { load }]) => ({ verb, command: (await load()).command(silent) })),
)

test("every flag of every command has a row, which takes a value exactly where the flag wants one", () => {
  const faults = built.flatMap(({ verb, command }) =>
    command.options.flatMap(({ short, long, required, optional }) =>
      [short, long].flatMap(flag => {
        const value = flag ? valueOfFlag(flag, verb) : "nothing"
        if (value === undefined) return [`guise ${verb} ${flag} has no row in flagValues`]
        const wants = required || (optional && value !== "nothing")
        return !flag || wants === (value !== "nothing") ? [] : [`guise ${verb} ${flag} is said to be ${value}`]
      }),
    ),
  )
  expect(faults).toEqual([])
})

test("every command has a row for its arguments, as many as it takes", () => {
  const said = built.map(({ verb }) =>
    wordLists.includes(verb) ? [verb, "a list"] : [verb, argumentsOf(verb)?.length],
  )
  const taken = built.map(({ verb, command: { registeredArguments: all } }) =>
    all.some(({ variadic }) => variadic) ? [verb, "a list"] : [verb, all.length],
  )
  expect(said).toEqual(taken)
  expect(Object.keys(argumentValues).filter(verb => !Object.hasOwn(verbs, verb))).toEqual([])
})

test("the commands of two words are known by their first", () => {
  const firsts = Object.keys(argumentValues).flatMap(verb => (verb.includes(" ") ? [verb.split(" ")[0] ?? ""] : []))
  expect([...new Set(firsts)].sort()).toEqual([...families].sort())
})

const config = join(tmpdir(), `guise-values-${process.pid}`)
beforeAll(() => {
  const session = (name: string) =>
    `[sso-session ${name}]\nsso_start_url = https://${name}.awsapps.com/start\nsso_region = eu-west-1\n`
  writeFileSync(config, ["one", "two"].map(session).join(""))
})
afterAll(() => rmSync(config))

test.each([...listKinds])("there are words for %s, each with nothing in it that a line could break at", kind => {
  const words = wordsOf(kind, { AWS_CONFIG_FILE: config })
  expect(words.length).toBeGreaterThan(1)
  expect(words.filter(({ value, note = "" }) => !/^[\w:-]+$/.test(value) || /[\t\n]/.test(note))).toEqual([])
})

test("the regions are those of AWS's own SDK", async () => {
  const { partitionsInfo } = (await import(
    resolve(
      import.meta.dirname,
      "../../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js",
    )
  )) as { partitionsInfo: { partitions: { regions: Record<string, { description: string }> }[] } }
  const theirs = partitionsInfo.partitions.flatMap(partition =>
    Object.entries(partition.regions).map(([name, { description }]) => [name, description] as const),
  )
  expect(Object.entries(regions)).toEqual(theirs.filter(([name]) => !name.endsWith("-global")).map(pair => [...pair]))
})
