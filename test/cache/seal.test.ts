import { beforeAll, expect, test } from "bun:test"
import fc from "fast-check"
import { type Seal, sealWith } from "../../src/cache/seal.ts"
import { newSealKey } from "../../src/cache/seal-key.ts"

let seal: Seal
beforeAll(async () => {
  seal = await sealWith(newSealKey())
})

const name = fc.string({ unit: "grapheme" }).map(text => text.replaceAll("\0", ""))
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

test("an entry opens for its own name and its own key alone", async () => {
  const sealed = await seal.close("role a", "text")
  expect(await seal.open("role a", sealed)).toBe("text")
  for (const other of ["role b", "role", "role a ", ""]) expect(await seal.open(other, sealed)).toBeUndefined()
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
