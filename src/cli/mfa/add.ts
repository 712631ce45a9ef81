import { changeSection } from "../../config/edit.ts"
import { GuiseError, isGuiseError } from "../../errors.ts"
import { isoTime } from "../../instant.ts"
import { serialNamed, serialWithoutSeed } from "../../mfa/device.ts"
import { codesOf, readSeed } from "../../mfa/seed.ts"
import { secondsToNext } from "../../mfa/used.ts"
import { quoted } from "../../quoted.ts"
import { chooseStore, storeKindOf } from "../../store/choice.ts"
import type { StoreKind } from "../../store/store.ts"
import { readStdin } from "../../sys/stdin.ts"
import type { RealWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { devicesOf } from "./devices.ts"

/** What the person said. */
export interface AddWords {
  readonly device: string | undefined
  /** A picture of the QR code. */
  readonly qr?: string | undefined
  /** The profile in whose section of the AWS files the seed stands. */
  readonly fromProfile?: string | undefined
  readonly store?: string | undefined
  readonly yes?: boolean | undefined
}

/** A seed that is kept, and what one types into AWS's console with it. */
export interface Added {
  readonly serial: string
  readonly store: StoreKind
  readonly since: string
  /** The code of now and the one after it: AWS asks for both when it makes a device. */
  readonly codes: readonly [string, string]
  readonly secondsLeft: number
}

/** Bytes on stdin that cannot be a seed. */
const limit = 65_536

/**
 * Keeps the seed of a device: from a picture, from stdin, or asked for at the terminal; never from the command line.
 * Another seed of the same device goes only after a yes.
 * Errors: `usage`, `prompt-refused`, those of the picture and of the store. Whatever fails, what was kept is kept still.
 */
export async function addSeed(words: AddWords, world: RealWorld): Promise<Added> {
  const devices = devicesOf(world)
  const device = words.device ?? words.fromProfile
  const serial = device === undefined ? serialWithoutSeed(devices) : serialNamed(device, devices)
  const asked = storeAsked(words.store, world)
  const standing = words.fromProfile === undefined ? undefined : standingSeed(words.fromProfile, words, world)
  const seed =
    standing?.seed ?? (words.qr === undefined ? await seedGiven(serial, world) : await seedPictured(words.qr))
  const before = Object.hasOwn(devices.seeds, serial) ? devices.seeds[serial] : undefined
  if (before !== undefined && words.yes !== true && !(await isKept(serial, seed, world))) {
    const since = isoTime(before.since).slice(0, 10)
    const question = `Another seed of ${serial} is in the ${before.store} store, since ${since}. Forget it for this one?`
    await agree(question, "The seed that was there is still there", `guise mfa add ${quoted(serial)} --yes`, world)
  }
  const { kind: store } = await chooseStore(asked, world.vault, world.storeHost)
  const since = Math.floor(world.now())
  await world.vault.keepSeed(serial, seed, { store, since })
  await standing?.takeOut()
  const codes = await codesOf(seed, serial)
  const secondsLeft = secondsToNext(world)
  const now = world.now() + world.skew
  return { serial, store, since: isoTime(since), codes: [codes(now), codes(now + secondsLeft)], secondsLeft }
}

/** Out of the file only once it is kept: whoever ends this in the middle has it in both places. */
function standingSeed(profile: string, { qr }: AddWords, { files, env }: RealWorld) {
  if (qr !== undefined) throw new GuiseError("usage", "--qr and --from-profile name two seeds; one can be kept.")
  const found = files.seedOf(profile)
  if (found === undefined)
    throw new GuiseError(
      "no-credentials",
      `No MFA seed stands in profile ${JSON.stringify(profile)} of the AWS files.`,
      {
        hint: "guise mfa add SERIAL asks for one",
      },
    )
  const { key, value, place, role } = found
  return {
    seed: readSeed(value, `${key} (${place.file}:${place.line})`),
    takeOut: () => changeSection(place.file, role, profile, { unset: [key] }, env),
  }
}

/** Error: `usage` for a place that cannot keep a seed. */
function storeAsked(flag: string | undefined, world: RealWorld): StoreKind | undefined {
  const said = flag ?? world.storeFor(undefined)
  if (said === "memory") throw noPlace("The memory store forgets everything when this command ends.")
  if (flag === "credentials") throw noPlace("The AWS credentials file has no place for an MFA seed.")
  // As a setting it says where key pairs go; for a seed that leaves the choice to guise.
  return said === undefined || said === "credentials" ? undefined : storeKindOf(said)
}

function noPlace(why: string): GuiseError {
  return new GuiseError("usage", why, { hint: "--store keyring, file, pass or plain" })
}

async function seedPictured(file: string): Promise<string> {
  const { seedInPicture } = await import("../../mfa/qr.ts")
  return seedInPicture(file)
}

async function seedGiven(serial: string, world: RealWorld): Promise<string> {
  const read = readStdin(limit)
  if (read === "too-long") throw new GuiseError("usage", `Stdin holds more than ${limit} bytes, which is no seed.`)
  if (read !== "terminal" && read.text.trim() !== "") return readSeed(read.text, "What stands on stdin")
  try {
    const typed = await world.terminal.ask(`Seed of ${serial} (the secret key, or an otpauth:// URI): `, {
      hidden: true,
    })
    return readSeed(typed, "What was typed")
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
    throw new GuiseError("usage", `No seed of ${serial} was given, and there is no terminal to ask on.`, {
      hint: `guise mfa add ${quoted(serial)} <FILE, or with --qr PICTURE`,
      cause: error,
    })
  }
}

/** A seed that cannot be read is not the same: the person is asked. */
async function isKept(serial: string, seed: string, world: RealWorld): Promise<boolean> {
  try {
    return (await world.vault.seedOf(serial)) === seed
  } catch (error) {
    if (isGuiseError(error, "cancelled")) throw error
    return false
  }
}
