import { ownLineIn } from "../plan/process-line.ts"
import { quoted } from "../quoted.ts"

/**
 * A `credential_process` line that runs guise for one profile, made to run it for another; all else on it stays, since
 * people run guise in ways of their own. Undefined where the name cannot be told from the rest.
 */
export function renamedLine(line: string, from: string, to: string): string | undefined {
  for (const written of new Set([from, quoted(from), `"${from}"`, `'${from}'`])) {
    const at = line.lastIndexOf(written)
    if (at < 0 || !/(?:^|[\s=])$/.test(line.slice(0, at)) || !/^(?:\s|$)/.test(line.slice(at + written.length)))
      continue
    const changed = `${line.slice(0, at)}${quoted(to)}${line.slice(at + written.length)}`
    if (ownLineIn(changed)?.profile === to) return changed
  }
  return undefined
}
