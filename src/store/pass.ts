import { GuiseError, isGuiseError } from "../errors.ts"
import { sha256 } from "../sys/digest.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { homeOf } from "../sys/paths.ts"
import { type Item, itemText, openItems, parsedItem } from "./items.ts"
import { failureOf, findPass, mayAsk, notInitialised } from "./pass-failures.ts"
import type { Lockable, StoreHost, StoreState } from "./store.ts"
import { inTurn } from "./turns.ts"

/**
 * Secrets as entries of the person's own password store, `guise/HASH`, by the program `pass`: so its git history, its
 * keys per folder and its environment variables hold for them. An entry is one line of JSON.
 */
export function openPass(host: StoreHost): Lockable {
  const folder = host.env.PASSWORD_STORE_DIR || `${homeOf(host.env)}/.password-store`
  const items = openItems(`${folder}/guise`, ".gpg")
  const show = async (file: string, asks: boolean): Promise<Item | undefined> => {
    const path = items.pathOf(file)
    if (!isThere(path)) return undefined
    try {
      const item = parsedItem(await pass(["show", `guise/${file}`], { host, asks }))
      // An entry under another's name would hand the keys of one profile out as another's.
      return item !== undefined && fileOf(item.name) === file ? item : damaged(file)
    } catch (error) {
      if (!isThere(path)) return undefined // Somebody removed it meanwhile.
      throw error
    }
  }
  const ask = () => mayAsk(host.env)
  // One writer at a time: `pass` may commit to git, which has one index.
  const change = <T>(use: () => Promise<T>) =>
    inTurn("pass", host.env, async () => {
      insistOnUsable(folder, host)
      return use()
    })
  const removeEntry = async (file: string) =>
    void (await pass(["rm", "--force", `guise/${file}`], { host, asks: false }))
  return {
    kind: "pass",
    async read(name) {
      insistOnUsable(folder, host)
      return (await show(fileOf(name), await ask()))?.secret
    },
    write: (name, secret) =>
      change(async () => {
        const file = fileOf(name)
        for (const leftover of unfinished(folder, file)) await removeEntry(leftover)
        // GnuPG writes into the file itself: who reads it meanwhile, or kills us, would find half an entry.
        const fresh = `${file}.new-${crypto.randomUUID().slice(0, 8)}`
        const stdin = itemText({ name, secret })
        await pass(["insert", "--multiline", "--force", `guise/${fresh}`], { host, asks: await ask(), stdin })
        await pass(["mv", "--force", `guise/${fresh}`, `guise/${file}`], { host, asks: await ask() })
      }),
    remove: name =>
      change(async () => {
        const file = fileOf(name)
        for (const leftover of unfinished(folder, file)) await removeEntry(leftover)
        if (!isThere(items.pathOf(file))) return false
        await removeEntry(file)
        return true
      }),
    async names() {
      insistOnUsable(folder, host)
      const asks = await ask()
      const [first, ...rest] = items.list()
      if (first === undefined) return []
      // The first alone: it may have a question asked, which would otherwise come several times.
      const found = [await show(first, asks), ...(await inGroups(rest, 4, file => show(file, asks)))]
      return found.flatMap(item => item?.name ?? []).sort()
    },
    state: () => stateOf(folder, items.list, file => show(file, false), host),
    async unlock() {
      insistOnUsable(folder, host)
      const [first] = items.list()
      if (first !== undefined) await show(first, await ask())
    },
    async lock() {
      host.notice(
        "pass stays open as long as gpg-agent says; to shut it, for everything: gpg-connect-agent reloadagent /bye",
      )
    },
  }
}

interface Use {
  readonly host: StoreHost
  readonly asks: boolean
  readonly stdin?: string
}

/** What it prints. SECRET. Errors: `store-failed`, `nobody-to-ask`, `prompt-refused`. */
async function pass(words: readonly string[], { host, asks, stdin }: Use): Promise<string> {
  const { runPass } = await import("./pass-program.ts")
  const program = findPass(host.env)
  const ended = await runPass({
    program,
    env: host.env,
    words,
    mayAsk: asks,
    timeoutSeconds: asks ? 120 : 20,
    ...(stdin === undefined ? {} : { stdin }),
  })
  if (ended.end === "exited" && ended.code === 0) return ended.stdout
  throw await failureOf(ended, words, { asks, env: host.env })
}

/** Names are hashes: which profiles there are shows neither in the folder nor in its git history. */
function fileOf(name: string): string {
  return sha256([name]).slice(0, 32)
}

function isThere(path: string): boolean {
  return nodeFs().statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Nothing is no answer where there could be nothing else. `pass` takes the `.gpg-id` next above an entry. */
function insistOnUsable(folder: string, { env }: StoreHost): void {
  findPass(env)
  if (![`${folder}/guise/.gpg-id`, `${folder}/.gpg-id`].some(isThere)) throw notInitialised(folder)
}

/** Entries that a writer left who was killed. */
function unfinished(folder: string, file: string): readonly string[] {
  try {
    return nodeFs()
      .readdirSync(`${folder}/guise`)
      .filter(entry => entry.startsWith(`${file}.new-`) && entry.endsWith(".gpg"))
      .map(entry => entry.slice(0, -".gpg".length))
  } catch {
    return [] // Whoever writes there next says what is wrong.
  }
}

async function stateOf(
  folder: string,
  list: () => readonly string[],
  show: (file: string) => Promise<unknown>,
  host: StoreHost,
): Promise<StoreState> {
  try {
    insistOnUsable(folder, host)
    const [first] = list()
    if (first === undefined) return { state: "empty" }
    await show(first)
    return { state: "open" }
  } catch (error) {
    if (isGuiseError(error, "nobody-to-ask")) return { state: "locked" }
    if (error instanceof GuiseError) return { state: "unreachable", reason: error.message.replace(/\.$/, "") }
    throw error
  }
}

async function inGroups<T, R>(all: readonly T[], size: number, use: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < all.length; start += size)
    results.push(...(await Promise.all(all.slice(start, start + size).map(use))))
  return results
}

function damaged(file: string): never {
  throw new GuiseError("store-failed", `The entry guise/${file} of the password store is no item of guise.`, {
    hint: `put it back from its history, or remove it and add its key again: pass rm guise/${file}`,
  })
}
