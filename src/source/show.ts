import { isGuiseError } from "../errors.ts"
import type { World } from "../types.ts"

/**
 * Shows what a person has to do in a browser: on the terminal, as every question, since stderr may be captured or quiet;
 * on stderr where there is none.
 */
export async function show(
  lines: readonly string[],
  { terminal, notice }: Pick<World, "terminal" | "notice">,
): Promise<void> {
  try {
    if (terminal.tell !== undefined) return await terminal.tell(lines)
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
  }
  for (const line of lines) notice(line)
}

/** What to show while a browser of this machine is waited for, which may have opened or not. */
export function inBrowserLines(where: string, page: string): readonly string[] {
  return [`signing in to ${where} in the browser. Where none opens, open this on this machine:`, page]
}
