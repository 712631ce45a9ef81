import { afterEach, expect, setSystemTime, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { shutSeal } from "../../src/cache/shut-seal.ts"
import { unlockedPath } from "../../src/cache/unlocked.ts"
import { changeSetting } from "../../src/config/settings-write.ts"
import { removeFile, writeFields } from "../../src/config/sso-files.ts"
import { changeWritten, writtenFile } from "../../src/fresh/written.ts"
import { openRecords, rotationsFile } from "../../src/keys/rotation-record.ts"
import { writeLogin } from "../../src/source/login-file.ts"
import { newKey } from "../../src/store/file-age.ts"
import { identityFile } from "../../src/store/file-identity.ts"
import { unlockedCopy } from "../../src/store/file-unlocked.ts"
import { changeKnown } from "../../src/store/known.ts"
import { knownFile } from "../../src/store/known-file.ts"
import { sessionFolderToFill } from "../../src/sys/session-folder.ts"
import { storeHost } from "../store/host.ts"
import { type HomePlace, homePlace, passphrase, patience } from "../store/places.ts"

let place: HomePlace
afterEach(() => {
  setSystemTime()
  place.end()
})

const quiet = { notice: () => {} }
const nameOf = (home: HomePlace) => join(home.folder, "a.json")
const identityOf = (home: HomePlace) => identityFile(join(home.data, "file-store"))
const session = ({ env }: HomePlace) => sessionFolderToFill(env) ?? ""

type Row = readonly [what: string, file: (home: HomePlace) => string, does: (home: HomePlace) => unknown]

const rows: readonly Row[] = [
  ["the index of stores", ({ env }) => knownFile(env), ({ env }) => changeKnown(env, known => known)],
  [
    "settings",
    ({ folder }) => join(folder, ".config/guise/config.toml"),
    ({ env }) => changeSetting(env, { key: "min-ttl", value: String(Math.floor(Date.now() / 1000) % 3600) }),
  ],
  ["the list of written sections", ({ env }) => writtenFile(env), ({ env }) => changeWritten(env, entries => entries)],
  [
    "records of rotations",
    ({ env }) => rotationsFile(env),
    ({ env }) => openRecords(env).alone(async () => openRecords(env).remove("work")),
  ],
  ["a token of Identity Center", nameOf, home => writeFields(nameOf(home), {}, quiet)],
  ["a token that a sign-out removes", nameOf, home => removeFile(nameOf(home))],
  ["a sign-in to AWS", nameOf, home => writeLogin(nameOf(home), {})],
  [
    "the identity of the file store",
    home => identityOf(home).path,
    async home => identityOf(home).place(await newKey(), passphrase),
  ],
  [
    "the identity that lies unlocked",
    home => join(session(home), "file-store-6a50dc8584134c7d"),
    home => unlockedCopy("/a", storeHost(home.env)).remove(),
  ],
  ["the cache's key that lies unlocked", home => unlockedPath(session(home), "/a"), home => shutSeal(home.env, "/a")],
]

test.each([...rows])(
  "what a killed writer of %s had begun goes with the next change, once it is a minute old",
  async (_what, fileOf, does) => {
    place = homePlace()
    const file = fileOf(place)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const draft = `${file}.1.0123456789abcdef.tmp`
    const drafts = [draft, `${draft}.1.0123456789abcdef.tmp`]
    for (const path of [...drafts, `${file}.tmp`]) writeFileSync(path, "x", { mode: 0o600 })
    await does(place)
    expect(drafts.filter(existsSync)).toEqual(drafts)
    setSystemTime(new Date(Date.now() + 120_000))
    await does(place)
    const left = readdirSync(dirname(file)).filter(name => name.endsWith(".tmp"))
    expect(left.map(name => join(dirname(file), name))).toEqual([`${file}.tmp`])
  },
  patience,
)
