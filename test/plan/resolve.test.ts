import { expect, test } from "bun:test"
import fc from "fast-check"
import type { Place, Profile, Profiles, Setting } from "../../src/config/profile.ts"
import { isGuiseError } from "../../src/errors.ts"
import type { Plan } from "../../src/plan/plan.ts"
import { type Facts, type Request, resolve } from "../../src/plan/resolve.ts"
import { mfa, now, otherMfa, role } from "./helper.ts"

/** What holds for every plan, whatever stands in the files: tried on profiles thrown together at random. */

const place: Place = { file: "config", line: 1 }
const names = ["a", "b", "c", "d", "x:mfa", "x:iam", "default"] as const
const name = fc.constantFrom(...names, "gone")

const roleArn = fc.constantFrom(role("One"), role("Two"), "arn:aws-cn:iam::123456789012:role/Cn")
const mfaSerial = fc.constantFrom(mfa, otherMfa, "GAHT12345678")
const seconds = fc.constantFrom("900", "3600", "7200", "43200")

const settings = fc.record(
  {
    role_arn: fc.oneof(roleArn, fc.constant("nonsense")),
    source_profile: name,
    credential_source: fc.constantFrom("Environment", "EcsContainer", "no"),
    mfa_serial: mfaSerial,
    duration_seconds: fc.oneof(seconds, fc.constant("1h")),
    credential_process: fc.constantFrom("cat keys.json", "guise process a", "guise process"),
    web_identity_token_file: fc.constant("token.jwt"),
    sso_account_id: fc.constant("123456789012"),
    sso_role_name: fc.constant("Admin"),
    login_session: fc.constant("arn:aws:iam::123456789012:user/alice"),
    region: fc.constantFrom("eu-west-1", "cn-north-1"),
  },
  { requiredKeys: [] },
)

