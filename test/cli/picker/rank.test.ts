import { describe, expect, test } from "bun:test"
import { type Findable, ranked } from "../../../src/cli/picker/rank.ts"

const all: readonly Findable[] = [
  { name: "dev-admin", words: "111122223333 admin eu-west-1", use: 0 },
  { name: "prod-admin", words: "123456789012 admin us-east-1 payments", use: 3 },
  { name: "prod-readonly", words: "123456789012 readonly us-east-1", use: 1 },
  { name: "admin", words: "444455556666 admin", use: 0 },
  { name: "staging:deploy", words: "111122223333 deploy", use: 0 },
]

const names = (typed: string) => ranked(all, typed).map(({ name }) => name)

const rows: readonly [sentence: string, typed: string, wanted: readonly string[]][] = [
  [
    "nothing typed: the most used first, then as in the files",
    "",
    ["prod-admin", "prod-readonly", "dev-admin", "admin", "staging:deploy"],
  ],
  ["the whole name beats its part, and use decides between equals", "admin", ["admin", "prod-admin", "dev-admin"]],
  ["words in any order, all of them", "admin prod", ["prod-admin"]],
  ["by account", "1234", ["prod-admin", "prod-readonly"]],
  ["by role", "readonly", ["prod-readonly"]],
  ["by another word, such as a tag", "payments", ["prod-admin"]],
  ["letters in order though apart", "pdro", ["prod-readonly"]],
  ["in any case", "PROD READ", ["prod-readonly"]],
  ["after a mark in the name", "deploy", ["staging:deploy"]],
  ["nothing, when one word is not found", "prod nowhere", []],
]

describe("ranked", () => {
  test.each(rows)("%s", (_sentence, typed, wanted) => {
    expect(names(typed)).toEqual([...wanted])
  })
})
