import { GuiseError, isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { type Gathered, gather } from "./rotation-facts.ts"
import type { RotationParts, RotationRequest } from "./rotation-parts.ts"
import { begunRotation, planRotation } from "./rotation-plan.ts"
import { newPair, type Run } from "./rotation-run.ts"
import type { RotationFacts, RotationStep } from "./rotation-shapes.ts"
import { perform } from "./rotation-steps.ts"
import { stageOf, stateWords, stepWords } from "./rotation-words.ts"

/** What became of the keys. */
export interface Rotated {
  readonly profile: string
  readonly oldKeyId: string
  readonly newKeyId: string
  /** What the old key is now. */
  readonly state: "deleted" | "inactive"
}

/** What a rotation would do now. Changes nothing. Errors: those of `gather` and `planRotation`. */
export async function rotationSteps(request: RotationRequest, parts: RotationParts): Promise<readonly RotationStep[]> {
  return planRotation((await gather(request, parts)).facts)
}

/**
 * Gives a profile a new key pair in place of its own. The old key works until the new one is kept, verified and in
 * use, whatever happens and wherever it is ended; run again, it goes on from what AWS and the stores say.
 * `confirm` throws when the person does not want these steps.
 * Errors: those of `gather`, `planRotation` and of the steps, each with what is so after it.
 */
export async function rotate(
  request: RotationRequest,
  parts: RotationParts,
  confirm: (steps: readonly RotationStep[], facts: RotationFacts) => Promise<void>,
): Promise<Rotated> {
  return parts.records.alone(async () => {
    const gathered = await gather(request, parts)
    const steps = planRotation(gathered.facts)
    await confirm(steps, gathered.facts)
    const run: Run = { gathered, parts, signer: gathered.caller, ...begin(gathered, steps) }
    for (const step of steps) await performed(step, run)
    const { old, stage } = run.progress
    const state = stage === "deleted" ? "deleted" : "inactive"
    return { profile: request.profile, oldKeyId: old, newKeyId: newPair(run).accessKeyId, state }
  })
}

/** Where an earlier run stopped, when this one only goes on. */
function begin({ facts, pair }: Gathered, steps: readonly RotationStep[]): Pick<Run, "next" | "progress"> {
  const begun = steps.some(step => step.do === "create") ? undefined : begunRotation(facts)
  if (begun === undefined || begun.next !== facts.current)
    return { progress: { old: begun?.old ?? facts.current, stage: "untouched" } }
  const since = facts.listed.find(({ keyId }) => keyId === begun.next)?.createdAt ?? facts.now
  const stage = stageOf(begun.old, facts.listed)
  return { next: { ...pair, since }, progress: { old: begun.old, next: begun.next, stage } }
}

async function performed(step: RotationStep, run: Run): Promise<void> {
  run.parts.notice(stepWords(step))
  try {
    await perform(step, run)
  } catch (error) {
    if (isGuiseError(error)) throw withState(error, run)
    run.parts.notice(stateOf(run))
    throw error
  }
}

/** Whoever reads it must know which key works, and what to type. */
function withState(error: GuiseError, run: Run): GuiseError {
  const { code, message, detail, cause } = error
  const again = `guise keys rotate ${quoted(run.gathered.facts.profile)}`
  const hint = run.progress.stage === "untouched" ? error.hint : `${again} goes on from here`
  return new GuiseError(code, `${message} ${stateOf(run)}`, {
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
    cause: cause ?? error,
  })
}

function stateOf({ progress, gathered }: Run): string {
  const { profile, user } = gathered.facts
  return stateWords(progress, { profile, user: user.name })
}
