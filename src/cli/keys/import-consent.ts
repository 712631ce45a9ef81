import { GuiseError } from "../../errors.ts"
import type { ImportStep } from "../../keys/import-carry.ts"
import type { RealWorld } from "../../world.ts"
import { yesTo } from "../agree.ts"

/** True for what nobody needs to be asked about. */
export function isFree(step: ImportStep): boolean {
  return step.asks === undefined
}

/**
 * Those that want a yes and get one; all that nobody needs to be asked about is done by then.
 * Errors: `nobody-to-ask`, naming them; `cancelled`.
 */
export async function agreedTo(
  all: readonly ImportStep[],
  { from, yes }: { from: string; yes?: true | undefined },
  world: RealWorld,
): Promise<readonly ImportStep[]> {
  const steps = all.filter(step => !isFree(step))
  if (yes === true || steps.length === 0) return steps
  if (!(await world.somebodyThere()))
    throw new GuiseError(
      "nobody-to-ask",
      `The rest is done, and this wants a yes, with no terminal to ask on: ${steps.map(({ asks }) => asks).join("; ")}.`,
      { hint: `guise import --from ${from} --dry-run shows it; then the same with --yes` },
    )
  const keys = steps.filter(({ does }) => does === "import")
  const lines = steps.filter(({ does }) => does !== "import")
  const agreed: ImportStep[] = []
  for (const step of keys) if (await yesTo(`${step.asks}?`, world)) agreed.push(step)
  return lines.length > 0 && (await yesTo(questionFor(lines, world), world)) ? [...agreed, ...lines] : agreed
}

/** One answer for all of them: a config file may have a hundred. */
function questionFor(lines: readonly ImportStep[], world: RealWorld): string {
  const [only, second] = lines
  if (second === undefined) return `${only?.asks}?`
  tell(
    lines.map(({ asks = "" }) => asks),
    world,
  )
  return `All of this, for ${lines.map(({ profile }) => profile).join(", ")}?`
}

/** One line each, on stderr. */
export function tell(notes: readonly string[], world: RealWorld): void {
  for (const note of notes) world.notice(note)
}
