import { GuiseError } from "../errors.ts"

/**
 * The profile that a name means in a domain: `work` and `dev` are `work:dev`, as AwsCredentialsManager has it. Without a
 * domain the name itself; without a name nothing. Error: `usage` for what is no domain.
 */
export function profileIn(domain: string | undefined, name: string | undefined): string | undefined {
  if (domain === undefined || name === undefined) return name
  const prefix = `${checkedDomain(domain)}:`
  return name.startsWith(prefix) ? name : `${prefix}${name}`
}

/** The domain of a profile's name: what stands before its first colon. */
export function domainOf(profile: string): string | undefined {
  const colon = profile.indexOf(":")
  return colon < 1 ? undefined : profile.slice(0, colon)
}

/** What the profiles of a domain are called after the colon, where they are not called after a role. */
export const domainNames = { user: "iam", mfa: "mfa" } as const

function checkedDomain(domain: string): string {
  if (domain !== "" && !domain.includes(":") && domain.trim() === domain) return domain
  throw new GuiseError("usage", `--domain wants a word without a colon, and got ${JSON.stringify(domain)}.`, {
    hint: "guise list --domain work",
  })
}
