import type { Credentials, Endpoint } from "../types.ts"

/** One call, as much of it as its failure needs to be explained. Holds secrets: never printed as it is. */
export interface Call {
  readonly action:
    | "GetCallerIdentity"
    | "GetSessionToken"
    | "AssumeRole"
    | "AssumeRoleWithWebIdentity"
    | "ListAccessKeys"
    | "CreateAccessKey"
    | "UpdateAccessKey"
    | "DeleteAccessKey"
    | "GetAccessKeyLastUsed"
    | "RegisterClient"
    | "StartDeviceAuthorization"
    | "CreateToken"
    | "GetRoleCredentials"
    | "ListAccounts"
    | "ListAccountRoles"
    | "Logout"
    | "GetFederationToken"
    | "GetSigninToken"
    | "CreateOAuth2Token"
  readonly endpoint: Endpoint
  readonly signer?: Credentials
  readonly roleArn?: string
  readonly mfa?: { readonly serial: string; readonly code: string }
  /** Sent once at most, though it carries no code. */
  readonly once?: true
  /** Tries in all, for a caller that repeats by itself; absent: as AWS_MAX_ATTEMPTS says. */
  readonly attempts?: number
  /** A web identity token. */
  readonly token?: string
  /** Whatever else in the request is secret: never in an error. */
  readonly secrets?: readonly string[]
  /** The host that was tried, once one was. */
  readonly host?: string
}

/** `AssumeRole of arn:…`, for a sentence. */
export function nameOf({ action, roleArn }: Call): string {
  return roleArn === undefined ? action : `${action} of ${roleArn}`
}

/** The host that was tried, for a sentence; the region where none was chosen yet. */
export function hostOf({ host, endpoint }: Call): string {
  return host ?? `AWS in ${endpoint.region}`
}

/** What such a denial usually lacks, from AWS's own reason where it gives one. */
export function remedyOf(text: string): string {
  if (/explicit deny/i.test(text)) return `: a policy forbids it explicitly${inPolicy(text)}.`
  if (/no identity-based policy allows/i.test(text))
    return ": no policy of that principal allows sts:AssumeRole on this role."
  if (/no (permissions boundary|session policy|service control policy)/i.test(text))
    return ": a permissions boundary, session policy or service control policy does not allow it."
  return ": the role's trust policy must name that principal, its conditions (external id, MFA and how old it is, source address) must hold, and its own policies must allow the call."
}

function inPolicy(text: string): string {
  const policy = /explicit deny in (?:a |an )?((?:[a-z-]+ ){0,3}policy)/i.exec(text)?.[1]
  return policy === undefined ? "" : ` (${policy})`
}

/** What to add when no answer came to a request that carried a code. */
export function codeMayBeSpent({ mfa }: Call, unsent = false): string {
  if (mfa === undefined) return ""
  return unsent ? " The MFA code was not sent." : " The MFA code may have been used up; it was not sent again."
}

/** Whose call it is, as far as is known without asking AWS. */
export function keyOwner({ signer }: Call): string {
  return signer === undefined ? "the caller" : `the key ${signer.accessKeyId}`
}
