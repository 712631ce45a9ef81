import { lstatSync, readdirSync } from "node:fs"
import { join, sep } from "node:path"
import { isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { runShell } from "../sys/spawn.ts"
import type { Env } from "../types.ts"
import { isPassing, itemIn } from "./aws-vault-item.ts"
import type { Offer } from "./import-shapes.ts"

/** Where aws-vault keeps keys in a password store. */
export interface PassPlace {
  /** The password store's own folder. */
  readonly folder: string
  /** What stands before each name; often nothing, and then the whole password store looks like aws-vault's. */
  readonly prefix: string
  readonly command: string
  readonly env: Env
}

/** The names of items below the prefix, as aws-vault lists them; undefined when there is no such folder. */
export function passNames({ folder, prefix }: PassPlace): readonly string[] | undefined {
  const root = join(folder, prefix)
  if (lstatSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(".gpg"))
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(root.length)
        .replace(/^[\\/]/, "")
        .slice(0, -".gpg".length),
    )
    .map(name => name.split(sep).join("/"))
    .filter(name => !isPassing(name))
    .sort()
}

/** What is kept under those names: each is asked of the password store, which asks the person for what opens it. */
export async function offersInPass(names: readonly string[], place: PassPlace): Promise<Offer[]> {
  const offers: Offer[] = []
  for (const name of names) offers.push(await offerIn(name, place))
  return offers
}

const timeoutSeconds = 120

async function offerIn(name: string, { folder, prefix, command, env }: PassPlace): Promise<Offer> {
  const path = join(prefix, name).split(sep).join("/")
  const shown = await runShell(`${quoted(command)} show ${quoted(path)}`, {
    // Our own secrets are not for that command.
    env: { ...env, PASSWORD_STORE_DIR: folder, GUISE_PASSPHRASE: undefined, GUISE_MFA_CODE: undefined },
    timeoutSeconds,
    maxBytes: 65_536,
    terminal: true,
  })
  if (shown.end !== "exited" || shown.status !== 0) {
    const how = shown.end === "exited" ? `status ${shown.status}` : shown.end
    return { profile: name, why: `${command} show ${path} gave nothing (${how})` }
  }
  try {
    const item = itemIn(shown.stdout.toString("utf8"), name)
    return item === undefined
      ? { profile: name, why: `${path} in the password store is no key pair of aws-vault's` }
      : { profile: name, keys: item.keys }
  } catch (error) {
    if (!isGuiseError(error, "usage")) throw error
    return { profile: name, why: error.message }
  }
}
