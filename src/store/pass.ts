import { absentStore } from "./absent.ts"
import type { Lockable, StoreHost } from "./store.ts"

export function openPass(_host: StoreHost): Lockable {
  return absentStore("pass", "this version of guise does not speak to it yet")
}
