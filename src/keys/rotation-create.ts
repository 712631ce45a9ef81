import { refusalIn } from "../aws/refusal.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { newPair, type Run } from "./rotation-run.ts"
import type { RotationRecord } from "./rotation-shapes.ts"
import { dropWaiting, keepWaiting, type WaitingPair } from "./rotation-waiting.ts"

/**
 * Has AWS make the new key, which then must be kept. The record comes first: should the answer be lost, the next run
 * knows that a key may have come about.
 * Errors: those of CreateAccessKey; `aws-refused` when there is no room.
 */
export async function create(run: Run): Promise<void> {
  const { parts, gathered } = run
  const { profile, user } = gathered.facts
  const signer = await parts.callWith(run.signer)
  const earlier = openRecord(run)
  parts.records.write(profile, recordOf(run, earlier))
  run.progress = { ...run.progress, stage: "asked" }
  try {
    run.next = await parts.iam.create(signer, user.name)
  } catch (error) {
    if (!isRefusal(error)) throw error
    // What became of an earlier question is as open as it was.
    if (earlier === undefined) parts.records.remove(profile)
    else parts.records.write(profile, earlier)
    run.progress = { ...run.progress, stage: "untouched" }
    throw /^LimitExceeded/.test(refusalIn(error)?.name ?? "") ? limitExceeded(error, run) : error
  }
  run.progress = { ...run.progress, next: run.next.accessKeyId, stage: "lost" }
}

/** That of an earlier run whose answer was lost: the key it asked for may only be listed later. */
function openRecord({ gathered }: Run): RotationRecord | undefined {
  const { record, current } = gathered.facts
  return record?.oldKeyId === current && record.newKeyId === undefined ? record : undefined
}

function recordOf({ gathered, parts }: Run, earlier: RotationRecord | undefined): RotationRecord {
  const { current, listed, user, waitingStore, keepOld } = gathered.facts
  return {
    asked: [parts.awsNow(), ...(earlier?.asked ?? [])],
    userArn: user.arn,
    oldKeyId: current,
    before: earlier?.before ?? listed.map(({ keyId }) => keyId),
    store: waitingStore,
    ...(keepOld ? { keepOld } : {}),
  }
}

/** AWS itself said no, so nothing came about; after a fault of its own, or none of an answer, something may have. */
function isRefusal(error: unknown): error is GuiseError {
  return isGuiseError(error) && !isGuiseError(error, "aws-unreachable") && refusalIn(error) !== undefined
}

function limitExceeded(cause: GuiseError, { gathered }: Run): GuiseError {
  const message = `AWS makes no further key for user ${gathered.facts.user.name}: it has as many as AWS allows, one of them too new to be listed.`
  return new GuiseError("aws-refused", message, { hint: "wait a minute, and run it again", cause })
}

/**
 * Keeps the new pair in its store beside the old one. Errors: those of the store; the key was deleted at AWS then, or
 * the error says that it was not.
 */
export async function keep(run: Run): Promise<void> {
  const { parts, gathered } = run
  const { profile, waitingStore } = gathered.facts
  const pair = newPair(run)
  try {
    await keepWaiting(profile, pair, waitingStore, parts.vault)
  } catch (error) {
    throw await takenBack(isGuiseError(error) ? error : unknownTrouble(error), pair, run)
  }
  run.progress = { ...run.progress, stage: "made" }
  parts.records.write(profile, { ...recordOf(run, undefined), newKeyId: pair.accessKeyId })
}

function unknownTrouble(cause: unknown): GuiseError {
  return new GuiseError("store-failed", "the store failed for a reason unknown to guise.", { cause })
}

/** A key that cannot be kept is of no use to anybody, and takes the place of one that is. */
async function takenBack(reason: GuiseError, { accessKeyId }: WaitingPair, run: Run): Promise<GuiseError> {
  const { parts, gathered } = run
  const { profile, user, waitingStore } = gathered.facts
  const { code, message, hint } = reason
  const more = hint === undefined ? { cause: reason } : { hint, cause: reason }
  const what = `The new key ${accessKeyId} could not be kept: ${message}`
  try {
    await parts.iam.remove(await parts.callWith(run.signer), user.name, accessKeyId)
  } catch (error) {
    const why = error instanceof Error ? error.message : "for a reason unknown to guise"
    return new GuiseError(code, `${what} Nor could it be deleted at AWS: ${why}`, more)
  }
  run.progress = { ...run.progress, stage: "untouched" }
  parts.records.remove(profile)
  // The store may have taken it and only failed to give it back.
  await dropWaiting(profile, waitingStore, parts.vault).catch(() => undefined)
  return new GuiseError(code, `${what} It was deleted at AWS again.`, more)
}
