import { isDevice } from "../sys/screen.ts"
import { type Call, hostOf, nameOf } from "./call.ts"
import type { Wire } from "./client.ts"

/** Milliseconds after which somebody at a terminal wonders what is going on. */
const patience = 3000

/**
 * What `run` answers. Who sits at a terminal is told meanwhile for whose answer it waits, and how long that may take
 * (`limit`, in milliseconds). Who repeats calls by itself has a way of its own to tell how far it is.
 */
export async function whileWaiting<T>(
  call: () => Call,
  { notice }: Pick<Wire, "notice">,
  limit: number,
  run: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => {
    const asked = call()
    if (asked.attempts !== undefined || !isDevice(2)) return
    notice?.(`waiting for ${hostOf(asked)} to answer ${nameOf(asked)}, ${limit / 1000} s at most …`)
  }, patience)
  try {
    return await run()
  } finally {
    clearTimeout(timer)
  }
}
