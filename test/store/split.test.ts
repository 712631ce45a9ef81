import { expect, test } from "bun:test"
import fc from "fast-check"
import { type Entries, splitStore } from "../../src/store/split.ts"
import { sha256 } from "../../src/sys/digest.ts"

/** Bytes of UTF-16 that Credential Manager takes. */
const most = 2560

/** Entries in memory, as strict as Credential Manager; `dies` ends the writer before its so many-th change. */
function memoryEntries(kept = new Map<string, string>(), dies = Number.POSITIVE_INFINITY): Entries {
  let changes = 0
  const change = () => {
    changes += 1
    if (changes > dies) throw new Error("killed")
  }
  return {
    get: async account => kept.get(account.toLowerCase()),
    async set(account, value) {
      change()
      if (value.length * 2 > most) throw new Error(`${value.length * 2} bytes are too many`)
      kept.set(account.toLowerCase(), value)
    },
    async delete(account) {
      change()
      return kept.delete(account.toLowerCase())
    },
    accounts: async () => [...kept.keys()],
  }
}

let marks = 0
const nextMark = () => {
  marks += 1
  return `m${marks}`
}
const open = (entries: Entries) =>
  splitStore(entries, {
    longest: most / 2,
    accountOf: name => sha256([name]).slice(0, 32),
    mark: nextMark,
  })

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", minLength: 300, maxLength: 4000, size: "max" }),
  fc.constantFrom("", "x".repeat(1230), "x".repeat(1300), "🦀".repeat(700), "\ud83e"),
)

test("keeps secrets of any letters and any length in entries that take 2560 bytes", async () => {
  const step = fc.record({ name: fc.constantFrom("key/a", "key/A", "", "größe"), secret: fc.option(text) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async steps => {
      const kept = new Map<string, string>()
      const store = open(memoryEntries(kept))
      const expected = new Map<string, string>()
      for (const { name, secret } of steps) {
        if (secret === null) expect(await store.remove(name)).toBe(expected.delete(name))
        else {
          await store.write(name, secret)
          expected.set(name, secret)
        }
      }
      expect(await store.names()).toEqual([...expected.keys()].sort())
      for (const [name, secret] of expected) expect(await store.read(name)).toBe(secret)
      for (const name of expected.keys()) await store.remove(name)
      expect([...kept.keys()]).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
  "a writer that is killed after %d changes leaves the old secret or the new one",
  async changes => {
    const [old, fresh] = ["o".repeat(3000), "n".repeat(4000)]
    const kept = new Map<string, string>()
    await open(memoryEntries(kept)).write("key/alice", old)
    const outcome = await open(memoryEntries(kept, changes))
      .write("key/alice", fresh)
      .then(
        () => "done",
        () => "killed",
      )
    const store = open(memoryEntries(kept))
    const found = await store.read("key/alice")
    expect(found === old || found === fresh).toBe(true)
    if (outcome === "done") expect(found === fresh).toBe(true)
    expect(await store.names()).toEqual(["key/alice"])
    await store.remove("key/alice")
    expect([...kept.keys()]).toEqual([])
  },
)

test("who reads while the secret is replaced finds the old or the new one", async () => {
  const kept = new Map<string, string>()
  const entries = memoryEntries(kept)
  await open(entries).write("key/alice", "o".repeat(3000))
  let reads = 0
  const interrupted: Entries = {
    ...entries,
    async get(account) {
      reads += 1
      if (reads === 3) await open(entries).write("key/alice", "n".repeat(3000))
      return entries.get(account)
    },
  }
  expect(await open(interrupted).read("key/alice")).toBe("n".repeat(3000))
})

test.each<readonly [string, (kept: Map<string, string>) => void]>([
  ["a part is lost", kept => kept.delete([...kept.keys()].find(account => account.includes(".")) ?? "")],
  ["its head is no item", kept => kept.set(sha256(["key/alice"]).slice(0, 32), "something")],
  [
    "its head is another's",
    kept => kept.set(sha256(["key/alice"]).slice(0, 32), JSON.stringify({ name: "key/bob", secret: "b" })),
  ],
])("is damaged when %s, and never empty", async (_what, damage) => {
  const kept = new Map<string, string>()
  const store = open(memoryEntries(kept))
  await store.write("key/alice", "a".repeat(3000))
  damage(kept)
  await expect(store.read("key/alice")).rejects.toMatchObject({ code: "store-failed" })
  await expect(store.names()).rejects.toMatchObject({ code: "store-failed" })
})
