import type { KnownSeed } from "../store/known.ts"
import type { Env } from "../types.ts"

/** One way to the code of a device, and why it is tried at its place. Plain data, without a secret to print. */
export type Driver =
  | { readonly kind: "ask"; readonly why: string }
  | { readonly kind: "totp"; readonly why: string }
  /** A line for the shell; it may hold a secret of its own, and is shown nowhere. */
  | { readonly kind: "command"; readonly command: string; readonly why: string }
  | { readonly kind: "yubikey"; readonly account: string; readonly why: string }

export type DriverKind = Driver["kind"]

export type DriverOf<K extends DriverKind> = Extract<Driver, { readonly kind: K }>

/** What decides who answers for a device. */
export interface DriverQuestion {
  readonly serial: string
  /** The value of the setting `mfa`, checked: `ask`, `totp`, `command:CMD`, `yubikey`, `yubikey:NAME`. */
  readonly chosen: string | undefined
  /** The seeds that stores keep, by serial. */
  readonly seeds: Readonly<Record<string, Pick<KnownSeed, "since"> & { readonly store: string }>>
  /** For aws-vault's YKMAN_OATH_CREDENTIAL_NAME. */
  readonly env?: Env
}

/**
 * Who answers for a device, in the order of trying: what the setting names, else the seed that a store keeps; and in the
 * end always the person. The next is tried when one cannot answer (no seed, no key plugged in), never when AWS refused
 * its code.
 */
export function driversFor(question: DriverQuestion): readonly Driver[] {
  const first = firstOf(question)
  if (first === undefined)
    return [{ kind: "ask", why: "Nobody else is named: no store keeps its seed, and the setting mfa says nothing." }]
  return first.kind === "ask"
    ? [first]
    : [first, { kind: "ask", why: "That is who is left when the first cannot answer." }]
}

/** The drivers in words that end the sentence "a code of SERIAL, from …". */
export function driverText(drivers: readonly Driver[]): string {
  return drivers.map(textOf).join("; failing that, ")
}

const said = "The setting mfa (or GUISE_MFA) says so."

function firstOf({ serial, chosen, seeds, env = {} }: DriverQuestion): Driver | undefined {
  const [word = "", rest = ""] = cut(chosen ?? "")
  switch (word) {
    case "ask":
    case "totp":
      return { kind: word, why: said }
    case "command":
      return { kind: word, command: rest, why: said }
    case "yubikey":
      return { kind: word, account: rest || env.YKMAN_OATH_CREDENTIAL_NAME || serial, why: said }
    default:
      return Object.hasOwn(seeds, serial)
        ? { kind: "totp", why: `The ${seeds[serial]?.store} store keeps its seed.` }
        : undefined
  }
}

function cut(chosen: string): readonly string[] {
  const at = chosen.indexOf(":")
  return at === -1 ? [chosen] : [chosen.slice(0, at), chosen.slice(at + 1).trim()]
}

function textOf(driver: Driver): string {
  switch (driver.kind) {
    case "ask":
      return "you, at the terminal"
    case "totp":
      return "the seed in the store"
    case "command":
      return "the command of the setting mfa"
    case "yubikey":
      return `the account ${driver.account} on a YubiKey`
  }
}
