import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { openStore } from "../../src/store/open.ts"
import type { Lockable, StoreKind } from "../../src/store/store.ts"
import type { Env } from "../../src/types.ts"
import { storeHost } from "./host.ts"
import { answersOf, runtimes, type Step, startSteps } from "./processes.ts"

/** Where a store of the suite lies: a place of its own, in which it opens without a person. */
export interface Place {
  /** What its processes find in their environment; PATH is added. */
  readonly env: Env
  /** Ends what was started for it, and leaves nothing behind. */
  end(): Promise<void> | void
}

export interface SuiteOptions {
  /** False for a store that ends with its process. */
  readonly lasts?: boolean
  /** What reading brings after `lock()`. Default: the secret, since the place says how the store is opened. */
  readonly afterLock?: "reads" | "refuses" | "forgets"
}

/** Milliseconds for the slow ones: several processes, each with a key to derive. */
const patience = 120_000

/** What every store keeps, whatever it is made of: called by one test file per store. */
export function storeSuite(kind: StoreKind, makePlace: () => Promise<Place> | Place, options: SuiteOptions = {}): void {
  describe(`the ${kind} store`, () => {
    let place: Place
    let store: Lockable
    const open = () => openStore(kind, storeHost(place.env))
    beforeAll(async () => {
      place = await makePlace()
    }, patience)
    beforeEach(async () => {
      store = await open()
      for (const name of await store.names()) await store.remove(name)
    }, patience)
    afterAll(() => place?.end(), patience)

    alone(() => store)
    afterLocking(options.afterLock ?? "reads", () => store)
    if (options.lasts !== false) shared(kind, { open, store: () => store, env: () => place.env })
  })
}

const names: readonly (readonly [title: string, name: string])[] = [
  ["a slash", "key/alice"],
  ["colons and slashes", "mfa/arn:aws:iam::111122223333:mfa/alice"],
  ["spaces", " key/a profile of many words "],
  ["a line end", "key/first\nsecond"],
  ["letters beyond ASCII", "key/größe-日本-🦀"],
  ["what JavaScript keeps for itself", "__proto__"],
  ["the folder above", ".."],
  ["a way out of the folder", "../../etc/passwd"],
  ["a dot", "."],
  ["quotes, dollars and stars", "key/\"'`$(id)*?[a]{b}|;&<>\\"],
  ["what looks like a flag", "--help"],
  ["three hundred characters", `key/${"long-".repeat(60)}`],
  ["no characters", ""],
]

