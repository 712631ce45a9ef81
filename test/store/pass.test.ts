import { afterEach, describe, expect, test } from "bun:test"
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { openPass } from "../../src/store/pass.ts"
import type { Env } from "../../src/types.ts"
import { storeHost } from "./host.ts"
import { type PassPlace, passPlace } from "./pass-place.ts"
import { snapshot } from "./places.ts"
import { carryOut, type Step } from "./processes.ts"
import { storeSuite } from "./suite.ts"

storeSuite("pass", () => passPlace())

const patience = 60_000

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
}, patience)

async function newPlace(...options: Parameters<typeof passPlace>): Promise<PassPlace> {
  const place = await passPlace(...options)
  endings.push(() => place.end())
  return place
}

const open = (env: Env) => openPass(storeHost(env))
const entries = ({ store }: PassPlace) => readdirSync(join(store, "guise"))
const failure = async (use: Promise<unknown>) =>
  use.then(
    () => "no error",
    error => error,
  )

test(
  "an entry is JSON that pass shows, under a hash of its name",
  async () => {
    const place = await newPlace()
    const store = open(place.env)
    expect(await store.state()).toEqual({ state: "empty" })
    await store.write("key/work:iam", "the secret")
    expect(entries(place)).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.gpg$/)])
    const shown = await place.run(["pass", "show", `guise/${entries(place)[0]?.replace(".gpg", "")}`])
    expect(JSON.parse(shown)).toEqual({ name: "key/work:iam", secret: "the secret" })
    expect(Object.entries(snapshot(place.store)).flat().join()).not.toMatch(/the secret|work:iam/)
  },
  patience,
)

test(
  "other entries of the store are neither listed nor touched",
  async () => {
    const place = await newPlace()
    await place.run(["pass", "insert", "--multiline", "mine"], "mine")
    await place.run(["pass", "insert", "--multiline", "guise/notes"], "notes")
    const store = open(place.env)
    await store.write("key/alice", "kept")
    expect(await store.names()).toEqual(["key/alice"])
    await store.remove("key/alice")
    expect(await place.run(["pass", "show", "mine"])).toBe("mine")
    expect(await place.run(["pass", "show", "guise/notes"])).toBe("notes")
  },
  patience,
)

test(
  "a store under git gets its commits, and no profile's name is in them",
  async () => {
    const place = await newPlace()
    const person = {
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@example.com",
    }
    const env = { ...place.env, ...person }
    await place.run([
      "env",
      ...Object.entries(person).map(([name, value]) => `${name}=${value}`),
      "pass",
      "git",
      "init",
    ])
    const store = open(env)
    await Promise.all(["key/alice", "key/bob"].map(name => store.write(name, "kept")))
    await store.remove("key/bob")
    expect(await store.names()).toEqual(["key/alice"])
    expect(await place.run(["git", "-C", place.store, "status", "--porcelain"])).toBe("")
    const log = await place.run(["git", "-C", place.store, "log", "--stat"])
    expect(log).toMatch(/guise\/[0-9a-f]{32}/)
    expect(log).not.toMatch(/alice@|key\/|bob/)
  },
  patience,
)

test(
  "what a killed writer left is removed by the next",
  async () => {
    const place = await newPlace()
    const store = open(place.env)
    await store.write("key/alice", "kept")
    const [entry = ""] = entries(place)
    copyFileSync(
      join(place.store, "guise", entry),
      join(place.store, "guise", entry.replace(".gpg", ".new-01234567.gpg")),
    )
    expect(await store.names()).toEqual(["key/alice"])
    await store.write("key/alice", "the next")
    expect([entries(place), await store.read("key/alice")]).toEqual([[entry], "the next"])
  },
  patience,
)

