import type { NativeMessage } from "@homebridge/dbus-native/lib/message.js"
import { GuiseError } from "../errors.ts"
import { openCodec } from "./dbus-codec.ts"
import type { BusSocket } from "./dbus-socket.ts"

/** One method of one object; `signature` says of which D-Bus types `body` is. */
export interface Call {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: Values
}

export type Values = readonly unknown[]

/** What came of a call: the values, or the name of the error that was answered. */
export type Reply = { readonly body: Values } | { readonly fault: string }

/** A signal that is waited for. */
export interface Awaited {
  readonly path: string
  readonly interface: string
  readonly member: string
}

/** A connection to a session bus. */
export interface Bus {
  /** Error: `store-failed` when nothing is answered within so many milliseconds, or the bus hangs up. */
  call(call: Call, milliseconds: number): Promise<Reply>
  /**
   * Listens from now on, and answers how to wait: the values of the signal once it has come; undefined when so many
   * milliseconds were up first. Error: as `call`.
   */
  listen(signal: Awaited, milliseconds: number): Promise<(milliseconds: number) => Promise<Values | undefined>>
  close(): void
}

/** The bus itself, as an object on it. */
export const daemon = {
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
} as const

/** Somebody who waits for something to come. */
interface Waiting<T> {
  readonly resolve: (come: T) => void
  readonly reject: (error: Error) => void
}

/** https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-types */
const types = { methodCall: 1, methodReturn: 2, error: 3, signal: 4 } as const

/** Calls and signals over a socket that is admitted; the first call has to be `Hello`. */
export async function talkOver(socket: BusSocket): Promise<Bus> {
  const pending = new Map<number, Waiting<Reply>>()
  const listeners = new Map<string, Waiting<Values>>()
  let serial = 0
  let ended: string | undefined
  const end = (reason: string) => {
    ended ??= reason
    socket.close()
    for (const { reject } of [...pending.values(), ...listeners.values()]) reject(broken(ended))
    pending.clear()
    listeners.clear()
  }
  const codec = await openCodec(message => deliver(message, pending, listeners))
  socket.onEnd(end)
  socket.onBytes(bytes => {
    try {
      codec.put(bytes)
    } catch {
      end("what it sends is no D-Bus")
    }
  })
  const call = async (what: Call, milliseconds: number): Promise<Reply> => {
    if (ended !== undefined) throw broken(ended)
    serial += 1
    const mine = serial
    let clock: NodeJS.Timeout | undefined
    try {
      return await new Promise<Reply>((resolve, reject) => {
        clock = setTimeout(() => pending.delete(mine) && reject(noBus(silenceOf(what.destination))), milliseconds)
        pending.set(mine, { resolve, reject })
        socket.write(codec.bytesOf({ type: types.methodCall, serial: mine, ...what }))
      })
    } finally {
      clearTimeout(clock)
      pending.delete(mine)
    }
  }
  return {
    call,
    async listen(awaited, milliseconds) {
      const come = new Promise<Values>((resolve, reject) => listeners.set(keyOf(awaited), { resolve, reject }))
      come.catch(() => {}) // The end of the connection is for who still waits.
      const rule = `type='signal',path='${awaited.path}',interface='${awaited.interface}',member='${awaited.member}'`
      await call({ ...daemon, member: "AddMatch", signature: "s", body: [rule] }, milliseconds)
      return patience => within(patience, come)
    },
    close: () => end("guise closed it"),
  }
}

function deliver(
  { type, replySerial = 0, errorName, body = [], ...rest }: NativeMessage,
  pending: ReadonlyMap<number, Waiting<Reply>>,
  listeners: ReadonlyMap<string, Waiting<Values>>,
): void {
  if (type === types.signal) listeners.get(keyOf(rest))?.resolve(body)
  if (type === types.methodReturn) pending.get(replySerial)?.resolve({ body })
  if (type === types.error) pending.get(replySerial)?.resolve({ fault: errorName ?? "an error without a name" })
}

function keyOf(signal: Partial<Awaited>): string {
  return `${signal.path} ${signal.interface} ${signal.member}`
}

async function within<T>(milliseconds: number, come: Promise<T>): Promise<T | undefined> {
  let clock: NodeJS.Timeout | undefined
  const timeUp = new Promise<undefined>(resolve => {
    clock = setTimeout(() => resolve(undefined), milliseconds)
  })
  return Promise.race([come, timeUp]).finally(() => clearTimeout(clock))
}

function silenceOf(destination: string): string {
  return destination === daemon.destination
    ? "the session bus accepts the connection and does not answer"
    : "the keyring's service does not answer"
}

function broken(reason: string): GuiseError {
  return noBus(`the connection to the session bus broke (${reason})`)
}

/** Why nothing can be had of the keyring by way of the bus (`store-failed`). */
export function noBus(reason: string): GuiseError {
  return new GuiseError("store-failed", `The keyring cannot be reached: ${reason}.`, {
    hint: "log in to the desktop, or start the command under dbus-run-session; guise store status shows the other stores",
  })
}