const secrets: readonly (readonly [title: string, secret: string])[] = [
  ["one line", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["several lines, and one at the end", "first\nsecond\r\nthird\n"],
  ["nothing", ""],
  ["8 KB", "0123456789abcdef".repeat(512)],
  ["letters beyond ASCII", "größe 日本 🦀"],
  ["JSON", '{"accessKeyId":"AKIAIOSFODNN7EXAMPLE","secretAccessKey":"a\\"b"}'],
  ["blanks at both ends", "  \t secret \t  "],
]

function alone(store: () => Lockable): void {
  test.each(names)(
    "a name with %s is a name",
    async (_title, name) => {
      await store().write(name, `the secret of ${name}`)
      await store().write("another", "another secret")
      expect(await store().read(name)).toBe(`the secret of ${name}`)
      expect(await store().names()).toEqual([name, "another"].sort())
      expect(await store().remove(name)).toBe(true)
      expect(await store().read(name)).toBeUndefined()
      expect(await store().names()).toEqual(["another"])
    },
    patience,
  )

  test.each(secrets)(
    "a secret of %s comes back as it was",
    async (_title, secret) => {
      await store().write("key/alice", secret)
      expect(await store().read("key/alice")).toBe(secret)
    },
    patience,
  )

  test(
    "names that look alike are two",
    async () => {
      const alike = ["key/a", "key/A", "key/a ", "key/\u00e9", "key/e\u0301", "key:a", "key/a/"]
      for (const name of alike) await store().write(name, JSON.stringify(name))
      expect(await store().names()).toEqual([...alike].sort())
      for (const name of alike) expect(await store().read(name)).toBe(JSON.stringify(name))
    },
    patience,
  )

  test(
    "the last of several secrets of one name is the one that is kept",
    async () => {
      for (const secret of ["first, which is much longer than the others", "second", "third"])
        await store().write("key/alice", secret)
      expect(await store().read("key/alice")).toBe("third")
      expect(await store().names()).toEqual(["key/alice"])
    },
    patience,
  )

  test(
    "what is not there is undefined, and removing it says so",
    async () => {
      await store().write("key/bob", "here")
      expect(await store().read("key/alice")).toBeUndefined()
      expect(await store().read("toString")).toBeUndefined()
      expect(await store().remove("key/alice")).toBe(false)
      expect(await store().read("key/bob")).toBe("here")
    },
    patience,
  )

  test(
    "calls at once within a process keep everything",
    async () => {
      const many = Array.from({ length: 8 }, (_, index) => `key/${index}`)
      await Promise.all(many.map(name => store().write(name, `of ${name}`)))
      expect(await store().names()).toEqual(many)
      expect(await Promise.all(many.map(name => store().read(name)))).toEqual(many.map(name => `of ${name}`))
    },
    patience,
  )

  test(
    "it says that it is open once something was kept and read",
    async () => {
      await store().write("key/alice", "kept")
      await store().unlock()
      expect((await store().state()).state).toBe("open")
    },
    patience,
  )
}

function afterLocking(outcome: NonNullable<SuiteOptions["afterLock"]>, store: () => Lockable): void {
  test(
    `after lock(), reading ${outcome === "reads" ? "opens it again" : outcome}`,
    async () => {
      await store().write("key/alice", "kept")
      await store().lock()
      if (outcome === "refuses")
        return expect(store().read("key/alice")).rejects.toMatchObject({
          code: expect.stringMatching(/^(nobody-to-ask|store-failed)$/),
        })
      expect(await store().read("key/alice")).toBe(outcome === "reads" ? "kept" : undefined)
    },
    patience,
  )
}

interface Shared {
  open(): Promise<Lockable>
  store(): Lockable
  env(): Env
}

function shared(kind: StoreKind, { open, store, env }: Shared): void {
  test(
    "two that are open at once see what the other does",
    async () => {
      const [one, two] = [await open(), await open()]
      await one.write("key/alice", "from one")
      expect(await two.read("key/alice")).toBe("from one")
      await two.write("key/alice", "from two")
      expect(await one.read("key/alice")).toBe("from two")
      expect(await one.remove("key/alice")).toBe(true)
      expect([await two.read("key/alice"), await two.names()]).toEqual([undefined, []])
    },
    patience,
  )

  test.each(runtimes)(
    "a process in %s reads what this one wrote, and the other way round",
    async runtime => {
      for (const [title, secret] of secrets) await store().write(title, secret)
      const titles = secrets.map(([title]) => title)
      const steps: Step[] = [["names"], ...titles.map(title => ["read", title] as const)]
      const expected = [[...titles].sort(), ...secrets.map(([, secret]) => secret)]
      expect(await answersOf(runtime, kind, env(), steps)).toEqual(expected)

      const written = secrets.map(([title, secret]) => ["write", `of ${runtime}: ${title}`, secret] as const)
      const removals = titles.map(title => ["remove", title] as const)
      expect(await answersOf(runtime, kind, env(), [...written, ...removals])).toEqual([
        ...written.map(() => null),
        ...removals.map(() => true),
      ])
      expect(await store().names()).toEqual(written.map(([, name]) => name).sort())
      for (const [, name, secret] of written) expect(await store().read(name)).toBe(secret)
    },
    patience,
  )

  test(
    "of a hundred writes by ten processes at once all hundred are kept",
    async () => {
      await store().write("before", "kept")
      const writers = Array.from({ length: 10 }, (_, writer) =>
        Array.from({ length: 10 }, (_, item) => ["write", `key/${writer}-${item}`, `${writer}·${item}`] as const),
      )
      await Promise.all(
        writers.map((steps, writer) => answersOf(writer % 5 === 0 ? "node" : "bun", kind, env(), steps)),
      )
      const all = writers.flat()
      expect(await store().names()).toEqual(["before", ...all.map(([, name]) => name)].sort())
      for (const [, name, secret] of all) expect(await store().read(name)).toBe(secret)
    },
    patience,
  )

  test(
    "who reads while another writes, and is killed with kill -9, finds the one secret or the other, whole",
    async () => {
      const [one, other] = ["a".repeat(6000), "b".repeat(5000)]
      for (let round = 0; round < 3; round += 1) {
        const writer = startSteps("bun", kind, env(), [["flip", "key/alice", one, other]])
        await writer.stdout.getReader().read()
        const found = new Set<string | undefined>()
        for (let reading = 0; reading < 8; reading += 1) found.add(await store().read("key/alice"))
        writer.kill("SIGKILL")
        await writer.exited
        found.add(await store().read("key/alice"))
        expect([...found].filter(secret => secret !== one && secret !== other)).toEqual([])
        expect(await store().names()).toEqual(["key/alice"])
      }
      await store().write("key/alice", "the next")
      expect(await store().read("key/alice")).toBe("the next")
    },
    patience,
  )
}
