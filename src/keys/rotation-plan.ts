import { noSuchOther, notListed, otherStillActive, twoKeys } from "./rotation-refusals.ts"
import type { ListedKey, RotationFacts, RotationStep } from "./rotation-shapes.ts"

/**
 * What a rotation of these keys takes, in order. Pure. Of an unfinished one only what is left is done, as AWS and the
 * stores tell it.
 * Errors: `aws-refused` (a second key that is not ours; AWS allows two), `usage` (--delete-other).
 */
export function planRotation(facts: RotationFacts): readonly RotationStep[] {
  const begun = begunRotation(facts)
  if (begun === undefined) return fromTheStart(facts)
  const { next, old } = begun
  const inUse = facts.current === next
  const listed = facts.listed.find(({ keyId }) => keyId === next)
  const isGone = listed === undefined ? facts.now - begun.startedAt > listedAfter : !listed.active
  if (!inUse && isGone) return fromTheStart(facts)
  const rest = [...switches(facts, next), ...endOf(old, facts)]
  // All but forgotten: who asks for a rotation now means a new one.
  if (rest.length === 0 && facts.now - begun.startedAt > anHour) return fromTheStart(facts)
  const store = facts.waitingStore
  return [
    ...(inUse ? [] : [{ do: "take-up", keyId: next, store } as const, { do: "verify" } as const]),
    ...switches(facts, next),
    { do: "check" },
    ...endOf(old, facts),
    { do: "tidy", store },
  ]
}

/** AWS may leave a key out of its list for a while after it made it: IAM is eventually consistent. Seconds. */
const listedAfter = 600
const anHour = 3600

/** The new key and the old one of a rotation that did not come to its end, where the new pair is still there. */
export function begunRotation({
  current,
  waiting,
  record,
}: Pick<RotationFacts, "current" | "waiting" | "record">): Begun | undefined {
  if (record === undefined)
    return waiting === undefined || waiting === current ? undefined : { next: waiting, old: current, startedAt: 0 }
  const next = waiting ?? (record.newKeyId === current ? current : undefined)
  if (next === undefined || next === record.oldKeyId) return undefined
  if (current !== next && current !== record.oldKeyId) return undefined
  return { next, old: record.oldKeyId, startedAt: record.asked[0] }
}

interface Begun {
  readonly next: string
  readonly old: string
  /** Unix seconds, by AWS's clock; 0 where nothing tells. */
  readonly startedAt: number
}

function fromTheStart(facts: RotationFacts): readonly RotationStep[] {
  const { profile, current, listed, user, waitingStore: store } = facts
  if (!listed.some(({ keyId }) => keyId === current)) throw notListed(current, { user: user.name, profile })
  const others = listed.filter(({ keyId }) => keyId !== current)
  const lost = others.filter(key => isLost(key, facts))
  return [
    ...lost.map(({ keyId }) => ({ do: "delete-lost", keyId }) as const),
    ...leftover(facts),
    ...deletedOther(
      others.filter(key => !lost.includes(key)),
      facts,
    ),
    { do: "create", user: user.name },
    { do: "keep", store },
    { do: "verify" },
    ...switches(facts, undefined),
    { do: "check" },
    ...endOf(current, facts),
    { do: "tidy", store },
  ]
}

/**
 * A key of ours whose secret nobody uses: that of a pair which still waits and is not to be used any more, or one that
 * came about when an answer of AWS's was lost. The last is a conclusion, so it wants every sign: it was not there
 * before, was made just when AWS was asked, and never signed anything.
 */
function isLost({ keyId, createdAt, lastUsed }: ListedKey, { record, waiting, current }: RotationFacts): boolean {
  if (keyId === waiting) return true
  if (record === undefined || record.oldKeyId !== current) return false
  if (keyId === record.newKeyId) return true
  if (record.newKeyId !== undefined || record.before.includes(keyId)) return false
  const wasAskedFor = record.asked.some(at => createdAt >= at - clockTolerance && createdAt <= at + callTolerance)
  return lastUsed === "never" && wasAskedFor
}

/** Seconds: IAM tells whole ones, and AWS's clock is known from the date of an earlier answer. */
const clockTolerance = 60
/** Seconds that an answer may be under way, many times over. */
const callTolerance = 300

function leftover(facts: RotationFacts): readonly RotationStep[] {
  const { waiting, waitingStore: store } = facts
  return waiting === undefined ? [] : [{ do: "drop-waiting", keyId: waiting, store, why: whyLeft(waiting, facts) }]
}

function whyLeft(waiting: string, { current, listed, record, user }: RotationFacts): string {
  if (waiting === current) return "the profile uses that key already"
  if (listed.some(({ keyId }) => keyId === waiting)) return "that key goes"
  if (record !== undefined && record.userArn !== user.arn) return `it is a key of ${record.userArn}, which stays at AWS`
  return "AWS no longer lists that key"
}

function deletedOther(others: readonly ListedKey[], facts: RotationFacts): readonly RotationStep[] {
  const { deleteOther, user, profile, now } = facts
  const [other] = others
  if (deleteOther !== undefined && other?.keyId !== deleteOther) throw noSuchOther(deleteOther, user.name, others)
  if (other === undefined) return []
  const whom = { user: user.name, profile, now }
  if (deleteOther === undefined) throw twoKeys(other, whom)
  if (other.active) throw otherStillActive(other, whom)
  return [{ do: "delete-other", keyId: other.keyId }]
}

function switches({ holders }: RotationFacts, next: string | undefined): readonly RotationStep[] {
  return holders.flatMap(({ profile, place, keyId }) => (keyId === next ? [] : [{ do: "switch", profile, place }]))
}

/** What becomes of the old key, as far as it has not yet. */
function endOf(old: string, { listed, keepOld, record }: RotationFacts): readonly RotationStep[] {
  const key = listed.find(({ keyId }) => keyId === old)
  if (key === undefined) return []
  const deactivated: readonly RotationStep[] = key.active ? [{ do: "deactivate", keyId: old }] : []
  // Asked for in the first run, it holds for the one that ends it.
  const isKept = keepOld || (record?.keepOld === true && record.oldKeyId === old)
  return isKept ? deactivated : [...deactivated, { do: "delete", keyId: old }]
}
