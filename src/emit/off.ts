import { refusedVariable } from "../config/extra-env.ts"
import type { Env, EnvChange } from "../types.ts"
import { changeTo, identity } from "./env.ts"

/**
 * The change that leaves nobody in `current`, whoever put them there: every variable that says who one is goes, and AWS
 * files that stand in for the user's own make way for those. The region is no credential, and stays.
 */
export function clearedChange(current: Env): EnvChange {
  const { set, unset } = changeTo(realFiles(current), undefined, { ...current, GUISE_VARIABLES: undefined })
  return { set, unset: [...unset, "GUISE_VARIABLES", ...stoodIn(current)] }
}

/**
 * The change that takes off what a guise put into `current`, and nothing else: what GUISE_VARIABLES lists, which `use`
 * sets; after `exec`, which does not, the identity, the region where both variables agree as guise leaves them, and
 * those of `extras` (the variables that settings add) that still have their values.
 */
export function takenOffChange(current: Env, extras: Readonly<Record<string, string>>): EnvChange {
  if (!current.GUISE_VARIABLES && !current.GUISE_PROFILE) return { set: {}, unset: [] }
  const listed = current.GUISE_VARIABLES?.split(" ").filter(mayBeOurs) ?? namesOfExec(current, extras)
  const set = realFiles(current)
  const gone = new Set([...listed, ...stoodIn(current)])
  return { set, unset: [...gone].filter(name => current[name] !== undefined && set[name] === undefined) }
}

/** `current` once that is done: the person, as they are under the guise. */
export function bareEnv(current: Env, extras: Readonly<Record<string, string>>): Env {
  const { set, unset } = takenOffChange(current, extras)
  return { ...current, ...Object.fromEntries(unset.map(name => [name, undefined])), ...set }
}

/** The list is only a variable: whoever sets it takes nothing away that guise would not have set. */
function mayBeOurs(name: string): boolean {
  return /^(?:AWS|GUISE)_/.test(name) || (name !== "" && refusedVariable(name) === undefined)
}

function namesOfExec(current: Env, extras: Readonly<Record<string, string>>): readonly string[] {
  const region = current.AWS_REGION === current.AWS_DEFAULT_REGION ? ["AWS_REGION", "AWS_DEFAULT_REGION"] : []
  const byProfile = current.AWS_PROFILE === current.GUISE_PROFILE ? ["AWS_PROFILE", "AWS_SDK_LOAD_CONFIG"] : []
  const added = Object.keys(extras).filter(name => current[name] === extras[name])
  return [...identity, ...region, ...byProfile, ...added]
}

const standIns = [
  ["AWS_CONFIG_FILE", "GUISE_AWS_CONFIG_FILE"],
  ["AWS_SHARED_CREDENTIALS_FILE", "GUISE_AWS_SHARED_CREDENTIALS_FILE"],
] as const

/** The user's own AWS files, where others stand in for them. */
function realFiles(current: Env): Readonly<Record<string, string>> {
  return Object.fromEntries(standIns.flatMap(([name, real]) => (current[real] ? [[name, current[real]] as const] : [])))
}

function stoodIn(current: Env): readonly string[] {
  return standIns.map(([, real]) => real).filter(real => current[real])
}
