import { beforeAll, expect, test } from "bun:test"
import { resolve } from "node:path"
import fc from "fast-check"
import { type Seal, sealWith } from "../../src/cache/seal.ts"
import { newSealKey } from "../../src/cache/seal-key.ts"

let seal: Seal
beforeAll(async () => {
  seal = await sealWith(newSealKey())
})

const name = fc.string({ unit: "grapheme" })
const text = fc.string({ unit: "grapheme", maxLength: 300 })

test("what was sealed opens to the same text, whatever it is and however long", async () => {
  await fc.assert(
    fc.asyncProperty(name, text, async (name, text) => {
      expect(await seal.open(name, await seal.close(name, text))).toBe(text)
    }),
  )
})

test("a changed bit anywhere, a missing end, or more than there was: nothing opens", async () => {
  const sealed = await seal.close("role", '{"secret":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}')
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = new Uint8Array(sealed)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(await seal.open("role", changed)).toBeUndefined()
  }
  for (let length = 0; length < sealed.length; length += 1)
    expect(await seal.open("role", sealed.slice(0, length))).toBeUndefined()
  expect(await seal.open("role", new Uint8Array([...sealed, ...sealed.slice(1)]))).toBeUndefined()
})

test("bytes that were never sealed open nothing, and throw nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async junk => {
      expect(await seal.open("role", new Uint8Array([2, ...junk]))).toBeUndefined()
    }),
  )
})

test("what one runtime sealed the other opens", async () => {
  const folder = resolve(import.meta.dirname, "../../src/cache")
  const program = `
    const [{ sealWith }, { sealKeyIn }] = await Promise.all(["seal.ts", "seal-key.ts"].map(file => import(${JSON.stringify(folder)} + "/" + file)))
    const [key, sealed] = process.argv.slice(1).map(text => new Uint8Array(Buffer.from(text, "hex")))
    const seal = await sealWith(sealKeyIn(key))
    const text = await seal.open("role", sealed)
    console.log(Buffer.from(await seal.close("role", text + " and back")).toString("hex"))`
  const key = newSealKey()
  const ours = await sealWith(key)
  const words = [key, await ours.close("role", "größe")].map(bytes => Buffer.from(bytes).toString("hex"))
  const node = resolve(import.meta.dirname, "../../node_modules/.bin/node")
  const { stdout } = Bun.spawnSync([node, "--input-type=module", "-e", program, ...words])
  const theirs = new Uint8Array(Buffer.from(stdout.toString().trim(), "hex"))
  expect(await ours.open("role", theirs)).toBe("größe and back")
})

test("an entry opens for its own name and its own key alone", async () => {
  const sealed = await seal.close("role a", "text")
  expect(await seal.open("role a", sealed)).toBe("text")
  for (const other of ["role b", "role", "role a ", ""]) expect(await seal.open(other, sealed)).toBeUndefined()
  for (const end of ["\0", " ", "\0text"])
    expect(await seal.open("role", await seal.close(`role${end}`, "text"))).toBeUndefined()
  expect(await seal.open("\ufeffrole", await seal.close("\ufeffrole", "text"))).toBe("text")
  expect(await (await sealWith(newSealKey())).open("role a", sealed)).toBeUndefined()
})

test("neither the text nor that it is the same again can be seen, and names of files say nothing", async () => {
  const [one, two] = await Promise.all([seal.close("role", "text text text"), seal.close("role", "text text text")])
  expect(Buffer.compare(one, two)).not.toBe(0)
  const shared = one.slice(1).filter((byte, at) => byte === two[at + 1])
  expect(shared.length).toBeLessThan(one.length / 3)
  expect(Buffer.from(one).includes("text")).toBe(false)
  expect(seal.nameOf("role")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{32}$/)
  expect(seal.nameOf("role")).not.toBe(seal.nameOf("role "))
})
