import type { Answerer, Asking } from "./answer.ts"
import { type CodeCommand, codeFrom, wordFor } from "./command.ts"
import type { DriverOf } from "./drivers.ts"

/**
 * The code of an account on a YubiKey, by Yubico's own program. YKMAN_OATH_DEVICE_SERIAL says which key, as in aws-vault,
 * where several are plugged in. Unable when there is no ykman, no key, or no such account on it.
 * https://docs.yubico.com/software/yubikey/tools/ykman/OATH_Commands.html
 */
export const answerByYubiKey: Answerer<"yubikey"> = (driver, question, world) =>
  codeFrom(ykman(driver, world), question, world)

/** ykman, asked for the account of a driver. */
export function ykman({ account }: DriverOf<"yubikey">, { env }: Pick<Asking, "env">): CodeCommand {
  const key = env.YKMAN_OATH_DEVICE_SERIAL
  const device = key ? ` --device ${wordFor(key)}` : ""
  return {
    line: `${present}ykman${device} oath accounts code --single ${wordFor(account)}`,
    name: `ykman, asked for the account ${JSON.stringify(account)} on a YubiKey,`,
    hint: '`ykman oath accounts list` says which accounts a key that is plugged in has; the setting mfa = "yubikey:NAME" names one',
    // It says which on its stderr, and ends with 1 for all of them.
    statuses: { 1: noCode, 127: "is not installed, or not on PATH" },
  }
}

const noCode = "gave no code: no key is plugged in, it has no such account, or it was not touched in time"

/** Else the shell itself would complain on the terminal, before we do. */
const present =
  process.platform === "win32" ? "where /q ykman || exit 127 & " : "command -v ykman >/dev/null 2>&1 || exit 127; "
