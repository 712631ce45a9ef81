import { closeSync } from "node:fs"
import { isGuiseError } from "../errors.ts"
import { insistOnForeground, openDevice } from "./foreground.ts"

/** True when a question could be asked just now: there is a terminal, and this is the job in its foreground. */
export async function isSomebodyThere(): Promise<boolean> {
  try {
    await insistOnForeground()
    closeSync(openDevice("keyboard"))
    return true
  } catch (error) {
    if (isGuiseError(error, "nobody-to-ask")) return false
    throw error
  }
}
