import { constants } from "node:os"
import { fieldOf, textOf } from "./proc.ts"

const stopping = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/**
 * Resolves when this process is told to end: by Ctrl-C, by SIGTERM, or because its terminal is gone. What whoever started
 * it had ignored stays so (nohup; `&` in a script), where that can be told: in the binary, on Linux. Node takes it back
 * before any of our code runs.
 */
export function untilStopped(): Promise<void> {
  const ignored = ignoredMask()
  return new Promise(stop => {
    for (const signal of stopping) {
      const bit = 1n << BigInt(constants.signals[signal] - 1)
      if ((ignored & bit) === 0n) process.once(signal, () => stop())
    }
  })
}

/** proc_pid_status(5): a bit for each signal. */
function ignoredMask(): bigint {
  const mask = fieldOf(textOf("/proc/self/status"), "SigIgn:")
  return mask === "" ? 0n : BigInt(`0x${mask}`)
}
