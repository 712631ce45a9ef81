import { describe, expect, test } from "bun:test"
import { bareEnv, clearedChange, takenOffChange } from "../../src/emit/off.ts"
import type { Env, EnvChange } from "../../src/types.ts"

const keys = { AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" }
const user = { HOME: "/home/alice", PATH: "/bin", AWS_PAGER: "" }
const standIn = {
  AWS_CONFIG_FILE: "/run/config",
  AWS_SHARED_CREDENTIALS_FILE: "/run/credentials",
  GUISE_AWS_CONFIG_FILE: "/home/alice/.aws/config",
  GUISE_AWS_SHARED_CREDENTIALS_FILE: "/home/alice/.aws/credentials",
}
const real = {
  AWS_CONFIG_FILE: "/home/alice/.aws/config",
  AWS_SHARED_CREDENTIALS_FILE: "/home/alice/.aws/credentials",
}

/** What a guise put there, and what stays when it is taken off. */
const rows: readonly (readonly [sentence: string, worn: Env, left: Env])[] = [
  ["nobody's", { AWS_PROFILE: "mine", ...keys }, { AWS_PROFILE: "mine", ...keys }],
  ["keys", { GUISE_PROFILE: "prod", ...keys, GUISE_EXPIRES_AT: "1" }, {}],
  [
    "a region, where both variables say the same",
    { GUISE_PROFILE: "prod", AWS_REGION: "a", AWS_DEFAULT_REGION: "a" },
    {},
  ],
  [
    "no region, where they differ: somebody has changed one",
    { GUISE_PROFILE: "prod", AWS_REGION: "a", AWS_DEFAULT_REGION: "b" },
    { AWS_REGION: "a", AWS_DEFAULT_REGION: "b" },
  ],
  ["the profile by its name", { GUISE_PROFILE: "prod", AWS_PROFILE: "prod", AWS_SDK_LOAD_CONFIG: "1" }, {}],
  ["no other profile", { GUISE_PROFILE: "prod", AWS_PROFILE: "mine" }, { AWS_PROFILE: "mine" }],
  ["what settings add, where it still says that", { GUISE_PROFILE: "prod", EXTRA: "1", OTHER: "2" }, { OTHER: "2" }],
  ["files that stand in for one's own", { GUISE_PROFILE: "prod", ...standIn }, real],
  [
    "what is listed, and nothing that no guise would have set",
    {
      GUISE_VARIABLES: "GUISE_VARIABLES GUISE_PROFILE AWS_REGION EXTRA LD_PRELOAD",
      GUISE_PROFILE: "p",
      AWS_REGION: "a",
      EXTRA: "1",
      LD_PRELOAD: "x",
    },
    { LD_PRELOAD: "x" },
  ],
]

describe("taking off a guise takes", () => {
  const extras = { EXTRA: "1", OTHER: "1" }

  test.each([...rows])("%s", (_sentence, worn, left) => {
    const current = { ...user, ...worn }
    const change = takenOffChange(current, extras)
    expect(without(current, change)).toEqual({ ...user, ...left })
    expect(bareEnv(current, extras)).toMatchObject({ ...user, ...left })
    // A name that is not there, or is set, is not unset as well: shells would print both.
    expect(change.unset.filter(name => !(name in current) || name in change.set)).toEqual([])
  })
})

test("clearing leaves nobody, whoever put them there, and one's own files and region", () => {
  const current = { ...user, ...keys, ...standIn, AWS_PROFILE: "mine", AWS_REGION: "a", GUISE_VARIABLES: "AWS_REGION" }
  expect(without(current, clearedChange(current))).toEqual({ ...user, ...real, AWS_REGION: "a" })
})

function without(current: Env, { set, unset }: EnvChange): Env {
  return { ...Object.fromEntries(Object.entries(current).filter(([name]) => !unset.includes(name))), ...set }
}
