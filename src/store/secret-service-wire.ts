/**
 * How secrets cross the session bus, https://specifications.freedesktop.org/secret-service/latest/transfer-secrets.html:
 * Diffie-Hellman in a group of 1024 bits, AES-128-CBC. Nobody on the bus is kept out by that, who could ask the keyring
 * themselves; but what a monitor of the bus writes down (`dbus-monitor`, a bug report) holds no secret.
 */

type Bytes = Uint8Array

/** A secret as it crosses the bus. */
export interface Parcel {
  readonly parameters: Bytes
  readonly value: Bytes
}

/** Both ends have agreed. */
export interface Wire {
  wrap(secret: string): Parcel
  /** Throws for what was not wrapped on this wire. */
  unwrap(parcel: Parcel): string
}

export interface Half {
  /** Our half, for the service. */
  readonly ours: Bytes
  /** The wire that it makes with the service's half. */
  with(theirs: Bytes): Wire
}

export const encrypted = "dh-ietf1024-sha256-aes128-cbc-pkcs7"
export const plain = "plain"

/** For services that cannot do better; a bus is the user's own. */
export const plainWire: Wire = {
  wrap: secret => ({ parameters: new Uint8Array(), value: Buffer.from(secret, "utf8") }),
  unwrap: ({ value }) => Buffer.from(value).toString("utf8"),
}

/** A new half of ours. */
export function newHalf(): Half {
  const mine = numberOf(crypto.getRandomValues(new Uint8Array(32)))
  return {
    ours: bytesOf(power(2n, mine)),
    with: theirs => wireBy(bytesOf(power(numberOf(theirs), mine))),
  }
}

/** RFC 2409 §6.2, the Second Oakley Group. Not by node:crypto: Bun's does not know it by name, Node's tests the prime. */
const prime = BigInt(
  "0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd" +
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff",
)

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let square = base % prime, left = exponent; left > 0n; left >>= 1n, square = (square * square) % prime)
    if ((left & 1n) === 1n) result = (result * square) % prime
  return result
}

function numberOf(bytes: Bytes): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString("hex")}`)
}

/** All 128 of them: the key is derived from the leading zeros as well. */
function bytesOf(number: bigint): Bytes {
  return Buffer.from(number.toString(16).padStart(256, "0"), "hex")
}

function wireBy(shared: Bytes): Wire {
  const { createCipheriv, createDecipheriv, hkdfSync, randomBytes } = process.getBuiltinModule("node:crypto")
  const key = new Uint8Array(hkdfSync("sha256", shared, new Uint8Array(), new Uint8Array(), 16))
  return {
    wrap(secret) {
      const parameters = randomBytes(16)
      const cipher = createCipheriv("aes-128-cbc", key, parameters)
      return { parameters, value: Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]) }
    },
    unwrap({ parameters, value }) {
      const decipher = createDecipheriv("aes-128-cbc", key, parameters)
      return Buffer.concat([decipher.update(value), decipher.final()]).toString("utf8")
    },
  }
}
