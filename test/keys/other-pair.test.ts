import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { loadProfiles } from "../../src/config/profiles.ts"
import { addKeys } from "../../src/keys/add.ts"
import { move } from "../../src/keys/move.ts"
import type { KeysParts, Place } from "../../src/keys/parts.ts"
import { removable, removeKeys } from "../../src/keys/remove.ts"
import { openVault } from "../../src/store/vault.ts"
import { storeHost } from "../store/host.ts"
import { type HomePlace, homePlace } from "../store/places.ts"

const former = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
const added = { accessKeyId: "AKIAI44QH8DHBEXAMPLE", secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }
/** What another process puts in place of the former one; nobody else has its secret. */
const other = { accessKeyId: "AKIAI44QH8DHBEXAMPLF", secretAccessKey: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEZ" }

let place: HomePlace
beforeEach(() => {
  place = homePlace()
  mkdirSync(join(place.folder, ".aws"))
})
afterEach(() => place.end())

const fileOf = (role: "config" | "credentials") => join(place.folder, ".aws", role)
const textOf = (role: "config" | "credentials") => readFileSync(fileOf(role), "utf8")
const sectionOf = ({ accessKeyId, secretAccessKey }: typeof former, header = "[work]") =>
  `${header}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
const putInFile = (pair: typeof former) => writeFileSync(fileOf("credentials"), sectionOf(pair))

/** `meanwhile`: what another process does while a store is asking a person. */
function partsOf(asked: Place, meanwhile: () => void = () => {}): KeysParts {
  const host = storeHost(place.env)
  const vault = openVault(host)
  const slow = Object.assign(Object.create(vault), {
    async keepKeys(...words: Parameters<typeof vault.keepKeys>) {
      meanwhile()
      await vault.keepKeys(...words)
    },
  })
  return {
    env: place.env,
    host,
    vault: slow,
    files: () => loadProfiles(place.env),
    ownLineFor: profile => `guise process ${profile}`,
    asked: () => asked,
  }
}

describe("keys add", () => {
  test("takes the pair out that was agreed on, and none that took its place since", async () => {
    putInFile(former)
    const rotated = partsOf("plain", () => putInFile(other))
    await expect(addKeys("work", added, rotated, former.accessKeyId)).rejects.toMatchObject({
      code: "profile-invalid",
      message: expect.stringContaining(`has the key ${other.accessKeyId} (credentials)`),
    })
    expect(textOf("credentials")).toBe(sectionOf(other))
    await addKeys("work", added, partsOf("plain"), other.accessKeyId)
    expect(textOf("credentials")).toBe("")
  })

  test("into the credentials file writes over the pair that was agreed on, and over none that took its place", async () => {
    putInFile(other)
    await expect(addKeys("work", added, partsOf("credentials"), former.accessKeyId)).rejects.toMatchObject({
      code: "profile-invalid",
      message: expect.stringContaining(`has the key ${other.accessKeyId}`),
    })
    expect(textOf("credentials")).toBe(sectionOf(other))
    await addKeys("work", added, partsOf("credentials"), other.accessKeyId)
    expect(textOf("credentials")).toBe(sectionOf(added))
  })

  test("leaves a second pair in the other file, of which nobody was asked", async () => {
    putInFile(former)
    writeFileSync(fileOf("config"), sectionOf(other, "[profile work]"))
    await expect(addKeys("work", added, partsOf("plain"), former.accessKeyId)).rejects.toMatchObject({
      code: "profile-invalid",
      message: expect.stringContaining(`has the key ${other.accessKeyId} (config)`),
    })
    expect(textOf("config")).toContain(other.secretAccessKey)
    expect(textOf("credentials")).toBe("")
  })
})

test("keys move leaves a pair alone that took the place of the one it moves", async () => {
  putInFile(former)
  const words = { profile: "work", keyId: former.accessKeyId, from: "credentials", to: "plain" } as const
  const rotated = partsOf("plain", () => putInFile(other))
  await expect(move(words, rotated)).rejects.toMatchObject({ code: "profile-invalid" })
  expect(textOf("credentials")).toBe(sectionOf(other))
})

describe("keys remove", () => {
  test("forgets the pair that it asked about, and none that took its place since, in a file or in a store", async () => {
    putInFile(former)
    const inFile = removable("work", partsOf("plain"))
    putInFile(other)
    const gone = { code: "no-credentials", message: expect.stringContaining(former.accessKeyId) }
    await expect(removeKeys("work", inFile.keyId, partsOf("plain"))).rejects.toMatchObject(gone)
    expect(textOf("credentials")).toBe(sectionOf(other))
    await addKeys("work", former, partsOf("plain"), other.accessKeyId)
    const stored = removable("work", partsOf("plain"))
    await addKeys("work", other, partsOf("plain"), former.accessKeyId)
    await expect(removeKeys("work", stored.keyId, partsOf("plain"))).rejects.toMatchObject(gone)
    expect(await openVault(storeHost(place.env)).keysOf("work")).toEqual(other)
    expect(textOf("config")).toContain("guise process work")
  })

  test("forgets one of two pairs, and answers which one the profile has now", async () => {
    await addKeys("work", added, partsOf("plain"))
    putInFile(former)
    expect(await removeKeys("work", former.accessKeyId, partsOf("plain"))).toEqual({
      keyId: added.accessKeyId,
      place: "plain",
    })
    expect([textOf("credentials"), textOf("config").includes("guise process work")]).toEqual(["", true])
    expect(await removeKeys("work", added.accessKeyId, partsOf("plain"))).toBeUndefined()
    expect(textOf("config")).toBe("")
  })

  test("forgets a pair that is split over both files", async () => {
    writeFileSync(fileOf("credentials"), `[work]\naws_secret_access_key = ${former.secretAccessKey}\n`)
    writeFileSync(fileOf("config"), `[profile work]\naws_access_key_id = ${former.accessKeyId}\n`)
    expect(await removeKeys("work", former.accessKeyId, partsOf("plain"))).toBeUndefined()
    expect([textOf("credentials"), textOf("config")]).toEqual(["", ""])
  })
})
