import type { RealWorld } from "../../world.ts"
import type { Person } from "../which.ts"

/** Whoever is at the terminal of this process; the picker is loaded only when it is shown. */
export function personAt(world: RealWorld): Person {
  return {
    somebodyThere: () => world.somebodyThere(),
    pick: async () => (await import("./pick.ts")).pickProfile(world),
  }
}
