import type { Check } from "./check.ts"
import { environmentChecks } from "./checks/environment.ts"
import { filesPrivate, fileTraps, lineTraps, readable } from "./checks/files.ts"
import { keptFresh } from "./checks/kept-fresh.ts"
import { defaultKeys, plainKeys, plainSeeds } from "./checks/keys.ts"
import { clock, endpoints } from "./checks/network.ts"
import { onPath, ownFiles, secretPlaces, settingsFileCheck } from "./checks/own.ts"
import { differences, halfPairs, loops, notices, sources, valid } from "./checks/plans.ts"
import { namedFiles, processes, regions } from "./checks/settings.ts"
import { signIns } from "./checks/sign-ins.ts"
import { keyAge, plainStore, rotations } from "./checks/stored-keys.ts"

/** Every check, in the order of the report. docs/doctor.md has a row for each, which a test holds against this table. */
export const checks: readonly Check[] = [
  readable,
  filesPrivate,
  fileTraps,
  lineTraps,
  defaultKeys,
  sources,
  loops,
  halfPairs,
  valid,
  notices,
  regions,
  processes,
  namedFiles,
  signIns,
  differences,
  ...environmentChecks,
  endpoints,
  clock,
  plainKeys,
  plainSeeds,
  plainStore,
  keyAge,
  rotations,
  ownFiles,
  secretPlaces,
  keptFresh,
  settingsFileCheck,
  onPath,
]
