import { GuiseError } from "../../errors.ts"
import { namedProfile } from "../flags.ts"

/** The profile that was named. Error: `usage` when none was, with the line to type. */
export function requiredProfile(
  argument: string | undefined,
  flags: { readonly profile?: string | undefined },
  hint: string,
): string {
  const profile = namedProfile(argument, flags)
  if (profile === undefined || profile === "") throw new GuiseError("usage", "No profile was named.", { hint })
  return profile
}
