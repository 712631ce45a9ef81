import { expect, test } from "bun:test"
import { createHash, createHmac } from "node:crypto"
import fc from "fast-check"
import { hmacSha256, sha256 } from "../../src/sys/digest.ts"

test("HMAC-SHA-256 is that of RFC 4231, test case 2", () => {
  const key = new Uint8Array([0x4a, 0x65, 0x66, 0x65])
  expect(hmacSha256(key, "what do ya want for nothing?")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  )
})

test("both are what node:crypto says, for any text and any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.string({ unit: "binary" }), (bytes, text) => {
      const own = new Uint8Array(bytes)
      expect(sha256([own, text])).toBe(createHash("sha256").update(bytes).update(text).digest("hex"))
      expect(hmacSha256(own, text)).toBe(createHmac("sha256", bytes).update(text).digest("hex"))
    }),
  )
})
