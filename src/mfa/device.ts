import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import type { KnownSeed } from "../store/known.ts"

/** A profile that names a device (`mfa_serial`). */
export interface Use {
  readonly profile: string
  readonly serial: string
}

/** What is known of devices here. */
export interface Devices {
  /** All profiles, those without a device too. */
  readonly profiles: readonly string[]
  readonly uses: readonly Use[]
  readonly seeds: Readonly<Record<string, KnownSeed>>
}

/**
 * The serial that a person means: a serial, or the name of a profile that has one.
 * Errors: `usage` (a seed where a serial belongs, a profile without a device), `not-supported` (a passkey),
 * `profile-unknown`.
 */
export function serialNamed(word: string, { profiles, uses, seeds }: Devices): string {
  if (Object.hasOwn(seeds, word)) return word
  const use = uses.find(({ profile }) => profile === word)
  if (use !== undefined) return checkedArn(use.serial)
  if (profiles.includes(word))
    throw new GuiseError("usage", `Profile ${JSON.stringify(word)} names no MFA device (mfa_serial).`, {
      hint: "guise mfa list",
    })
  if (/^arn:/i.test(word)) return checkedArn(word)
  if (looksLikeSeed(word)) throw seedInArgv()
  // What is printed on hardware devices.
  if (/^[A-Za-z]{2,6}\d{6,}$/.test(word)) return word
  throw new GuiseError(
    "profile-unknown",
    `${JSON.stringify(word)} is neither the serial of an MFA device (an ARN, as arn:aws:iam::123456789012:mfa/alice) nor a profile.${nearestClause(word, profiles)}`,
    { hint: "guise mfa list" },
  )
}

/** The one device of the profiles that has no seed yet. Error: `usage`, naming them when there are more. */
export function serialWithoutSeed({ uses, seeds }: Devices): string {
  const serials = [...new Set(uses.map(({ serial }) => serial))].filter(
    serial => !isPasskey(serial) && !Object.hasOwn(seeds, serial),
  )
  const [only, another] = serials
  if (only !== undefined && another === undefined) return only
  const found =
    only === undefined
      ? "no profile names one that has no seed yet (mfa_serial)"
      : `the profiles name ${serials.length}: ${serials.join(", ")}`
  throw new GuiseError("usage", `Which MFA device the seed is for was not said, and ${found}.`, {
    hint: "guise mfa add SERIAL",
  })
}

/** True for the serial of a FIDO device, which shows no codes. */
export function isPasskey(serial: string): boolean {
  return /^arn:[^:]*:iam::\d*:u2f\//.test(serial)
}

/** The refusal of a seed among a command's words. */
export function seedInArgv(): GuiseError {
  return new GuiseError(
    "usage",
    "A seed is never taken from the command line: everybody on this machine would see it in `ps`, and the shell's history would keep it.",
    { hint: "guise mfa add SERIAL asks for it, or reads it from stdin, or with --qr FILE from a picture" },
  )
}

function looksLikeSeed(word: string): boolean {
  return /^otpauth/i.test(word) || /^[A-Z2-7]{16,}=*$/i.test(word)
}

/** Error: `not-supported`: STS takes codes, and these devices show none. */
function checkedArn(serial: string): string {
  if (!isPasskey(serial)) return serial
  throw new GuiseError(
    "not-supported",
    `${serial} is a passkey or a security key (FIDO): it has no seed and shows no codes, and STS takes nothing else.`,
    { hint: "give the user a virtual device beside it: AWS allows eight of them" },
  )
}
