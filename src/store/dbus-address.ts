import { nodeFs } from "../sys/node-fs.ts"
import type { Env } from "../types.ts"

/**
 * Where a session bus may be listening, best first: paths for connect(2), those of Linux's abstract sockets with a zero
 * byte in front. https://dbus.freedesktop.org/doc/dbus-specification.html#addresses
 *
 * Without DBUS_SESSION_BUS_ADDRESS (a cron job, `ssh` into a machine with a desktop) it is the socket that systemd makes for
 * every user, if it is this user's: some containers set XDG_RUNTIME_DIR to a folder of everybody's, and who answers
 * there would be handed secrets.
 */
export function busPaths(env: Env): readonly string[] {
  const given = env.DBUS_SESSION_BUS_ADDRESS
  if (given) return given.split(";").flatMap(address => pathOf(address, env))
  const user = process.getuid?.()
  const folder = env.XDG_RUNTIME_DIR || (user === undefined ? undefined : `/run/user/${user}`)
  const path = `${folder}/bus`
  return folder?.startsWith("/") && ownerOf(path) === user ? [path] : []
}

/** Under `su` the variable still names the folder of the former user, into which nobody else may look. */
function ownerOf(path: string): number | undefined {
  try {
    return nodeFs().statSync(path).uid
  } catch {
    return undefined
  }
}

function pathOf(address: string, env: Env): readonly string[] {
  const [, transport = "", rest = ""] = /^([^:]*):(.*)$/.exec(address) ?? []
  // A bus over TCP would carry secrets through a network; autolaunch: and unixexec: start programs.
  if (transport !== "unix") return []
  const keys = new Map(rest.split(",").map(pair => pairOf(pair)))
  const abstract = keys.get("abstract")
  const runtime = keys.get("runtime") === "yes" && env.XDG_RUNTIME_DIR ? `${env.XDG_RUNTIME_DIR}/bus` : undefined
  const path = keys.get("path") ?? (abstract === undefined ? runtime : `\0${abstract}`)
  return path === undefined ? [] : [path]
}

function pairOf(pair: string): readonly [string, string] {
  const [key = "", ...value] = pair.split("=")
  return [key, unescaped(value.join("="))]
}

/** Bytes as %XX, as that specification writes them. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
