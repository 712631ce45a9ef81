import { shutSeal } from "../../cache/shut-seal.ts"
import { GuiseError } from "../../errors.ts"
import { storeKindOf } from "../../store/choice.ts"
import type { StoreKind } from "../../store/store.ts"
import { pathsOf } from "../../sys/paths.ts"
import { hasSessionMemory } from "../../sys/session-folder.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
import { plainCommand, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { formatLeft } from "../lines/duration.ts"
import { tableText } from "../lines/table.ts"
import { activeStore, type StoreLine, type StoreStatus, storeStatus, storesToLock } from "../standing/store.ts"

/** `guise store status|unlock|lock|passphrase [STORE]`: the stores of long-lived secrets. */
export function command(io: Io) {
  return plainCommand(
    "store",
    "Say where long-lived keys and MFA seeds are kept (status); open a store (unlock), shut it (lock); change its passphrase.",
    ["guise store status", "guise store unlock", "guise store lock", "guise store passphrase"],
  )
    .argument("<action>", "status, unlock, lock or passphrase")
    .argument("[store]", "keyring, file, pass or plain; left out: the active one (lock: all that guise uses)")
    .action(async (action, name, flags) => {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined
      if (act === undefined) throw noSuchAction(action)
      const looksOnly = action === "status"
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const named = name === undefined ? undefined : storeKindOf(name)
      await act(named, world, flags.json === true ? text => io.out(text) : undefined, io)
    })
}

type Action = (
  named: StoreKind | undefined,
  world: RealWorld,
  json: ((text: string) => void) | undefined,
  io: Io,
) => Promise<void>

const actions: Readonly<Record<string, Action>> = {
  async status(named, world, json, io) {
    const { active, stores } = await storeStatus(storeWorldOf(world))
    const status = { active, stores: stores.filter(line => named === undefined || line.store === named) }
    if (json !== undefined) return json(`${JSON.stringify(status)}\n`)
    io.show(statusText(status, world))
  },
  async unlock(named, world, json) {
    const kind = named ?? (await activeKind(world))
    const store = await world.vault.store(kind)
    await store.unlock()
    const state = await store.state()
    json?.(`${JSON.stringify({ store: kind, ...state })}\n`)
    world.notice(unlockedText({ store: kind, ...state }, world.now()))
  },
  async lock(named, world, json) {
    const kinds = named === undefined ? await storesToLock(storeWorldOf(world)) : [named]
    const ended = await Promise.allSettled(kinds.map(async kind => (await world.vault.store(kind)).lock()))
    shutSeal(world.env, pathsOf(world.env).cache)
    for (const one of ended) if (one.status === "rejected") throw one.reason
    json?.(`${JSON.stringify({ locked: kinds })}\n`)
    world.notice(`locked: ${kinds.join(", ")}`)
  },
  async passphrase(named, world, json) {
    const kind = named ?? "file"
    const store = await world.vault.store(kind)
    if (store.changePassphrase === undefined)
      throw new GuiseError("usage", `The ${kind} store has no passphrase of its own.`, {
        hint: "guise store passphrase file",
      })
    await store.changePassphrase()
    json?.(`${JSON.stringify({ store: kind })}\n`)
    world.notice(`the ${kind} store has a new passphrase; what it keeps is unchanged`)
  },
}

function storeWorldOf({ vault, storeFor }: RealWorld) {
  return { vault, asked: storeFor(undefined) }
}

async function activeKind(world: RealWorld): Promise<StoreKind> {
  const { kind } = await activeStore(storeWorldOf(world))
  if (kind !== "credentials") return kind
  throw new GuiseError("usage", "The AWS credentials file is in use, and nothing locks it. Name a store.", {
    hint: "guise store unlock file",
  })
}

function statusText({ active, stores }: StoreStatus, { env, now }: Pick<RealWorld, "env" | "now">): string {
  const rows = stores.map(line => [
    line.store,
    String(line.keys.length),
    String(line.seeds.length),
    line.seal ? "sealing key" : "",
    stateText(line, now()),
  ])
  const table = tableText(["STORE", "KEYS", "SEEDS", "CACHE", "STATE"], rows)
  const closed = stores.some(({ store, state }) => store === "file" && state === "locked") && !hasSessionMemory(env)
  return `New secrets go to: ${active.kind} (${active.why})\n\n${table}${closed ? `\n${neverOpen}\n` : ""}`
}

const neverOpen =
  "The file store cannot stay open here: that takes a log-in session's XDG_RUNTIME_DIR, in memory. Each command asks, or takes GUISE_PASSPHRASE."

function stateText(line: StoreLine, now: number): string {
  switch (line.state) {
    case "open":
      if (line.store === "plain") return "open, always: in plain text"
      return line.until === undefined ? "open" : `open, for ${formatLeft(line.until - now)}`
    case "locked":
      return "locked"
    case "empty":
      return "empty"
    case "unreachable":
      return `cannot be used: ${line.reason}`
  }
}

function unlockedText(line: Pick<StoreLine, "store" | "state"> & { readonly until?: number }, now: number): string {
  if (line.store === "plain" || line.store === "memory") return `the ${line.store} store is never locked`
  if (line.until !== undefined) return `the ${line.store} store is open for ${formatLeft(line.until - now)}`
  if (line.store !== "file")
    return `the ${line.store} store is ${line.state === "empty" ? "open, and empty" : line.state}`
  return "the passphrase is right, but the file store stays open only where XDG_RUNTIME_DIR is a folder of yours in memory: other commands will ask again, or take GUISE_PASSPHRASE"
}

function noSuchAction(action: string): GuiseError {
  return new GuiseError(
    "usage",
    `guise store knows no ${JSON.stringify(action)}: status, unlock, lock or passphrase.`,
    {
      hint: "guise store status",
    },
  )
}
