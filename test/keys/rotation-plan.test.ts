import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { isGuiseError } from "../../src/errors.ts"
import { planRotation } from "../../src/keys/rotation-plan.ts"
import type { ListedKey, RotationFacts, RotationRecord, RotationStep } from "../../src/keys/rotation-shapes.ts"

const now = 1_767_225_600
const day = 86_400
const old = "AKIAIOSFODNN7EXAMPLE"
const next = "AKIAI44QH8DHBEXAMPLE"
const third = "AKIAIOSFODNN8EXAMPLE"
const arn = "arn:aws:iam::111122223333:user/alice"

const record: RotationRecord = { asked: [now - 60], userArn: arn, oldKeyId: old, before: [old], store: "file" }

function key(keyId: string, more: Partial<ListedKey> = {}): ListedKey {
  return { keyId, active: true, createdAt: now - 400 * day, lastUsed: "unknown", ...more }
}

function facts(more: Partial<RotationFacts> = {}): RotationFacts {
  const current = more.current ?? old
  return {
    profile: "work",
    now,
    user: { arn, name: "alice" },
    current,
    holders: [{ profile: "work", place: { in: "store", store: "file" }, keyId: current }],
    listed: [key(old)],
    waitingStore: "file",
    keepOld: false,
    ...more,
  }
}

/** `create, keep, …`, with the key where a step names one. */
function words(steps: readonly RotationStep[]): string {
  return steps.map(step => ("keyId" in step ? `${step.do} ${step.keyId}` : step.do)).join(", ")
}

function planned(more: Partial<RotationFacts>): string {
  try {
    return words(planRotation(facts(more)))
  } catch (error) {
    if (isGuiseError(error)) return `${error.code}: ${error.message} → ${error.hint}`
    throw error
  }
}

const whole = `create, keep, verify, switch, check, deactivate ${old}, delete ${old}, tidy`
const lost = key(next, { createdAt: now - 50, lastUsed: "never" })
const waits = { waiting: next, record: { ...record, newKeyId: next } }
const inUse = { current: next, record: { ...record, newKeyId: next } }

type Row = readonly [what: string, facts: Partial<RotationFacts>, steps: string]

const rows: readonly Row[] = [
  ["one key: the whole way", {}, whole],
  [
    "--keep-old leaves the old one inactive",
    { keepOld: true },
    `create, keep, verify, switch, check, deactivate ${old}, tidy`,
  ],
  ["the answer to CreateAccessKey was lost", { record, listed: [key(old), lost] }, `delete-lost ${next}, ${whole}`],
  [
    "the answers to several of them were lost",
    { record: { ...record, asked: [now, now - 60] }, listed: [key(old), lost] },
    `delete-lost ${next}, ${whole}`,
  ],
  [
    "a new pair that AWS lists waits",
    { ...waits, listed: [key(old), key(next)] },
    `take-up ${next}, verify, switch, check, deactivate ${old}, delete ${old}, tidy`,
  ],
  [
    "a new pair waits that AWS does not list yet",
    waits,
    `take-up ${next}, verify, switch, check, deactivate ${old}, delete ${old}, tidy`,
  ],
  [
    "a new pair waits whose key somebody deleted at AWS",
    { ...waits, now: now + day },
    `drop-waiting ${next}, ${whole}`,
  ],
  [
    "a new pair waits whose key somebody deactivated",
    { ...waits, listed: [key(old), key(next, { active: false })] },
    `delete-lost ${next}, drop-waiting ${next}, ${whole}`,
  ],
  [
    "a new pair waits, and the record is gone",
    { waiting: next, listed: [key(old), key(next)] },
    `take-up ${next}, verify, switch, check, deactivate ${old}, delete ${old}, tidy`,
  ],
  [
    "a new pair waits, and somebody deactivated the old one",
    { ...waits, listed: [key(old, { active: false }), key(next)] },
    `take-up ${next}, verify, switch, check, delete ${old}, tidy`,
  ],
  [
    "the new key is in use, the old one active",
    { ...inUse, listed: [key(old), key(next)] },
    `check, deactivate ${old}, delete ${old}, tidy`,
  ],
  [
    "the new key is in use, the index of the stores names the old one",
    {
      ...inUse,
      listed: [key(old), key(next)],
      holders: [{ profile: "work", place: { in: "store", store: "file" }, keyId: old }],
    },
    `switch, check, deactivate ${old}, delete ${old}, tidy`,
  ],
  [
    "the new key is in use, a second profile has the old one",
    {
      ...inUse,
      listed: [key(old), key(next)],
      holders: [
        { profile: "work", place: { in: "store", store: "file" }, keyId: next },
        { profile: "default", place: { in: "file", role: "credentials", path: "/c" }, keyId: old },
      ],
    },
    `switch, check, deactivate ${old}, delete ${old}, tidy`,
  ],
  [
    "the new key is in use, the old one inactive",
    { ...inUse, listed: [key(old, { active: false }), key(next)] },
    `check, delete ${old}, tidy`,
  ],
  [
    "--keep-old of the first run holds for the one that ends it",
    { current: next, record: { ...record, newKeyId: next, keepOld: true }, listed: [key(old), key(next)] },
    `check, deactivate ${old}, tidy`,
  ],
  ["only the end is missing", { ...inUse, listed: [key(next)] }, "check, tidy"],
  [
    "only the end is missing, since yesterday: a new rotation is meant",
    { ...inUse, listed: [key(next)], now: now + day },
    `create, keep, verify, switch, check, deactivate ${next}, delete ${next}, tidy`,
  ],
  [
    "the secret of the new key is lost after all",
    { record: { ...record, newKeyId: next }, listed: [key(old), key(next)] },
    `delete-lost ${next}, ${whole}`,
  ],
  [
    "a third key was put in the profile meanwhile",
    { ...waits, current: third, listed: [key(third), key(next)] },
    `delete-lost ${next}, drop-waiting ${next}, ${whole.replaceAll(old, third)}`,
  ],
  [
    "what waits is another user's",
    { ...waits, current: third, listed: [key(third)], user: { arn: `${arn}2`, name: "alice2" } },
    `drop-waiting ${next}, ${whole.replaceAll(old, third)}`,
  ],
  [
    "an inactive second key, and the person's word that it may go",
    { listed: [key(old), key(third, { active: false })], deleteOther: third },
    `delete-other ${third}, ${whole}`,
  ],
]

