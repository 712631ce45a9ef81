import type { KeysParts } from "../../keys/parts.ts"
import { carryOut, previewOf, type Write } from "../../profiles/writes.ts"
import type { RealWorld } from "../../world.ts"
import type { Io } from "../io.ts"

/** What was decided about a profile, and how it is told. */
export interface Decided {
  readonly writes: readonly Write[]
  /** One line for the person once it is done. */
  readonly said: string
  /** The same for programs. */
  readonly data: object
  /** Carries it out, where it is more than writing; answers whether anything changed. */
  readonly act?: () => Promise<boolean>
}

interface Flags {
  readonly dryRun?: true | undefined
  readonly json?: true | undefined
}

/** Shows what would change under --dry-run; otherwise has it done and says so. Errors: those of `carryOut`. */
export async function showOrDo(
  decided: Decided,
  flags: Flags,
  parts: KeysParts,
  io: Io,
  world: RealWorld,
): Promise<void> {
  const { writes, said, data, act } = decided
  if (flags.dryRun === true) {
    const diff = previewOf(writes, parts)
    if (flags.json === true) return io.out(`${JSON.stringify({ ...data, diff })}\n`)
    if (diff === "") return world.notice("nothing would change in the AWS files")
    return io.show(diff)
  }
  const changed = await (act?.() ?? carryOut(writes, parts))
  if (flags.json === true) return io.out(`${JSON.stringify({ ...data, changed })}\n`)
  world.notice(changed ? said : "the AWS files say so already")
}
