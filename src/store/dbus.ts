import type { Env } from "../types.ts"
import { busPaths } from "./dbus-address.ts"
import { type Bus, daemon, noBus, talkOver } from "./dbus-calls.ts"
import { greetBus } from "./dbus-socket.ts"

export type { Bus, Reply, Values } from "./dbus-calls.ts"

/**
 * Connects to the user's session bus. The messages are made and read by `@homebridge/dbus-native`; not the connection:
 * the library's own waits for ever on a bus that does not answer, ends the process over a malformed message, offers to
 * go unauthenticated, and loads an XML parser.
 * Error: `store-failed` when no bus answers within so many milliseconds.
 */
export async function openBus(env: Env, milliseconds: number): Promise<Bus> {
  const end = performance.now() + milliseconds
  const paths = busPaths(env)
  if (paths.length === 0) throw noBus(noAddress(env))
  const socket = await greetBus(paths, milliseconds)
  if (typeof socket === "string") throw noBus(socket)
  const bus = await talkOver(socket)
  try {
    const hello = await bus.call({ ...daemon, member: "Hello" }, Math.max(1, end - performance.now()))
    if ("fault" in hello) throw noBus("the session bus does not admit guise")
    return bus
  } catch (error) {
    bus.close()
    throw error
  }
}

function noAddress({ DBUS_SESSION_BUS_ADDRESS: given }: Env): string {
  return given
    ? "DBUS_SESSION_BUS_ADDRESS names no Unix socket"
    : "there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)"
}