const pair = fc.option(
  fc.record({
    from: fc.constantFrom("credentials" as const, "config" as const),
    keyId: fc.constantFrom("AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"),
    hasSecret: fc.boolean(),
    hasToken: fc.boolean(),
    expiration: fc.constantFrom("2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    place: fc.constant(place),
  }),
  { nil: undefined },
)

const longLived = {
  from: "credentials",
  keyId: "AKIAIOSFODNN7EXAMPLE",
  hasSecret: true,
  hasToken: false,
  place,
} as const
const temporary = { ...longLived, keyId: "ASIAIOSFODNN7EXAMPLE", hasToken: true }

/** Mostly what people have, which leads somewhere; and settings in any mixture, which seldom do. */
const someProfile = fc.oneof(
  { weight: 4, arbitrary: section({ mfa_serial: mfaSerial }, [], fc.constant(longLived)) },
  { weight: 1, arbitrary: section({}, [], fc.constant(temporary)) },
  { weight: 2, arbitrary: section({ source_profile: name, mfa_serial: mfaSerial }, ["source_profile", "mfa_serial"]) },
  {
    weight: 5,
    arbitrary: section({ role_arn: roleArn, source_profile: name, mfa_serial: mfaSerial, duration_seconds: seconds }, [
      "role_arn",
      "source_profile",
    ]),
  },
  { weight: 3, arbitrary: fc.record({ settings, keys: pair }) },
)

/** A section with these settings, of which some are always there. */
function section(
  said: Readonly<Record<string, fc.Arbitrary<string>>>,
  required: readonly string[],
  keys: fc.Arbitrary<Profile["keys"]> = fc.constant(undefined),
): fc.Arbitrary<{ settings: Readonly<Record<string, string>>; keys: Profile["keys"] }> {
  return fc.record({ settings: fc.record({ ...said }, { requiredKeys: [...required] }), keys })
}

const someProfiles = fc
  .array(fc.tuple(fc.constantFrom(...names), someProfile), { minLength: 1, maxLength: 6 })
  .map(all => new Map(all.map(([own, one]) => [own as string, profileOf(own, one.settings, one.keys)])))

const request: fc.Arbitrary<Request> = fc.record(
  {
    duration: fc.constantFrom(900, 3600, 7200, 43_200),
    roles: fc.array(fc.constantFrom(role("Flag"), "210987654321:Ops"), { maxLength: 2 }),
    noSession: fc.boolean(),
    readOnly: fc.boolean(),
    fresh: fc.boolean(),
    region: fc.constantFrom("us-west-2", "us-gov-west-1"),
  },
  { requiredKeys: [] },
)

function profileOf(own: string, values: Readonly<Record<string, string>>, keys: Profile["keys"]): Profile {
  const entries = Object.entries(values).map(([key, value]): [string, Setting] => [key, { value, place }])
  return { name: own, place, settings: new Map(entries), nested: new Map(), warnings: [], ...(keys && { keys }) }
}

function factsOf(known: ReadonlyMap<string, Profile>, env: Facts["env"]): Facts {
  const profiles: Profiles = {
    profile: wanted => known.get(wanted),
    names: () => [...known.keys()],
    ssoSession: () => undefined,
    ssoSessions: () => [],
    services: () => undefined,
  }
  return {
    env,
    profiles,
    stored: () => undefined,
    now,
    region: profile => profile?.settings.get("region")?.value,
    endpoint: (_service, _profile, region) => ({ region }),
  }
}

const environments = fc.constantFrom(
  {},
  { AWS_PROFILE: "a" },
  { AWS_ACCESS_KEY_ID: "AKIAI44QH8DHBEXAMPLE", AWS_SECRET_ACCESS_KEY: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" },
  { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x" },
)

function forEveryPlan(check: (plan: Plan, words: Request) => void): void {
  fc.assert(
    fc.property(
      fc.option(name, { nil: undefined }),
      someProfiles,
      environments,
      request,
      (wanted, known, env, words) => {
        const found = planOrNothing(wanted, words, factsOf(known, env))
        for (let plan = found; plan !== undefined; plan = plan.ifDenied) check(plan, words)
      },
    ),
    { numRuns: 3000 },
  )
}

function planOrNothing(wanted: string | undefined, words: Request, facts: Facts): Plan | undefined {
  try {
    return resolve(wanted, words, facts)
  } catch (error) {
    if (!isGuiseError(error)) throw error
    return undefined
  }
}

test("every end is a plan or an error of the closed list, and the same facts always make the same plan", () => {
  fc.assert(
    fc.property(name, someProfiles, environments, request, (wanted, known, env, words) => {
      const once = planOrNothing(wanted, words, factsOf(known, env))
      expect(planOrNothing(wanted, words, factsOf(known, env))).toEqual(once)
    }),
    { numRuns: 1000 },
  )
})

test("the plans that are looked at are of every kind", () => {
  const seen = { roles: 0, chains: 0, sessions: 0, temporary: 0, narrowed: 0, seconds: 0 }
  forEveryPlan(({ root, hops, ifDenied }, { readOnly }) => {
    seen.roles += Number(hops.length === 1)
    seen.chains += Number(hops.length > 1)
    seen.sessions += Number(root.kind === "session")
    seen.temporary += Number(root.kind === "keys" && root.temporary)
    seen.narrowed += Number(readOnly === true)
    seen.seconds += Number(ifDenied !== undefined)
  })
  expect(Object.entries(seen).filter(([, times]) => times < 20)).toEqual([])
})

test("no role after another role, a session or temporary keys is asked for more than an hour", () => {
  forEveryPlan(({ root, hops }) => {
    const direct = root.kind === "keys" && !root.temporary
    for (const hop of hops.slice(direct ? 1 : 0)) expect(hop.duration ?? 3600).toBeLessThanOrEqual(3600)
  })
})

test("one code at most: in the session, or in the first role's call", () => {
  forEveryPlan(({ root, hops }) => {
    const codes = [root.kind === "session", ...hops.map(({ mfaSerial }) => mfaSerial !== undefined)]
    expect(codes.filter(Boolean).length).toBeLessThanOrEqual(1)
    expect(hops.slice(1).some(({ mfaSerial }) => mfaSerial !== undefined)).toBe(false)
  })
})

test("a session is made of long-lived keys only, and never when --no-session says so", () => {
  forEveryPlan(({ root }, { noSession }) => {
    if (root.kind !== "session") return
    expect(root.keys.temporary).toBe(false)
    expect(noSession === true).toBe(false)
  })
})

test("--read-only is on the last step of every plan, the second tries included", () => {
  forEveryPlan(({ root, hops }, { readOnly }) => {
    if (readOnly !== true) return
    const last = hops[hops.length - 1] ?? root
    expect("policyArns" in last && last.policyArns?.[0]).toEndWith(":iam::aws:policy/ReadOnlyAccess")
  })
})

test("every step says why it is there, and STS is called in the roles' own partition", () => {
  forEveryPlan(({ hops, reasons }) => {
    for (let step = 0; step <= hops.length; step++) expect(reasons.some(reason => reason.step === step)).toBe(true)
    for (const { roleArn, sts } of hops) expect(roleArn.startsWith("arn:aws-cn:")).toBe(sts.region.startsWith("cn-"))
  })
})

test("second tries come to an end, three ways in all at most", () => {
  forEveryPlan(({ ifDenied }) => {
    expect(ifDenied?.ifDenied?.ifDenied).toBeUndefined()
  })
})