test(
  "without HOME, pass is told the home that guise goes by",
  async () => {
    const place = await newPlace()
    await open(place.env).write("key/alice", "kept")
    const folder = mkdtempSync(join(tmpdir(), "pass-"))
    endings.push(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(
      join(folder, "pass"),
      `#!/bin/sh\nprintf %s "$HOME" >${folder}/told\nPATH=\${PATH#*:} exec pass "$@"\n`,
    )
    chmodSync(join(folder, "pass"), 0o755)
    const { HOME: _, ...homeless } = place.env
    expect(await open({ ...homeless, PATH: `${folder}:${place.env.PATH}` }).read("key/alice")).toBe("kept")
    expect(readFileSync(join(folder, "told"), "utf8")).toBe(userInfo().homedir)
  },
  patience,
)

test.each<readonly [string, (place: PassPlace, file: string) => Promise<unknown>]>([
  ["is cut short", async ({ store }, file) => writeFileSync(join(store, "guise", file), "x")],
  [
    "is something else",
    (place, file) =>
      place.run(["pass", "insert", "--multiline", "--force", `guise/${file.replace(".gpg", "")}`], "canary"),
  ],
  [
    "is another's",
    async ({ store, env }, file) => {
      await open(env).write("key/bob", "canary")
      const [other = ""] = readdirSync(join(store, "guise")).filter(each => each !== file)
      copyFileSync(join(store, "guise", other), join(store, "guise", file))
    },
  ],
])(
  "an entry that %s is an error, and never nothing",
  async (_what, damage) => {
    const place = await newPlace()
    const store = open(place.env)
    await store.write("key/alice", "kept")
    await damage(place, entries(place)[0] ?? "")
    for (const use of [() => store.read("key/alice"), () => store.names()]) {
      const error = await failure(use())
      expect(error).toMatchObject({ code: "store-failed", hint: expect.any(String) })
      expect(`${error.message}${error.hint}${error.detail}`).not.toContain("canary")
    }
  },
  patience,
)

describe("where pass cannot be used", () => {
  test(
    "it is not installed",
    async () => {
      const place = await newPlace()
      await expectUnusable({ ...place.env, PATH: "/nowhere" }, /pass is not installed/, /--store file/)
    },
    patience,
  )

  test(
    "it was never initialised",
    async () => {
      const place = await newPlace({ init: false })
      await expectUnusable(place.env, /no password store/, /pass init/)
      expect(await open({ ...place.env, PASSWORD_STORE_DIR: undefined }).state()).toMatchObject({
        reason: expect.stringContaining(`${place.folder}/.password-store`),
      })
    },
    patience,
  )

  test(
    "the secret key is elsewhere",
    async () => {
      const place = await newPlace()
      await open(place.env).write("key/alice", "kept")
      const stranger = await newPlace({ init: false })
      const store = open({ ...place.env, GNUPGHOME: stranger.env.GNUPGHOME ?? "" })
      expect(await failure(store.read("key/alice"))).toMatchObject({
        code: "store-failed",
        message: expect.stringContaining("secret part is not here"),
      })
      expect(await store.state()).toMatchObject({ state: "unreachable" })
    },
    patience,
  )

  test(
    "the key that it names is not there at all",
    async () => {
      const place = await newPlace()
      writeFileSync(join(place.store, ".gpg-id"), "nobody@example.com\n")
      expect(await failure(open(place.env).write("key/alice", "x"))).toMatchObject({
        code: "store-failed",
        message: expect.stringContaining("GPG key"),
      })
      expect(entries(place)).toEqual([])
    },
    patience,
  )

  test(
    "the folder for the lock is read-only",
    async () => {
      const place = await newPlace()
      const env = { ...place.env, XDG_DATA_HOME: "/proc" }
      expect(await failure(open(env).write("key/alice", "x"))).toMatchObject({
        code: "store-failed",
        hint: expect.stringContaining("XDG_DATA_HOME"),
      })
    },
    patience,
  )

  test(
    "what it prints is in no error",
    async () => {
      const place = await newPlace()
      await open(place.env).write("key/alice", "kept")
      const folder = mkdtempSync(join(tmpdir(), "pass-"))
      endings.push(() => rmSync(folder, { recursive: true, force: true }))
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, "pass"), "#!/bin/sh\necho canary; echo canary >&3; exit 7\n")
      chmodSync(join(folder, "pass"), 0o755)
      const error = await failure(open({ ...place.env, PATH: `${folder}:${place.env.PATH}` }).read("key/alice"))
      expect(error).toMatchObject({ code: "store-failed", message: "pass show ended with status 7." })
      expect(`${error.hint}${error.detail}${error.stack}`).not.toContain("canary")
    },
    patience,
  )
})

test(
  "a locked key is told as locked, and is an error where nobody can be asked; writing needs no passphrase",
  async () => {
    const place = await newPlace({ passphrase: "correct horse" })
    const lock = () => place.run(["gpgconf", "--kill", "gpg-agent"])
    await open(place.env).write("key/alice", "kept")
    await lock()
    expect(await open(place.env).state()).toEqual({ state: "locked" })
    for (const step of [["read", "key/alice"], ["names"]] as const satisfies readonly Step[]) {
      const start = performance.now()
      const { status, answers, stderr } = await carryOut("bun", "pass", place.env, [step], ["setsid", "-w"])
      expect([status, answers, stderr]).toEqual([3, [], expect.stringMatching(/^nobody-to-ask: The GPG key is locked/)])
      expect(performance.now() - start).toBeLessThan(4000)
    }
    const written = await carryOut(
      "node",
      "pass",
      place.env,
      [
        ["write", "key/bob", "new"],
        ["read", "key/none"],
      ],
      ["setsid", "-w"],
    )
    expect([written.status, written.answers, written.stderr]).toEqual([0, [null, null], ""])
    // The agent keeps a passphrase that was right.
    const [entry = ""] = entries(place)
    const opening = ["gpg", "--batch", "--quiet", "--pinentry-mode=loopback", "--passphrase", "correct horse", "-d"]
    await place.run([...opening, join(place.store, "guise", entry)])
    expect([await open(place.env).state(), await open(place.env).names()]).toEqual([
      { state: "open" },
      ["key/alice", "key/bob"],
    ])
  },
  patience,
)

async function expectUnusable(env: Env, message: RegExp, hint: RegExp): Promise<void> {
  const store = open(env)
  for (const use of [() => store.write("key/alice", "x"), () => store.names(), () => store.unlock()])
    expect(await failure(use())).toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  expect(await store.state()).toEqual({ state: "unreachable", reason: expect.stringMatching(message) })
}
