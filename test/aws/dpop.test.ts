import { expect, test } from "bun:test"
import { createPublicKey, generateKeyPairSync } from "node:crypto"
import { isProofKey, newProofKey, proofOf } from "../../src/aws/dpop.ts"
import { readProof } from "../../src/sandbox/dpop.ts"

const url = "https://eu-west-1.signin.aws.amazon.com/v1/token"
const read = (proof: string) => readProof(proof, { method: "POST", url, now: [1000], firstSeen: () => true })

test("a proof is one that a verifier of its own takes, each time another and of the same key", () => {
  const key = newProofKey()
  const proofs = [proofOf(key, url, 1000.9), proofOf(key, url, 1000.9)]
  expect(new Set(proofs).size).toBe(2)
  const [first, second] = proofs.map(read)
  expect(first).toEqual({ thumbprint: expect.any(String) })
  expect(second).toEqual(first)
  expect(read(proofOf(newProofKey(), url, 1000))).not.toEqual(first)
})

test("no coordinate of a key begins with a zero byte, which AWS's SDK for Go would leave out", () => {
  const coordinates = Array.from({ length: 1000 }, newProofKey).flatMap(pem => {
    const { x = "", y = "" } = createPublicKey(pem).export({ format: "jwk" })
    return [Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]
  })
  expect(coordinates.filter(bytes => bytes.length !== 32 || bytes[0] === 0)).toEqual([])
})

test.each([
  ["one of ours", newProofKey(), true],
  ["another curve's", pemOf("secp384r1"), false],
  ["no key at all", "-----BEGIN EC PRIVATE KEY-----", false],
])("a key for proofs: %s", (_what, pem, fits) => {
  expect(isProofKey(pem)).toBe(fits)
})

function pemOf(namedCurve: string): string {
  return generateKeyPairSync("ec", { namedCurve }).privateKey.export({ type: "sec1", format: "pem" }).toString()
}
