import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"

/** The six digits of a seed at a time in Unix seconds, by AWS's clock. */
export type Codes = (at: number) => string

/** Bits of a seed below which somebody has guessed it by tomorrow; RFC 4226 §4 wants 128, and AWS gives 320. */
const leastCharacters = 16

/** A URI is a few hundred characters. */
const mostCharacters = 4096

/**
 * A seed as people have it, as the `otpauth://` URI that stores keep: base32 in any case, with blanks, dashes, with or
 * without padding, or such a URI itself. AWS's devices have six digits, 30 seconds and SHA-1, others are refused.
 * `source` is what the text is called in an error, at its beginning; nothing of the text ever is in one.
 * https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 * Error: `usage`.
 */
export function readSeed(text: string, source: string): string {
  const trimmed = text.trim()
  if (trimmed === "") throw refused(`${source} is empty`)
  if (trimmed.length > mostCharacters) throw refused(`${source} is far longer than a seed`)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase()
  if (scheme === "otpauth") return fromUri(trimmed, source)
  if (scheme === "otpauth-migration")
    throw refused(
      `${source} is an export of Google Authenticator (otpauth-migration://), which holds all of its accounts in one`,
      "take the QR code or the secret key that AWS shows when a device is made; where it is lost, make a new device",
    )
  if (scheme !== undefined) throw refused(`${source} is no otpauth:// URI`)
  if (/^[\d\s-]{6,8}$/.test(trimmed))
    throw refused(`${source} is a code; the seed is what codes are made from`, "in the AWS console: Show secret key")
  return uriOf(base32(trimmed, source), {})
}

/** The codes of a seed that a store keeps. Error: `no-credentials` when it is none. */
export async function codesOf(uri: string, serial: string): Promise<Codes> {
  const { Secret, TOTP } = await import("otpauth")
  const secret = Secret.fromBase32(secretIn(uri, serial))
  return at => TOTP.generate({ secret, algorithm: "SHA1", digits: 6, period: 30, timestamp: at * 1000 })
}

function secretIn(uri: string, serial: string): string {
  try {
    return new URL(readSeed(uri, "it")).searchParams.get("secret") ?? ""
  } catch {
    // Not the cause either: it would be about a secret.
    throw new GuiseError("no-credentials", `What the store keeps as the MFA seed of ${serial} is no seed.`, {
      hint: `guise mfa add ${quoted(serial)}`,
    })
  }
}

function fromUri(text: string, source: string): string {
  const uri = URL.canParse(text) ? new URL(text) : undefined
  // Some runtimes take `totp` for a host, and URIs with one slash for a path.
  const kind = /^otpauth:\/\/([^/?#]*)/i.exec(text)?.[1]?.toLowerCase()
  if (uri === undefined || kind === undefined) throw refused(`${source} is an otpauth:// URI that cannot be read`)
  if (kind === "hotp") throw refused(`${source} is of a device that counts (hotp); AWS's go by the clock (totp)`)
  if (kind !== "totp") throw refused(`${source} is an otpauth:// URI of an unknown kind; wanted is otpauth://totp/…`)
  const said = new Map([...uri.searchParams].map(([name, value]) => [name.toLowerCase(), value.trim()]))
  for (const { name, is, of } of fixed) {
    const value = said.get(name)
    if (value && !is.test(value))
      throw refused(`${source} is no device of AWS's: its ${name} is another one, and AWS's have ${of}`)
  }
  const secret = said.get("secret")
  if (!secret) throw refused(`${source} is an otpauth:// URI without a secret`)
  return uriOf(base32(secret, source), { label: labelOf(uri), issuer: said.get("issuer") })
}

/** AWS's devices, as the QR codes of the console have them; what a URI leaves out is the same by default. */
const fixed = [
  { name: "digits", is: /^6$/, of: "six digits" },
  { name: "period", is: /^30$/, of: "30 seconds" },
  { name: "algorithm", is: /^(hmac-?)?sha-?1$/i, of: "SHA1" },
] as const

function labelOf(uri: URL): string {
  const path = uri.pathname.replace(/^\/+(totp\/)?/i, "")
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function uriOf(
  secret: string,
  { label, issuer }: { readonly label?: string; readonly issuer?: string | undefined },
): string {
  const said = issuer ? `&issuer=${encodeURIComponent(issuer)}` : ""
  return `otpauth://totp/${encodeURIComponent(label || "AWS")}?secret=${secret}${said}&algorithm=SHA1&digits=6&period=30`
}

/** The letters alone. RFC 4648 §6: a group of eight is five bytes, and 1, 3 or 6 letters are no whole byte. */
function base32(text: string, source: string): string {
  const letters = text.toUpperCase().replace(/[\s-]/g, "").replace(/=+$/, "")
  if (!/^[A-Z2-7]*$/.test(letters))
    throw refused(`${source} holds characters that no seed has: it is base32, the letters A to Z and the digits 2 to 7`)
  if (letters.length < leastCharacters)
    throw refused(
      `${source} is too short for a seed: ${letters.length} characters, and ${leastCharacters} are the least`,
    )
  if ([1, 3, 6].includes(letters.length % 8))
    throw refused(`${source} is not whole: base32 never has ${letters.length} characters, so one or more are missing`)
  return letters
}

function refused(
  what: string,
  hint = "give the secret key, or the QR code, that AWS showed when the device was made",
): GuiseError {
  return new GuiseError("usage", `${what}.`, { hint })
}
