import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, readdirSync } from "node:fs"
import { openFile } from "../../src/store/file.ts"
import { type HostScript, storeHost } from "./host.ts"
import { copyData, type HomePlace, homePlace, keptPlace, passphrase, patience, snapshot } from "./places.ts"
import { carryOut } from "./processes.ts"

let place: HomePlace
beforeEach(() => {
  place = homePlace()
})
afterEach(() => place.end())

/** A process of its own, as far as the store can tell. */
function process(script: HostScript = {}, env: Readonly<Record<string, string>> = {}) {
  const host = storeHost({ ...place.env, ...env }, script)
  return { host, store: openFile(host) }
}

const again = "The same again: "
const known = "Passphrase of guise's file store: "

describe("the first secret", () => {
  test("asks for a passphrase twice, hidden, and says what it is for", async () => {
    const { host, store } = process({ typed: [passphrase, passphrase] })
    await store.write("key/alice", "kept")
    expect(host.asked).toEqual([
      `guise keeps long-lived keys encrypted in ${place.data}/file-store. New passphrase for it (four words or more; it cannot be recovered): `,
      again,
    ])
    expect([host.noticed, await store.read("key/alice")]).toEqual([[], "kept"])
  })

  test(
    "asks again when the two are not the same, and when it is empty or blank",
    async () => {
      const { host, store } = process({ typed: ["one", "other", "  ", passphrase, passphrase] })
      await store.write("key/alice", "kept")
      expect(host.noticed).toEqual(["the two were not the same", "an empty passphrase would protect nothing"])
      await store.lock()
      expect(await process({ typed: [passphrase] }).store.read("key/alice")).toBe("kept")
    },
    patience,
  )

  test.each<readonly [string, string, readonly string[] | undefined]>([
    ["prompt-refused", "three pairs would not do", ["one", "other", "", "one", "other"]],
    ["prompt-refused", "the answer is the end of input", ["Ctrl-D"]],
    ["cancelled", "the answer is Ctrl-C", [passphrase, "Ctrl-C"]],
    ["nobody-to-ask", "there is no terminal", undefined],
  ])("is %s, and nothing is made, when %s", async (code, _why, typed) => {
    const { store } = process(typed === undefined ? {} : { typed })
    await expect(store.write("key/alice", "kept")).rejects.toMatchObject({ code })
    expect(existsSync(`${place.data}/file-store`)).toBe(false)
    expect(await store.state()).toEqual({ state: "empty" })
  })

  test("takes GUISE_PASSPHRASE without a question, terminal or not", async () => {
    const { host, store } = process({ typed: [] }, { GUISE_PASSPHRASE: passphrase })
    await store.write("key/alice", "kept")
    expect([host.asked, host.noticed]).toEqual([[], []])
  })

  test("counts an empty GUISE_PASSPHRASE as none", async () => {
    const { store } = process({}, { GUISE_PASSPHRASE: "" })
    await expect(store.write("key/alice", "kept")).rejects.toMatchObject({ code: "nobody-to-ask" })
  })

  test("is one question when several are kept at once", async () => {
    const { host, store } = process({ typed: [passphrase, passphrase] })
    await Promise.all(["a", "b", "c"].map(name => store.write(name, name)))
    expect([host.asked.length, await store.names()]).toEqual([2, ["a", "b", "c"]])
  })

  test(
    "two processes that set different passphrases at once: one wins, the other keeps nothing",
    async () => {
      const apart = { ...place.env, XDG_RUNTIME_DIR: place.folder }
      const ended = await Promise.all(
        ["one", "other"].map(each =>
          carryOut("bun", "file", { ...apart, GUISE_PASSPHRASE: each }, [["write", each, `of ${each}`]]),
        ),
      )
      const winner = ended[0]?.status === 0 ? "one" : "other"
      expect(ended.map(each => each.status).sort()).toEqual([0, 3])
      expect(ended.map(each => each.stderr).join("")).toMatch(/^prompt-refused: .*file store/)
      const { store } = process({}, { GUISE_PASSPHRASE: winner })
      expect([await store.names(), await store.read(winner)]).toEqual([[winner], `of ${winner}`])
    },
    patience,
  )

  test(
    "several processes that set the same one at once keep what all of them wrote",
    async () => {
      const apart = { ...place.env, XDG_RUNTIME_DIR: place.folder, GUISE_PASSPHRASE: passphrase }
      const names = ["a", "b", "c"]
      const ended = await Promise.all(names.map(name => carryOut("bun", "file", apart, [["write", name, name]])))
      expect(ended.map(each => [each.status, each.stderr])).toEqual(names.map(() => [0, ""]))
      expect(await process({}, { GUISE_PASSPHRASE: passphrase }).store.names()).toEqual(names)
      expect(readdirSync(`${place.data}/file-store`).sort()).toEqual(["identity.age", "items"])
    },
    patience,
  )
})

