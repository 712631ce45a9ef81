import { refusalIn } from "../aws/refusal.ts"
import { GuiseError } from "../errors.ts"
import type { Credentials } from "../types.ts"
import { create, keep } from "./rotation-create.ts"
import { patiently } from "./rotation-patience.ts"
import { putPair } from "./rotation-places.ts"
import { newPair, type Run } from "./rotation-run.ts"
import type { RotationStep } from "./rotation-shapes.ts"
import { dropWaiting } from "./rotation-waiting.ts"
import { stageOf } from "./rotation-words.ts"

/** Carries out one step. Errors: those of AWS, the stores and the files, each with what was tried. */
export async function perform(step: RotationStep, run: Run): Promise<void> {
  const { parts, gathered } = run
  const { facts } = gathered
  const { profile, user } = facts
  switch (step.do) {
    case "take-up":
      return takeUp(step.keyId, run)
    case "delete-lost":
    case "delete-other":
      return unlessGone(async () => parts.iam.remove(await parts.callWith(run.signer), user.name, step.keyId))
    case "drop-waiting":
      return dropWaiting(profile, step.store, parts.vault)
    case "create":
      return create(run)
    case "keep":
      return keep(run)
    case "verify":
      return verify(run)
    case "switch":
      await putPair(newPair(run), run.progress.old, step, parts)
      run.signer = newPair(run)
      run.progress = { ...run.progress, stage: stageOf(run.progress.old, facts.listed) }
      return
    case "check":
      run.signer = newPair(run)
      await asNewOne(run, async signer => parts.iam.list(signer, user.name))
      return
    case "deactivate":
      await unlessGone(() => asNewOne(run, signer => parts.iam.setStatus(signer, user.name, step.keyId, "Inactive")))
      run.progress = { ...run.progress, stage: "deactivated" }
      return
    case "delete":
      await unlessGone(() => asNewOne(run, signer => parts.iam.remove(signer, user.name, step.keyId)))
      run.progress = { ...run.progress, stage: "deleted" }
      return
    case "tidy":
      await parts.forget(run.progress.old)
      await dropWaiting(profile, step.store, parts.vault)
      return parts.records.remove(profile)
  }
}

function takeUp(keyId: string, run: Run): void {
  const { waiting } = run.gathered
  if (waiting?.accessKeyId !== keyId)
    throw new GuiseError("unexpected", `The pair of ${keyId} is not the one that waits.`)
  run.next = waiting
  run.progress = { ...run.progress, next: keyId, stage: "made" }
}

async function verify(run: Run): Promise<void> {
  const { user } = run.gathered.facts
  const { accessKeyId } = newPair(run)
  const { arn } = await patiently(() => run.parts.whoIs(newPair(run)), run.parts)
  if (arn === user.arn) return
  throw new GuiseError("aws-refused", `AWS made the key ${accessKeyId} for ${user.arn}, and says that it is of ${arn}.`)
}

/** A call to IAM that the new key signs, and that IAM may take a while to accept. */
function asNewOne<T>(run: Run, call: (signer: Credentials) => Promise<T>): Promise<T> {
  return patiently(async () => call(await run.parts.callWith(newPair(run))), run.parts)
}

/** A key that is gone is what a repeated call finds, whose first answer was lost. */
async function unlessGone(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!/^NoSuchEntity/.test(refusalIn(error)?.name ?? "")) throw error
  }
}
