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
