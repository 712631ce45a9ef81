import { describe, expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { found, keys, now, type Patient } from "./clinic.ts"

const day = 86_400
const config = "[profile work]\nregion = eu-west-1\n[profile other]\nregion = eu-west-1\n"
const arn = "arn:aws:iam::111122223333:user/alice"

function inData(name: string, content: unknown): (home: string) => void {
  return home => {
    const file = join(home, ".local/share/guise", name)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 })
  }
}

function kept(since: number, store = "file"): Patient {
  const work = { keyId: "AKIAIOSFODNN7EXAMPLE", store, since }
  return { config, prepare: inData("stores.json", { keys: { work }, seeds: {} }) }
}

function begun(record: object, profile = "work"): Patient {
  const whole = { asked: [now], userArn: arn, oldKeyId: "AKIAIOSFODNN7EXAMPLE", before: [], store: "file", ...record }
  return { config, prepare: inData("rotations.json", { [profile]: whole }) }
}

type Row = readonly [id: string, what: string, patient: Patient, lines: readonly string[]]

const rows: readonly Row[] = [
  ["key-age", "a key of 90 days", kept(now - 90 * day), []],
  [
    "key-age",
    "a key of 91 days",
    kept(now - 91 * day),
    ["warning (work, AKIAIOSFODNN7EXAMPLE, 91 days): a long-lived key is older than 90 days"],
  ],
  ["key-age", "another profile's old key, where one is named", { ...kept(now - 91 * day), profile: "other" }, []],
  ["key-age", "keys in the credentials file, whose age nobody knows", { credentials: `[work]\n${keys}` }, []],
  [
    "key-age",
    "an index that cannot be read",
    { config, prepare: inData("stores.json", "{") },
    ["fault: ~/.local/share/guise/stores.json, which says where stored keys lie, cannot be used: it is damaged."],
  ],
  ["plain-store", "a key in the file store", kept(now), []],
  [
    "plain-store",
    "a key in the plain store",
    kept(now, "plain"),
    ["warning (work, AKIAIOSFODNN7EXAMPLE): a long-lived key lies in the plain store"],
  ],
  ["rotations", "none begun", { config }, []],
  [
    "rotations",
    "one that was ended before a new key was kept",
    begun({}),
    ["warning (AKIAIOSFODNN7EXAMPLE): a rotation of the keys of profile work did not come to its end"],
  ],
  [
    "rotations",
    "one that was ended later",
    begun({ newKeyId: "AKIAI44QH8DHBEXAMPLE" }),
    ["warning (AKIAIOSFODNN7EXAMPLE → AKIAI44QH8DHBEXAMPLE): a rotation of the keys of profile work"],
  ],
  ["rotations", "that of another profile than the one named", { ...begun({}, "other"), profile: "work" }, []],
  [
    "rotations",
    "a damaged record",
    begun({ before: "none" }),
    ["fault: ~/.local/share/guise/rotations.json, which says how far rotations of keys came, cannot be used"],
  ],
]

describe("doctor looks at the keys in stores", () => {
  test.each(rows)("%s: %s", async (id, _what, patient, lines) => {
    const all = await found(id, patient)
    expect(all.map((line, index) => line.slice(0, lines[index]?.length))).toEqual([...lines])
  })
})

test("each finding says what to type", async () => {
  expect(await found("key-age", kept(0))).toEqual([expect.stringContaining("→ guise keys rotate PROFILE")])
  expect(await found("rotations", begun({}))).toEqual([expect.stringMatching(/→ guise keys rotate work$/)])
  expect(await found("plain-keys", { credentials: `[work]\n${keys}` })).toEqual([
    expect.stringContaining("→ guise keys move PROFILE"),
  ])
})
