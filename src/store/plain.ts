import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { sha256 } from "../sys/digest.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { pathsOf } from "../sys/paths.ts"
import { itemText, openItems, orFail, parsedItem } from "./items.ts"
import type { Lockable, StoreHost } from "./store.ts"

/**
 * Secrets in plain text, 0600 in a 0700 folder: as good as the credentials file, and used only by those who ask for it
 * by name. One file per secret; its name is a hash, so that profiles do not show in listings and backups' logs.
 * What others can read is refused: it may be known already, and whoever can write there chooses the keys.
 */
export function openPlain(host: StoreHost): Lockable {
  const folder = `${pathsOf(host.env).data}/plain-store`
  const items = openItems(folder, ".json")
  const fileOf = (name: string) => sha256([name]).slice(0, 32)
  const read = (file: string) => {
    const found = items.read(file)
    if (found === undefined) return undefined
    insistOnPrivate(items.pathOf(file), found.stat.mode)
    const item = parsedItem(new TextDecoder().decode(found.bytes))
    // A file under another's name would hand the keys of one profile out as another's.
    return item !== undefined && fileOf(item.name) === file ? item : damaged(items.pathOf(file))
  }
  return {
    kind: "plain",
    async read(name) {
      checkFolder(folder)
      return read(fileOf(name))?.secret
    },
    async write(name, secret) {
      if (!checkFolder(folder) || items.list().length === 0) host.notice(warning(folder))
      items.write(fileOf(name), itemText({ name, secret }))
    },
    async remove(name) {
      checkFolder(folder)
      return items.remove(fileOf(name))
    },
    async names() {
      checkFolder(folder)
      return items
        .list()
        .flatMap(file => read(file)?.name ?? [])
        .sort()
    },
    async state() {
      try {
        return checkFolder(folder) && items.list().length > 0 ? { state: "open" } : { state: "empty" }
      } catch (error) {
        if (error instanceof GuiseError) return { state: "unreachable", reason: error.message }
        throw error
      }
    },
    unlock: async () => {},
    lock: async () => {},
  }
}

function warning(folder: string): string {
  return `the plain store is as good as the credentials file: anybody who reads ${folder} has the keys`
}

/** Whether there is a folder. Error: `store-failed` when it is not the owner's alone. */
function checkFolder(folder: string): boolean {
  const stat = orFail("read", folder, () => nodeFs().statSync(folder, { throwIfNoEntry: false }))
  if (stat !== undefined) insistOnPrivate(folder, stat.mode)
  return stat !== undefined
}

function insistOnPrivate(path: string, mode: number): void {
  if (process.platform === "win32" || (mode & 0o077) === 0) return
  throw new GuiseError("store-failed", `${path} is open to others, so what it keeps may be known to them already.`, {
    hint: `chmod go= ${quoted(path)}, and guise keys rotate PROFILE if somebody may have looked`,
  })
}

function damaged(path: string): never {
  throw new GuiseError("store-failed", `${path} is damaged: it is no item of the plain store.`, {
    hint: `put back a good copy, or remove it and add its key again: rm ${quoted(path)}`,
  })
}
