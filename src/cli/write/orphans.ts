import { quoted } from "../../quoted.ts"
import type { RealWorld } from "../../world.ts"

/** What was written from a profile that is gone stays in the credentials file, and is kept fresh no more. */
export function tellWritten(sections: readonly string[], from: string, world: RealWorld): void {
  for (const section of sections)
    world.notice(`${section} was written from ${from}, and stays as it is: guise write ${quoted(section)} --remove`)
}
