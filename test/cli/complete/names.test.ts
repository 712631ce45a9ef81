import { expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { rowsFitting, type Wanted } from "../../../src/cli/complete/fitting.ts"
import { bashForm, plainForm } from "../../../src/cli/complete/forms.ts"
import { makeNames } from "../../../src/cli/complete/names.ts"
import { keptNames, type Names, textOf } from "../../../src/cli/complete/names-file.ts"
import type { Env } from "../../../src/types.ts"
import { openPlace, type Place, sectionOf } from "../../shell/completion-stage.ts"

/** A home whose config file is this text. */
function placeWith(config: string): Place {
  const place = openPlace([])
  writeFileSync(join(place.folder, ".aws/config"), config)
  return place
}

/** Names as they are made a minute later: what changed just now is not kept. */
function namesLater(env: Env): Names | undefined {
  return makeNames(env, Date.now() + 60_000)
}

function rowsOf(names: Names | undefined, wanted: Partial<Wanted>): string {
  if (names === undefined) return ""
  return textOf(rowsFitting(names, { kind: "profile", typed: "", form: plainForm, dashes: false, ...wanted }))
}

function values(names: Names | undefined, wanted: Partial<Wanted>): readonly string[] {
  return rowsOf(names, wanted)
    .split("\n")
    .flatMap(row => (row === "" ? [] : [row.split("\t")[0] ?? ""]))
}

const mixed = makeNames(
  placeWith(
    [
      "[default]\nregion = eu-west-1",
      sectionOf("alice"),
      sectionOf("work:dev"),
      "[profile -dash]\nrole_arn = arn:aws:iam::123456789012:role/path/Some\nsource_profile = alice",
      "[profile corp]\nsso_account_id = 123456789012\nsso_role_name = Reader\nsso_session = corp",
      "[profile tool]\ncredential_process = /usr/bin/tool",
      "[profile temp]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\naws_session_token = token",
      '[profile "bad\tname"]\nrole_arn = arn:aws:iam::123456789012:role/Some\nsource_profile = alice',
      "[profile e\x1b[31mvil]\nrole_arn = arn:aws:iam::123456789012:role/Some\nsource_profile = alice",
      "[profile turned\u202e]\nrole_arn = arn:aws:iam::123456789012:role/Some\nsource_profile = alice",
    ].join("\n"),
  ).env,
)

test.each([
  ["profile", ["alice", "corp", "temp", "tool", "work:dev"]],
  ["section", ["alice", "corp", "temp", "tool", "work:dev", "default"]],
  ["paired", ["alice"]],
  ["device", ["alice", "arn:aws:iam::111122223333:mfa/alice"]],
  ["serial", ["arn:aws:iam::111122223333:mfa/alice"]],
  ["domain", ["work"]],
] as const)("as %s only what fits is offered, and no name that a terminal would obey", (kind, names) => {
  expect(values(mixed, { kind })).toEqual([...names])
})

test("a name that looks like a flag is offered where a flag wants a value", () => {
  expect(values(mixed, { dashes: true })).toContain("-dash")
  expect(values(mixed, { dashes: true, typed: "-" })).toEqual(["-dash"])
})

test("beside a name stands what it is", () => {
  const rows = rowsOf(mixed, { kind: "section", dashes: true })
  expect(Object.fromEntries(rows.split("\n").map(row => row.split("\t")))).toMatchObject({
    alice: "mfa in 111122223333",
    "work:dev": "role Some in 123456789012",
    "-dash": "role path/Some in 123456789012",
    corp: "sso Reader in 123456789012",
    tool: "process",
    temp: "user",
    default: "settings",
  })
})

test("what begins with the typed text is found, at either end of a block and in neither direction beyond", () => {
  const text = makeNames(placeWith(["a", "ab", "abc", "b", "zz"].map(sectionOf).join("")).env)
  for (const form of [plainForm, bashForm]) {
    const found = (typed: string) => values(text, { typed, form })
    expect([found(""), found("a"), found("ab"), found("zz"), found("c"), found("zzz")]).toEqual([
      ["a", "ab", "abc", "b", "zz"],
      ["a", "ab", "abc"],
      ["ab", "abc"],
      ["zz"],
      [],
      [],
    ])
    expect([found("a\n"), found("a\trole"), found("zz\n\x01")]).toEqual([[], [], []])
  }
})

test("more than a hundred are shown by domain, one of a domain by its name, and a domain's own in full", () => {
  const names = [
    ...Array.from({ length: 120 }, (_, n) => `big:p${n}`),
    "lone:x",
    "solo",
    "-d:a",
    "-d:b",
    "two:a",
    "two:b",
  ]
  const text = makeNames(placeWith(names.map(sectionOf).join("")).env)
  expect(values(text, {})).toEqual(["big:", "lone:x", "solo", "two:"])
  expect(values(text, { form: bashForm })).toEqual(["big:", "lone:x", "solo", "two:"])
  expect(values(text, { dashes: true })).toEqual(["-d:", "big:", "lone:x", "solo", "two:"])
  expect(values(text, { typed: "b" })).toEqual(["big:"])
  expect(values(text, { typed: "big:" })).toHaveLength(120)
  expect(values(text, { typed: "two" })).toEqual(["two:a", "two:b"])
})

test("names are kept for files as they are now, and for no others", () => {
  const place = placeWith(sectionOf("alice"))
  expect(keptNames(place.env)).toBeUndefined()
  const made = namesLater(place.env)
  expect(keptNames(place.env)).toEqual(made as Names)
  const config = join(place.folder, ".aws/config")
  const changes: readonly (() => void)[] = [
    () => writeFileSync(config, sectionOf("bobby")),
    () => utimesSync(config, 1, 1),
    () => writeFileSync(join(place.folder, ".aws/credentials"), "[x]\n"),
    () => {
      mkdirSync(join(place.folder, "xdg/data/guise"), { recursive: true })
      writeFileSync(join(place.folder, "xdg/data/guise/stores.json"), '{"keys":{},"seeds":{}}')
    },
    () => rmSync(config),
  ]
  for (const change of changes) {
    change()
    expect(keptNames(place.env)).toBeUndefined()
    const again = namesLater(place.env)
    expect(keptNames(place.env)).toEqual(again as Names)
  }
})

test("what changed a moment ago may change again and look the same: it is not kept", () => {
  const place = placeWith(sectionOf("alice"))
  const { ctimeMs } = statSync(join(place.folder, ".aws/config"))
  expect(values(makeNames(place.env, ctimeMs + 50), {})).toEqual(["alice"])
  expect(keptNames(place.env)).toBeUndefined()
})

test("one file is made, its owner's alone, and one that others may write to is not believed", () => {
  const place = placeWith(sectionOf("alice"))
  namesLater(place.env)
  const [name, another] = readdirSync(place.cache)
  expect([name?.startsWith("names-"), another]).toEqual([true, undefined])
  const file = join(place.cache, name ?? "")
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, "utf8")).not.toContain("AKIA")
  Bun.spawnSync(["chmod", "666", file])
  expect(keptNames(place.env)).toBeUndefined()
})

test("a pipe in a file's place is neither waited for nor emptied, /dev/null is an empty file, and a folder none", () => {
  const place = placeWith(sectionOf("alice"))
  const pipe = join(place.folder, "pipe")
  Bun.spawnSync(["mkfifo", pipe])
  expect(values(makeNames({ ...place.env, AWS_CONFIG_FILE: pipe }), {})).toEqual([])
  for (const nothing of ["/dev/null", place.folder, join(place.folder, "not/there")]) {
    const env = { ...place.env, AWS_SHARED_CREDENTIALS_FILE: nothing }
    expect(values(namesLater(env), {})).toEqual(["alice"])
    expect(keptNames(env)).toBeDefined()
  }
})
