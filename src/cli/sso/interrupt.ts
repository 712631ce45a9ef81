import { GuiseError } from "../../errors.ts"

/**
 * What `run` answers, unless somebody presses Ctrl-C before that: then it is left alone, and `sentence` is said.
 * Error: `cancelled`.
 */
export async function untilInterrupted<T>(run: () => Promise<T>, sentence: string): Promise<T> {
  const interrupted = Promise.withResolvers<never>()
  const stop = () => interrupted.reject(new GuiseError("cancelled", sentence))
  process.once("SIGINT", stop)
  try {
    return await Promise.race([run(), interrupted.promise])
  } finally {
    process.removeListener("SIGINT", stop)
  }
}
