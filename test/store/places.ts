import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Encrypter } from "age-encryption"
import { newKey } from "../../src/store/file-age.ts"
import { openStore } from "../../src/store/open.ts"
import { writePrivate } from "../../src/sys/disk.ts"
import { storeHost } from "./host.ts"
import type { Place } from "./suite.ts"

/** Passphrase of the stores that open without a person. */
export const passphrase = "correct horse battery staple"

/** A home of its own, with a runtime folder in memory as a login session has one. */
export interface HomePlace extends Place {
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  readonly data: string
  readonly runtime: string
  end(): void
}

export function homePlace(env: Readonly<Record<string, string>> = {}): HomePlace {
  const folder = mkdtempSync(join(tmpdir(), "guise-store-"))
  const session = mkdtempSync("/dev/shm/guise-store-")
  return {
    env: { HOME: folder, XDG_RUNTIME_DIR: session, ...env },
    folder,
    data: join(folder, ".local/share/guise"),
    runtime: join(session, "guise"),
    end() {
      rmSync(folder, { recursive: true, force: true })
      rmSync(session, { recursive: true, force: true })
    },
  }
}

/** Every file below a folder, by path, with its bytes. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(path => [path, readFileSync(path, "latin1")]),
  )
}

/** Milliseconds for tests that derive keys from passphrases, a second each. */
export const patience = 180_000

/** A place whose file store keeps these secrets, shut. Its passphrase costs a guess next to nothing, for speed. */
export async function keptPlace(
  secrets: Readonly<Record<string, string>> = { "key/alice": "kept" },
): Promise<HomePlace> {
  const place = homePlace()
  await makeCheapStore(place.data)
  const store = await openStore("file", storeHost({ ...place.env, GUISE_PASSPHRASE: passphrase }))
  for (const [name, secret] of Object.entries(secrets)) await store.write(name, secret)
  await store.lock()
  return place
}

/** Makes a file store in guise's data folder, to whose passphrase a guess costs next to nothing. */
export async function makeCheapStore(data: string): Promise<void> {
  const { identity } = await newKey()
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(10)
  writePrivate(`${data}/file-store/identity.age`, await encrypter.encrypt(`${identity}\n`))
}

/** Puts everything that is kept at one place into another. */
export function copyData(from: HomePlace, to: HomePlace): void {
  cpSync(from.data, to.data, { recursive: true })
}
