import type { Entry, Trouble } from "../../src/fresh/written.ts"

/** 2026-01-01T00:00:00Z */
export const madeAt = 1_767_225_600

/** A role of one hour, made at `madeAt`. */
export const entry: Entry = {
  section: "admin_mfa",
  source: "admin",
  files: { config: "/home/alice/.aws/config", credentials: "/home/alice/.aws/credentials" },
  request: {},
  keep: true,
  settings: {},
  keyId: "ASIAIOSFODNN7EXAMPLE",
  madeAt,
  expiresAt: madeAt + 3600,
  skew: 0,
}

export const trouble: Trouble = {
  code: "aws-unreachable",
  message: "No way to AWS.",
  since: madeAt,
  tries: 1,
  notBefore: madeAt + 60,
  person: false,
  called: false,
}
