/**
 * The age format, https://age-encryption.org/v1: what is written here opens with `age -d`, and the other way round.
 * The library is loaded when the first function is called.
 */

/** An X25519 identity. SECRET; and the recipient that belongs to it, which is nobody's business either. */
export interface Key {
  readonly identity: string
  readonly recipient: string
}

/** A text that was sealed; `wrong`: sealed to another key or passphrase; `damaged`: no age file, or a changed one. */
export type Unsealed = { readonly text: string } | "wrong" | "damaged"

export async function newKey(): Promise<Key> {
  const { generateX25519Identity } = await age()
  return keyOf(await generateX25519Identity())
}

/** Error: the library's, for what is no identity. */
export async function keyOf(identity: string): Promise<Key> {
  const { identityToRecipient } = await age()
  return { identity, recipient: await identityToRecipient(identity) }
}

export async function seal(text: string, { recipient }: Key): Promise<Uint8Array> {
  const encrypter = new (await age()).Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter.encrypt(text)
}

export async function unseal(bytes: Uint8Array, { identity }: Key): Promise<Unsealed> {
  const decrypter = new (await age()).Decrypter()
  decrypter.addIdentity(identity)
  return unsealedBy(decrypter, bytes)
}

/** Takes more than a second, on purpose: so do the guesses of whoever finds the file. */
export async function sealWithPassphrase(text: string, passphrase: string): Promise<Uint8Array> {
  const encrypter = new (await age()).Encrypter()
  encrypter.setPassphrase(passphrase)
  return encrypter.encrypt(text)
}

/** Takes as long. */
export async function unsealWithPassphrase(bytes: Uint8Array, passphrase: string): Promise<Unsealed> {
  const decrypter = new (await age()).Decrypter()
  decrypter.addPassphrase(passphrase)
  return unsealedBy(decrypter, bytes)
}

type Age = typeof import("age-encryption")

function age(): Promise<Age> {
  return import("age-encryption")
}

async function unsealedBy(decrypter: InstanceType<Age["Decrypter"]>, bytes: Uint8Array): Promise<Unsealed> {
  try {
    return { text: await decrypter.decrypt(bytes, "text") }
  } catch (error) {
    // The library has no codes. This is what it says of a header that is whole and meant for somebody else.
    return error instanceof Error && /^no identity matched/.test(error.message) ? "wrong" : "damaged"
  }
}