describe("a store that is shut", () => {
  let kept: HomePlace
  beforeAll(async () => {
    kept = await keptPlace()
  }, patience)
  afterAll(() => kept?.end())
  beforeEach(() => copyData(kept, place))

  test("asks once, and names, reads and writes after it", async () => {
    const { host, store } = process({ typed: [passphrase] })
    expect(await store.state()).toEqual({ state: "locked" })
    expect(await store.names()).toEqual(["key/alice"])
    expect(await store.read("key/alice")).toBe("kept")
    await store.write("key/bob", "too")
    expect([host.asked, host.noticed]).toEqual([[known], []])
  })

  test("asks a second and a third time after a wrong passphrase", async () => {
    const { host, store } = process({ typed: ["wrong", "", passphrase] })
    expect(await store.read("key/alice")).toBe("kept")
    expect(host.asked).toEqual([known, known, known])
    expect(host.noticed).toEqual(Array(2).fill("that passphrase does not open the file store"))
  })

  const uses = [
    ["writing", (store: ReturnType<typeof openFile>) => store.write("key/bob", "new")],
    ["replacing", (store: ReturnType<typeof openFile>) => store.write("key/alice", "new")],
    ["reading", (store: ReturnType<typeof openFile>) => store.read("key/alice")],
    ["reading what is not there", (store: ReturnType<typeof openFile>) => store.read("key/bob")],
    ["removing", (store: ReturnType<typeof openFile>) => store.remove("key/alice")],
    ["listing", (store: ReturnType<typeof openFile>) => store.names()],
    ["unlocking", (store: ReturnType<typeof openFile>) => store.unlock()],
  ] as const

  test(
    "gives up after three wrong ones, and nothing changes",
    async () => {
      const before = snapshot(place.data)
      const { store } = process({ typed: ["wrong", `${passphrase} `, "", passphrase] })
      await expect(store.write("key/bob", "new")).rejects.toMatchObject({ code: "prompt-refused" })
      expect(snapshot(place.data)).toEqual(before)
      expect(readdirSync(place.runtime).filter(name => !name.endsWith(".lock"))).toEqual([])
    },
    patience,
  )

  test.each(uses)(
    "a wrong passphrase refuses %s, and nothing changes",
    async (_what, use) => {
      const before = snapshot(place.data)
      const { store } = process({}, { GUISE_PASSPHRASE: "wrong" })
      await expect(use(store)).rejects.toMatchObject({ code: "prompt-refused" })
      expect(snapshot(place.data)).toEqual(before)
    },
    patience,
  )

  test("refuses a wrong GUISE_PASSPHRASE without a question, and does not repeat it", async () => {
    const before = snapshot(place.data)
    const { host, store } = process({ typed: [passphrase] }, { GUISE_PASSPHRASE: "a wrong one" })
    const refused = await store.write("key/bob", "new").catch(error => error)
    expect(refused).toMatchObject({ code: "prompt-refused", hint: "unset GUISE_PASSPHRASE; guise store unlock" })
    expect(refused.message).toContain("GUISE_PASSPHRASE")
    expect(JSON.stringify([refused.message, refused.hint, refused.detail])).not.toContain("a wrong one")
    expect([host.asked, snapshot(place.data)]).toEqual([[], before])
  })

  test.each(uses)("with nobody to ask, %s is an error and never an empty answer", async (_what, use) => {
    const refused = await use(process().store).catch(error => error)
    expect(refused).toMatchObject({ code: "nobody-to-ask" })
    expect(refused.hint).toStartWith("guise store unlock")
  })

  test(
    "a process without a terminal does not wait for one",
    async () => {
      const ended = await carryOut("bun", "file", place.env, [["names"]], ["setsid", "--wait"])
      expect([ended.status, ended.answers]).toEqual([3, []])
      expect(ended.stderr).toStartWith("nobody-to-ask: The file store wants its passphrase")
    },
    patience,
  )
})

describe("another passphrase", () => {
  const change = (script: HostScript, env: Readonly<Record<string, string>> = {}) => {
    const changed = process(script, env)
    return { ...changed, done: changed.store.changePassphrase?.() ?? Promise.reject(new Error("it has none")) }
  }
  let kept: HomePlace
  beforeAll(async () => {
    kept = await keptPlace()
  }, patience)
  afterAll(() => kept?.end())
  beforeEach(() => copyData(kept, place))

  test(
    "is set after the one before it was given, and opens what was kept",
    async () => {
      const { host, store, done } = change({ typed: [passphrase, "another", "another"] })
      await done
      expect(host.asked.map(question => question.split(" (")[0])).toEqual([
        known,
        "The file store is open. New passphrase for it",
        again,
      ])
      expect([await store.state(), await store.read("key/alice")]).toEqual([
        { state: "open", until: expect.any(Number) },
        "kept",
      ])
      await store.lock()
      expect(await process({ typed: [passphrase, "another"] }).store.read("key/alice")).toBe("kept")
    },
    patience,
  )

  test(
    "wants the one before it also while the store is open",
    async () => {
      await process({}, { GUISE_PASSPHRASE: passphrase }).store.unlock()
      const { host, done } = change({ typed: ["Ctrl-C"] })
      await expect(done).rejects.toMatchObject({ code: "cancelled" })
      expect(host.asked).toEqual([known])
    },
    patience,
  )

  test(
    "is typed twice, also where GUISE_PASSPHRASE gives the one before it",
    async () => {
      const { host, done } = change({ typed: ["another", "another"] }, { GUISE_PASSPHRASE: passphrase })
      await done
      expect(host.asked.length).toBe(2)
    },
    patience,
  )

  test.each<readonly [string, string, readonly string[]]>([
    ["the one before it is wrong", "prompt-refused", ["wrong", "wrong", "wrong"]],
    ["the new one is never the same twice", "prompt-refused", [passphrase, "a", "b", "c", "d", "e", "f"]],
    ["it is given up", "cancelled", [passphrase, "another", "Ctrl-C"]],
  ])(
    "is not set when %s",
    async (_why, code, typed) => {
      const before = snapshot(place.data)
      await expect(change({ typed }).done).rejects.toMatchObject({ code })
      expect(snapshot(place.data)).toEqual(before)
    },
    patience,
  )
})
