import type { Env, EnvChange } from "../types.ts"
import { changeTo } from "./env.ts"

/**
 * The change that leaves nobody in `current`, whoever put them there: every variable that says who one is goes, and AWS
 * files that stand in for the user's own make way for those. The region is no credential, and stays.
 */
export function clearedChange(current: Env): EnvChange {
  const own = [
    ["AWS_CONFIG_FILE", "GUISE_AWS_CONFIG_FILE"],
    ["AWS_SHARED_CREDENTIALS_FILE", "GUISE_AWS_SHARED_CREDENTIALS_FILE"],
  ] as const
  const stoodInFor = own.filter(([, real]) => current[real])
  const { set, unset } = changeTo(
    Object.fromEntries(stoodInFor.map(([name, real]) => [name, current[real]])),
    undefined,
    current,
  )
  return { set, unset: [...unset, ...stoodInFor.map(([, real]) => real)] }
}
