import { afterAll, beforeAll, expect, test } from "bun:test"
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { hostname, tmpdir, userInfo } from "node:os"
import { basename, join } from "node:path"
import { openFile } from "../../src/store/file.ts"
import { unseal, unsealWithPassphrase } from "../../src/store/file-age.ts"
import { ageAtTerminal, makingTakes, realAge } from "./age.ts"
import { storeHost } from "./host.ts"
import { copyData, type HomePlace, homePlace, passphrase, patience, snapshot } from "./places.ts"

const kept = {
  "key/work:iam": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "mfa/größe": "otpauth://totp/a?secret=JBSWY3DP",
}

let place: HomePlace
let folder: string
/** Where things are opened by hand. */
let hands: string
beforeAll(async () => {
  await realAge()
  place = homePlace()
  hands = mkdtempSync(join(tmpdir(), "guise-store-"))
  folder = `${place.data}/file-store`
  const store = openFile(storeHost({ ...place.env, GUISE_PASSPHRASE: passphrase }))
  for (const [name, secret] of Object.entries(kept)) await store.write(name, secret)
  await store.lock()
}, makingTakes)
afterAll(() => {
  place?.end()
  rmSync(hands, { recursive: true, force: true })
})

const items = () => readdirSync(`${folder}/items`).map(name => `${folder}/items/${name}`)
const opened = (path: string) => JSON.parse(readFileSync(path, "utf8")) as { name: string; secret: string }

test(
  "the real age opens every item with the passphrase, as docs/stores.md says",
  async () => {
    const found: Record<string, string> = {}
    for (const [index, item] of items().entries()) {
      const out = join(hands, `opened-${index}`)
      const words = ["-d", "-i", `${folder}/identity.age`, "-o", out, item]
      expect((await ageAtTerminal(words, [["passphrase", passphrase]])).status).toBe(0)
      const { name, secret } = opened(out)
      found[name] = secret
    }
    expect(found).toEqual(kept)
  },
  patience,
)

test(
  "the real age opens none with another passphrase, or with none",
  async () => {
    for (const wrong of ["", "another"]) {
      const out = join(hands, "not-opened")
      const words = ["-d", "-i", `${folder}/identity.age`, "-o", out, items()[0] ?? ""]
      expect((await ageAtTerminal(words, [["passphrase", wrong]])).status).not.toBe(0)
      expect(existsSync(out)).toBe(false)
    }
  },
  patience,
)

test(
  "a passphrase that the real age set is the store's",
  async () => {
    const other = homePlace()
    try {
      copyData(place, other)
      const identity = `${other.data}/file-store/identity.age`
      const plain = join(other.folder, "identity")
      expect((await ageAtTerminal(["-d", "-o", plain, identity], [["passphrase", passphrase]])).status).toBe(0)
      const again = [
        ["Enter passphrase", "set by age"],
        ["Confirm passphrase", "set by age"],
      ] as const
      expect((await ageAtTerminal(["-p", "-o", `${identity}.new`, plain], again)).status).toBe(0)
      copyFileSync(`${identity}.new`, identity)
      const host = storeHost(other.env, { typed: ["set by age"] })
      expect(await openFile(host).read("key/work:iam")).toBe(kept["key/work:iam"])
    } finally {
      other.end()
    }
  },
  patience,
)

/** What opens an age file: a line of its header for each, https://age-encryption.org/v1. */
function openers(path: string): readonly string[] {
  const [header = ""] = readFileSync(path, "latin1").split("\n---")
  return [...header.matchAll(/^-> (.*)$/gm)].flatMap(([, opener]) => opener ?? [])
}

/** What an attacker with the disk, and nothing of the person's, knows or can find out. */
function derivable(): readonly string[] {
  const { username, uid, homedir } = userInfo()
  const fromMachine = ["/etc/machine-id", "/proc/sys/kernel/random/boot_id"].flatMap(path =>
    existsSync(path) ? readFileSync(path, "utf8").trim() : [],
  )
  return ["", " ", "guise", "file-store", username, String(uid), homedir, hostname(), folder, ...fromMachine]
}

test("every file has one opener: the identity its passphrase, at the full cost of a guess, an item the identity", () => {
  expect(openers(`${folder}/identity.age`)).toEqual([expect.stringMatching(/^scrypt \S{22} 18$/)])
  for (const path of items()) expect(openers(path)).toEqual([expect.stringMatching(/^X25519 \S{43}$/)])
})

test(
  "nothing that is empty, or derivable from the machine, opens any file that was written",
  async () => {
    const files = Object.keys(snapshot(place.data))
    expect(files.map(path => basename(path)).sort()).toEqual(
      ["identity.age", ...items().map(path => basename(path))].sort(),
    )
    const guesses = new Set([...derivable(), ...files.map(path => basename(path, ".age"))])
    for (const path of files) {
      const bytes = new Uint8Array(readFileSync(path))
      for (const guess of guesses) expect(await unsealWithPassphrase(bytes, guess)).toBe("wrong")
    }
  },
  patience,
)

test(
  "an item opens with the store's identity, and that stands nowhere in the clear",
  async () => {
    const sealed = await unsealWithPassphrase(new Uint8Array(readFileSync(`${folder}/identity.age`)), passphrase)
    if (typeof sealed === "string") throw new Error(sealed)
    const [, recipient = ""] = /^# public key: (age1\S+)$/m.exec(sealed.text) ?? []
    const [identity = ""] = /^AGE-SECRET-KEY-1\S+$/m.exec(sealed.text) ?? []
    for (const path of items())
      expect(await unseal(new Uint8Array(readFileSync(path)), { identity, recipient })).toHaveProperty("text")
    const written = JSON.stringify([snapshot(place.folder), snapshot(join(place.runtime, ".."))])
    for (const secret of [identity, recipient, passphrase, ...Object.keys(kept), ...Object.values(kept)])
      expect([secret.length > 5, written.includes(secret)]).toEqual([true, false])
  },
  patience,
)

test(
  "names of files tell nothing: another store names the same items otherwise",
  async () => {
    for (const path of items()) expect(basename(path)).toMatch(/^[0-9a-f]{32}\.age$/)
    const other = homePlace({ GUISE_PASSPHRASE: passphrase })
    try {
      const store = openFile(storeHost(other.env))
      for (const name of Object.keys(kept)) await store.write(name, "the same name")
      const names = readdirSync(`${other.data}/file-store/items`)
      expect(names.filter(name => existsSync(`${folder}/items/${name}`))).toEqual([])
    } finally {
      other.end()
    }
  },
  patience,
)
