import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Finding } from "../../src/doctor/check.ts"
import { checks } from "../../src/doctor/checks.ts"
import { type Facts, factsOf, type Given } from "../../src/doctor/facts.ts"
import type { Env } from "../../src/types.ts"

/** 2026-01-01T00:00:00Z */
export const now = 1_767_225_600

/** What a patient's home holds. */
export interface Patient {
  readonly config?: string
  readonly credentials?: string
  readonly env?: Env
  readonly profile?: string
  /** Changes the home before it is looked at. */
  readonly prepare?: (home: string) => void
  readonly reach?: Given["reach"]
  readonly uid?: number
}

/** Calls back with the facts of a home that is gone afterwards. Its files are born as they should be, 0600 in 0700. */
export async function withFacts<T>(patient: Patient, look: (facts: Facts, home: string) => T | Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "guise-doctor-"))
  try {
    mkdirSync(join(home, ".aws"), { mode: 0o700 })
    chmodSync(join(home, ".aws"), 0o700)
    for (const name of ["config", "credentials"] as const) {
      const text = patient[name]
      if (text !== undefined) writeFileSync(join(home, ".aws", name), text, { mode: 0o600 })
    }
    patient.prepare?.(home)
    const reach: Given["reach"] = async ({ region }) => ({ host: `sts.${region}.amazonaws.com`, skew: 0 })
    const facts = factsOf({
      env: { HOME: home, ...withHome(patient.env ?? {}, home) },
      now,
      uid: patient.uid ?? process.getuid?.(),
      program: { version: "1.2.3", path: join(home, "bin/guise") },
      profile: patient.profile,
      reach: patient.reach ?? reach,
    })
    return await look(facts, home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** What one check finds, a line each: `verdict place about: text → remedy`; the home folder is written ~. */
export async function found(id: string, patient: Patient): Promise<readonly string[]> {
  const check = checks.find(each => each.id === id)
  if (check === undefined) throw new Error(`there is no check ${id}`)
  return withFacts(patient, async (facts, home) =>
    (await check.run(facts)).map(finding => line(finding).replaceAll(home, "~")),
  )
}

function line({ verdict, text, about, place, remedy }: Finding): string {
  const where = place === undefined ? "" : ` ${place.file}${place.line === undefined ? "" : `:${place.line}`}`
  const which = about === undefined ? "" : ` (${about})`
  return `${verdict}${where}${which}: ${text}${remedy === undefined ? "" : ` → ${remedy}`}`
}

function withHome(env: Env, home: string): Env {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value?.replace(/^HOME\//, `${home}/`)]))
}

/** A program that can be run. */
export function program(path: string): void {
  mkdirSync(join(path, ".."), { recursive: true })
  writeFileSync(path, "#!/bin/sh\n", { mode: 0o755 })
}

export const keys =
  "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
export const role = "role_arn = arn:aws:iam::111122223333:role/Admin\n"
