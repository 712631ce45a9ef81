import { GuiseError } from "../errors.ts"
import { asksNobody } from "../sys/foreground.ts"
import { nodeFs } from "../sys/node-fs.ts"
import type { Env } from "../types.ts"
import type { PassEnd } from "./pass-program.ts"

/** Path of the program `pass`. Error: `store-failed`. */
export function findPass({ PATH = "" }: Env): string {
  const { accessSync, constants } = nodeFs()
  const found = PATH.split(":")
    .filter(folder => folder.startsWith("/"))
    .map(folder => `${folder}/pass`)
    .find(path => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
  if (found !== undefined) return found
  throw new GuiseError("store-failed", "The program pass is not installed: no folder in PATH has it.", {
    hint: "install pass (https://www.passwordstore.org), or choose another store: --store file",
  })
}

export function notInitialised(folder: string): GuiseError {
  return new GuiseError("store-failed", `There is no password store at ${folder}: it has no .gpg-id.`, {
    hint: "make one for your GPG key: pass init KEY-ID (gpg --list-secret-keys shows which there are)",
  })
}

/** Whether somebody would see the question of gpg-agent. */
export async function mayAsk(env: Env): Promise<boolean> {
  if (asksNobody()) return false
  // pinentry-mac asks in a window, and nothing in the environment says that there is a screen.
  if (process.platform === "darwin" || env.DISPLAY || env.WAYLAND_DISPLAY) return true
  const { isSomebodyThere } = await import("../sys/somebody.ts")
  return isSomebodyThere()
}

/** The error for a `pass` that did not do it, by GnuPG's status lines; its own words are never quoted. */
export async function failureOf(
  ended: PassEnd,
  words: readonly string[],
  use: { readonly asks: boolean; readonly env: Env },
): Promise<GuiseError> {
  const [verb = ""] = words
  const failed = (message: string, hint = "see what it says: pass ls, pass show guise/…") =>
    new GuiseError("store-failed", message, { hint })
  switch (ended.end) {
    case "not-started":
      return failed(`pass could not be started: ${ended.reason}.`, "see whether it runs: pass version")
    case "timed-out":
      return failed(`pass ${verb} did not end in time, and was stopped.`)
    case "exited":
      return (await byStatus(ended.status, use)) ?? failed(`pass ${verb} ended with status ${ended.code}.`)
  }
}

/** https://git.gnupg.org/cgi-bin/gitweb.cgi?p=gnupg.git;f=doc/DETAILS */
async function byStatus(status: string, use: { readonly asks: boolean; readonly env: Env }) {
  if (/\] (INV_RECP|NO_RECP|FAILURE encrypt)/.test(status))
    return new GuiseError("store-failed", "The GPG key that the password store is for cannot be used.", {
      hint: "see whether it is there, trusted and not expired: gpg --list-keys; another one: pass init KEY-ID",
    })
  // With DECRYPTION_KEY it was opened: then what it should have opened is damaged.
  if (!/\] DECRYPTION_FAILED/.test(status) || /\] DECRYPTION_KEY /.test(status)) return undefined
  const keys = [...status.matchAll(/\] ENC_TO ([0-9A-F]+) /g)].flatMap(([, key]) => key ?? [])
  if (!(await isSomeHere(keys, use.env)))
    return new GuiseError("store-failed", "The password store is sealed to a GPG key whose secret part is not here.", {
      hint: "see which keys are, and in which GNUPGHOME: gpg --list-secret-keys",
    })
  if (use.asks)
    return new GuiseError("prompt-refused", "The GPG key stays locked: its passphrase was not given, or was wrong.", {
      hint: "guise store unlock",
    })
  return new GuiseError("nobody-to-ask", "The GPG key is locked, and nobody is there to be asked for its passphrase.", {
    hint: "open it in a terminal: guise store unlock",
  })
}

/** Whether the secret part of one of these keys is here, locked or not. GnuPG's status does not tell the two apart. */
async function isSomeHere(keys: readonly string[], env: Env): Promise<boolean> {
  const { spawn } = await import("node:child_process")
  for (const key of keys) {
    // A hidden recipient is written as zeros, and could be any.
    if (/^0+$/.test(key)) return true
    const child = spawn("gpg", ["--batch", "--list-secret-keys", `0x${key}`], { env: { ...env }, stdio: "ignore" })
    const found = await new Promise(done => {
      child.on("error", () => done(false))
      child.on("exit", code => done(code === 0))
    })
    if (found) return true
  }
  return false
}