describe("a rotation is planned from what AWS and the stores say", () => {
  test.each(rows)("%s", (_what, given, steps) => {
    expect(planned(given)).toBe(steps)
  })
})

const refusals: readonly Row[] = [
  [
    "a second key, at work",
    { listed: [key(old), key(third, { lastUsed: now - 3 * day })] },
    `aws-refused: User alice has a second access key, ${third} (active, made 400 days ago, last used 3 days ago). AWS allows two, and a rotation needs room for a new one. Nothing was changed. → guise exec work -- aws iam update-access-key --user-name alice --access-key-id ${third} --status Inactive, and when nothing misses it: guise keys rotate work --delete-other ${third}`,
  ],
  [
    "a second key that is inactive",
    { listed: [key(old), key(third, { active: false, lastUsed: "never" })] },
    `aws-refused: User alice has a second access key, ${third} (inactive, made 400 days ago, never used). AWS allows two, and a rotation needs room for a new one. Nothing was changed. → guise keys rotate work --delete-other ${third}`,
  ],
  [
    "a key made since, that was used: somebody else's",
    { record, listed: [key(old), { ...lost, lastUsed: now - 10 }] },
    `aws-refused: User alice has a second access key, ${next} (active, made less than a day ago, last used less than a day ago).`,
  ],
  [
    "a key made since, whose use AWS does not tell",
    { record, listed: [key(old), { ...lost, lastUsed: "unknown" }] },
    "aws-refused: User alice has a second access key",
  ],
  [
    "a key that was there before, never used",
    { record: { ...record, before: [old, next] }, listed: [key(old), lost] },
    "aws-refused: User alice has a second access key",
  ],
  [
    "a key older than the record",
    { record, listed: [key(old), { ...lost, createdAt: now - day }] },
    "aws-refused: User alice has a second access key",
  ],
  [
    "a key made long after AWS was asked",
    { record: { ...record, asked: [now - day] }, listed: [key(old), lost] },
    "aws-refused: User alice has a second access key",
  ],
  [
    "a never used key without any record",
    { listed: [key(old), lost] },
    "aws-refused: User alice has a second access key",
  ],
  [
    "--delete-other of an active key",
    { listed: [key(old), key(third)], deleteOther: third },
    "usage: --delete-other takes a key that was deactivated first",
  ],
  [
    "--delete-other of the key in use",
    { listed: [key(old), key(third, { active: false })], deleteOther: old },
    `usage: --delete-other names ${old}, and user alice has beside the one in the profile ${third}.`,
  ],
  [
    "--delete-other where there is no other",
    { deleteOther: third },
    `usage: --delete-other names ${third}, and user alice has no key beside the one in the profile.`,
  ],
  ["a key in the profile that AWS does not list", { listed: [key(third)] }, `aws-refused: AWS accepts the key ${old}`],
]

describe("a rotation is refused before anything changes", () => {
  test.each(refusals)("%s", (_what, given, start) => {
    expect(planned(given)).toStartWith(start)
  })
})

const state = fc.record({
  current: fc.constantFrom(old, next),
  waiting: fc.constantFrom(undefined, old, next, third),
  record: fc.constantFrom(undefined, record, { ...record, newKeyId: next }, { ...record, newKeyId: third }),
  keepOld: fc.boolean(),
  deleteOther: fc.constantFrom(undefined, old, next, third),
  now: fc.constantFrom(now, now + day),
  listed: fc
    .uniqueArray(fc.constantFrom(old, next, third), { maxLength: 2 })
    .chain(ids =>
      fc.tuple(
        ...ids.map(id =>
          fc
            .tuple(fc.boolean(), fc.constantFrom(now - 50, now - 400 * day), fc.constantFrom(now, "never", "unknown"))
            .map(([active, createdAt, lastUsed]) => key(id, { active, createdAt, lastUsed } as Partial<ListedKey>)),
        ),
      ),
    ),
})

test("no plan deletes or deactivates the key in use before another one is verified and in its place", () => {
  fc.assert(
    fc.property(state, given => {
      const steps = planRotation.bind(undefined, facts(given as Partial<RotationFacts>))
      let plan: readonly RotationStep[]
      try {
        plan = steps()
      } catch (error) {
        if (isGuiseError(error)) return
        throw error
      }
      const at = (what: RotationStep["do"]) => plan.findIndex(step => step.do === what)
      for (const [index, step] of plan.entries()) {
        if (!("keyId" in step) || step.keyId !== given.current) continue
        if (step.do === "drop-waiting" || step.do === "take-up") continue
        expect(index).toBeGreaterThan(at("check"))
        expect(at("verify")).toBeGreaterThanOrEqual(0)
        expect(at("switch")).toBeGreaterThan(at("verify"))
        expect(at("check")).toBeGreaterThan(at("switch"))
      }
    }),
    { numRuns: 2000 },
  )
})
