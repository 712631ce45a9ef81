import { GuiseError } from "../errors.ts"
import { type Bus, openBus, type Reply, type Values } from "./dbus.ts"
import { encrypted, newHalf, plain, plainWire, type Wire } from "./secret-service-wire.ts"
import type { StoreHost } from "./store.ts"

/** Milliseconds from nothing to the service's first answer. Whoever is dead is told of within three seconds. */
const greetingLimit = 2_000

/** Milliseconds for each answer after that: the service lives, and a hundred writers may be in the queue before us. */
const answerLimit = 20_000

/** The Secret Service of the user's session, https://specifications.freedesktop.org/secret-service/latest/. */
export interface Session {
  readonly host: StoreHost
  readonly bus: Bus
  /** Its own object, which secrets are wrapped for. */
  readonly path: string
  readonly wire: Wire
  /** What a method answers. Error: `store-failed`, whatever is wrong. */
  ask(on: Method, signature?: string, ...body: Values): Promise<Values>
  /** The same; undefined when the object is there no longer. */
  askIfThere(on: Method, signature?: string, ...body: Values): Promise<Values | undefined>
}

/** A method of an object: interface and member in short form, `Service.SearchItems`. */
export type Method = readonly [path: string, name: string]

export const service = "/org/freedesktop/secrets"

/** What `use` does with the service, over a connection that ends with it. Errors: `store-failed`; those of `use`. */
export async function withSession<T>(host: StoreHost, use: (session: Session) => Promise<T>): Promise<T> {
  const end = performance.now() + greetingLimit
  const bus = await openBus(host.env, greetingLimit)
  try {
    const left = () => Math.max(1, end - performance.now())
    return await use({ host, bus, ...asking(bus), ...(await agreement(bus, left)) })
  } finally {
    bus.close()
  }
}

function callMethod(bus: Bus, [path, name]: Method, signature: string | undefined, body: Values, limit: number) {
  const dot = name.lastIndexOf(".")
  const [interface_, member] = [name.slice(0, dot), name.slice(dot + 1)]
  return bus.call(
    {
      destination: "org.freedesktop.secrets",
      path,
      interface: interface_.includes(".") ? interface_ : `org.freedesktop.Secret.${interface_}`,
      member,
      ...(signature === undefined ? {} : { signature, body }),
    },
    limit,
  )
}

function asking(bus: Bus): Pick<Session, "ask" | "askIfThere"> {
  const reply = (on: Method, signature: string | undefined, body: Values) =>
    callMethod(bus, on, signature, body, answerLimit)
  return {
    ask: async (on, signature, ...body) => valuesOf(await reply(on, signature, body)),
    async askIfThere(on, signature, ...body) {
      const answered = await reply(on, signature, body)
      return "fault" in answered && gone.has(answered.fault) ? undefined : valuesOf(answered)
    },
  }
}

const gone: ReadonlySet<string> = new Set([
  "org.freedesktop.Secret.Error.NoSuchObject",
  "org.freedesktop.DBus.Error.UnknownObject",
  "org.freedesktop.DBus.Error.UnknownMethod",
])

/** Encrypted, or plain with a service that knows no better. */
async function agreement(bus: Bus, left: () => number): Promise<Pick<Session, "path" | "wire">> {
  const open = (algorithm: string, half: Values) =>
    callMethod(bus, [service, "Service.OpenSession"], "sv", [algorithm, half], left())
  const half = newHalf()
  const answered = await open(encrypted, ["ay", half.ours])
  if ("fault" in answered && answered.fault === "org.freedesktop.DBus.Error.NotSupported") {
    const [, path] = valuesOf(await open(plain, ["s", ""]))
    return { path: textIn(path), wire: plainWire }
  }
  const [theirs, path] = valuesOf(answered)
  return { path: textIn(path), wire: half.with(bytesIn(variantIn(theirs))) }
}

function valuesOf(reply: Reply): Values {
  if ("body" in reply) return reply.body
  const { fault } = reply
  if (/^org\.freedesktop\.DBus\.Error\.(ServiceUnknown|NameHasNoOwner|Spawn\..*|TimedOut)$/.test(fault))
    throw new GuiseError("store-failed", "No program of this session keeps secrets: the Secret Service is not there.", {
      hint: "install gnome-keyring (or KeePassXC, or KWallet) and log in anew, or choose another store: --store file",
    })
  throw new GuiseError(
    "store-failed",
    `The keyring refused: ${/^[\w.]+$/.exec(fault)?.[0] ?? "it does not say why"}.`,
    {
      hint: "guise store status",
    },
  )
}

/** Answers have the shapes of the specification, or nothing can be made of them. Errors of all: `store-failed`. */
export function textIn(value: unknown): string {
  return typeof value === "string" ? value : misshapen()
}

export function textsIn(value: unknown): readonly string[] {
  return listIn(value).map(textIn)
}

export function listIn(value: unknown): Values {
  return Array.isArray(value) ? value : misshapen()
}

export function bytesIn(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : misshapen()
}

/** A variant arrives as its signature, parsed, and a list of the one value. */
export function variantIn(value: unknown): unknown {
  return listIn(listIn(value)[1])[0]
}

export function misshapen(): never {
  throw new GuiseError("store-failed", "The keyring's service answered what no Secret Service answers.", {
    hint: "guise store status",
  })
}
