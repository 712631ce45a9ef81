import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { command } from "../../src/cli/commands/store.ts"
import type { StoreStatus } from "../../src/cli/standing/store.ts"
import { changeKnown } from "../../src/store/known.ts"
import { openVault } from "../../src/store/vault.ts"
import { storeHost } from "./host.ts"
import { type HomePlace, homePlace, passphrase, patience, snapshot } from "./places.ts"

let place: HomePlace
beforeEach(() => {
  // No session bus, no GPG: the stores that are seen here are those of files.
  place = homePlace({ GUISE_STORE: "file", GUISE_PASSPHRASE: passphrase, PATH: "/nonexistent" })
})
afterEach(() => place.end())

interface Said {
  readonly out: string
  readonly words: string
  readonly error: unknown
}

/** What `guise store …` says. */
async function guiseStore(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  let out = ""
  let said = ""
  const print = (text: string) => {
    out += text
  }
  const io = {
    env: { ...place.env, ...env },
    child: undefined,
    caller: undefined,
    out: print,
    show: print,
    say: (text: string) => {
      said += text
    },
    end: () => {},
  }
  const error = await command(io)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync([...words], { from: "user" })
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
  return { out, words: said, error }
}

const keep = async () => {
  const vault = openVault(storeHost(place.env))
  const pair = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
  await vault.keepKeys("work:iam", pair, { store: "file", since: 0 })
  await vault.keepKeys("home", pair, { store: "plain", since: 0 })
  await vault.keepSeed("arn:aws:iam::111122223333:mfa/alice", "otpauth://totp/a?secret=JBSWY3DP", {
    store: "file",
    since: 0,
  })
}

async function statusOf(...words: readonly string[]): Promise<StoreStatus> {
  return JSON.parse((await guiseStore(["status", "--json", ...words])).out) as StoreStatus
}

describe("guise store status", () => {
  test(
    "says which store is active and why, what each keeps by the index, and its state",
    async () => {
      await keep()
      await changeKnown(place.env, known => ({ ...known, seal: "file" }))
      const { active, stores } = await statusOf()
      expect(active).toEqual({ kind: "file", why: expect.stringContaining("GUISE_STORE") })
      expect(stores.map(({ store }) => store)).toEqual(["keyring", "file", "pass", "plain"])
      expect(stores[1]).toEqual({
        store: "file",
        state: "open",
        until: expect.any(Number),
        keys: ["work:iam"],
        seeds: ["arn:aws:iam::111122223333:mfa/alice"],
        seal: true,
      })
      expect(stores[3]).toEqual({ store: "plain", state: "open", keys: ["home"], seeds: [], seal: false })
    },
    patience,
  )

  test(
    "is a table for people",
    async () => {
      await keep()
      const { out, words } = await guiseStore(["status"])
      const lines = out.split("\n").map(line => line.replace(/ +/g, " ").trim())
      expect(lines[0]).toBe("New secrets go to: file (it was asked for (--store, GUISE_STORE or the setting store))")
      expect(lines[2]).toBe("STORE KEYS SEEDS STATE")
      expect(lines).toContainEqual(expect.stringMatching(/^file 1 1 open, for 7h 59m|^file 1 1 open, for 8h 0m/))
      expect(lines).toContain("plain 1 0 open, always: in plain text")
      expect(words).toBe("")
    },
    patience,
  )

  test("asks nobody, makes no file, and shows one store alone", async () => {
    const { stores } = await statusOf("file")
    expect(stores).toEqual([{ store: "file", state: "empty", keys: [], seeds: [], seal: false }])
    expect([snapshot(place.folder), existsSync(place.runtime)]).toEqual([{}, false])
  })

  test("says of a store that cannot be used why, and goes on", async () => {
    mkdirSync(`${place.data}/file-store`, { recursive: true, mode: 0o700 })
    writeFileSync(`${place.data}/file-store/identity.age`, "nonsense")
    const { stores } = await statusOf()
    expect(stores[1]).toMatchObject({ state: "unreachable", reason: expect.stringContaining("identity.age") })
    expect(stores[3]?.state).toBe("empty")
  })

  test("names the credentials file where that is what was asked for", async () => {
    const { out } = await guiseStore(["status", "--json"], { GUISE_STORE: "credentials" })
    expect((JSON.parse(out) as StoreStatus).active.kind).toBe("credentials")
  })
})

describe("guise store unlock and lock", () => {
  test(
    "unlock sets the passphrase of a new store, lock shuts it, unlock opens it again",
    async () => {
      expect((await guiseStore(["unlock"])).words).toMatch(/^guise: the file store is open for (8h 0m|7h 59m)\n$/)
      expect((await statusOf("file")).stores[0]?.state).toBe("open")
      expect((await guiseStore(["lock"])).words).toBe("guise: locked: file\n")
      expect((await statusOf("file")).stores[0]?.state).toBe("locked")
      expect(readdirSync(place.runtime).filter(name => !name.endsWith(".lock"))).toEqual([])
      expect((await guiseStore(["unlock", "file", "--json"])).out).toMatch(
        /^\{"store":"file","state":"open","until":\d/,
      )
    },
    patience,
  )

  test(
    "unlock holds for unlock-ttl",
    async () => {
      const { words } = await guiseStore(["unlock"], { GUISE_UNLOCK_TTL: "90m" })
      expect(words).toMatch(/open for 1h (30|29)m/)
    },
    patience,
  )

  test(
    "unlock says so where nothing can be held open",
    async () => {
      const { words, error } = await guiseStore(["unlock"], { XDG_RUNTIME_DIR: place.folder })
      expect([error, words]).toEqual([undefined, expect.stringContaining("other commands will ask again")])
      const why = "The file store cannot stay open here"
      expect((await guiseStore(["status"], { XDG_RUNTIME_DIR: place.folder })).out).toContain(why)
      expect((await guiseStore(["status"])).out).not.toContain(why)
    },
    patience,
  )

  test(
    "a wrong passphrase is prompt-refused, and the store stays shut",
    async () => {
      await guiseStore(["unlock"])
      await guiseStore(["lock"])
      const { error } = await guiseStore(["unlock"], { GUISE_PASSPHRASE: "wrong" })
      expect(error).toMatchObject({ code: "prompt-refused" })
      expect((await statusOf("file")).stores[0]?.state).toBe("locked")
    },
    patience,
  )

  test("lock is no error where nothing was open", async () => {
    expect((await guiseStore(["lock", "--json"])).out).toBe('{"locked":["file"]}\n')
    expect(snapshot(place.folder)).toEqual({})
  })
})

test.each([
  [["frob"], "status, unlock, lock or passphrase"],
  [["status", "safe"], "There is no store"],
  [["passphrase", "plain"], "no passphrase of its own"],
  [["passphrase"], "no passphrase that could be changed"],
])("guise store %p is a usage error", async (words, said) => {
  const { error } = await guiseStore(words)
  expect(error).toMatchObject({ code: "usage", message: expect.stringContaining(said) })
})
