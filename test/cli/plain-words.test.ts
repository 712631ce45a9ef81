import { expect, test } from "bun:test"
import { plainWords } from "../../src/cli/plain-words.ts"

test.each([
  ["nothing", [], { name: undefined }],
  ["a name", ["prod"], { name: "prod" }],
  ["a name behind -p", ["-p", "prod"], { name: "prod" }],
  ["a name behind --profile", ["--profile", "prod"], { name: "prod" }],
  ["a name with blanks", ["a b"], { name: "a b" }],
  ["two names", ["prod", "dev"], undefined],
  ["a flag", ["--fresh"], undefined],
  ["a name and a flag", ["prod", "--fresh"], undefined],
  ["a name in one word with its flag", ["--profile=prod"], undefined],
  ["-p without a name", ["-p"], undefined],
  ["-p before a flag", ["-p", "--fresh"], undefined],
  ["two names, one behind -p", ["-p", "prod", "dev"], undefined],
  ["an empty name", [""], undefined],
])("%s: plain, or for the parser", (_what, words, read) => {
  expect(plainWords(words)).toEqual(read)
})
